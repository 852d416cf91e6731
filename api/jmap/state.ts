/** States of types in an account (RFC 8620 §1.6.2, §5.2): mod-sequences, and places on the way between two of them. */
import { integers, raw, sql, stateColumns, stateTypes, type Read, type StateType } from '../../db/index.ts';
import { type Reach, readableMark, rightsMark } from '../access/reach.ts';
import { CoreError } from '../client/errors.ts';

/**
 * Where a client stands. A final state is a mod-sequence: everything up to it is known. An intermediate one, given where
 * `hasMoreChanges`, has the last object told, since one unit may stamp 10 000 with one mod-sequence (design §4), and the final state that the
 * client came from, which tells new objects from changed ones.
 */
export interface State {
  readonly modseq: number;
  /** Objects of `modseq` with greater numbers are still to be told; null: all are told. */
  readonly lastId: number | null;
  /** The mod-sequence that the client had seen completely before it began; `modseq` itself in a final state. */
  readonly since: number;
  /** What a sharee may see, in short ({@link readableMark}, {@link rightsMark}); empty for one's own account. */
  readonly mark: string;
}

/** `modseq`, or `modseq:lastId:since`; a sharee's with `~mark` behind it. */
export function formatState(state: State | number): string {
  if (typeof state === 'number') return String(state);
  const { modseq, lastId, since, mark } = state;
  return `${lastId === null ? modseq : `${modseq}:${lastId}:${since}`}${mark === '' ? '' : `~${mark}`}`;
}

/** A final state. */
export const finalState = (modseq: number, mark: string): State => ({ modseq, lastId: null, since: modseq, mark });

/** Undefined where it is no state that we give. */
export function parseState(text: string): State | undefined {
  const match = /^(\d{1,16})(?::(\d{1,16}):(\d{1,16}))?(?:~([\da-f]{8}))?$/.exec(text);
  if (!match) return undefined;
  const mark = match[4] ?? '';
  const [modseq, lastId, since] = match.slice(1, 4).map((digits) => (digits === undefined ? undefined : Number(digits)));
  if (modseq === undefined || ![modseq, lastId ?? 0, since ?? 0].every(Number.isSafeInteger)) return undefined;
  if (lastId === undefined || since === undefined) return finalState(modseq, mark);
  return since > modseq ? undefined : { modseq, lastId, since, mark };
}

interface AccountStates {
  readonly horizon: number;
  readonly states: Readonly<Record<StateType, number>>;
}

/**
 * The state of every type of an account, and the mod-sequence before which destroyed objects are forgotten. A sharee's states are of what they may see:
 * what goes on elsewhere in the account changes none of them.
 * @param account a number where it is the caller's own
 * @throws CoreError accountNotFound
 */
export async function accountStates(read: Read, account: number | Reach): Promise<AccountStates> {
  const accountId = typeof account === 'number' ? account : account.account;
  const columns = stateTypes.map((type) => stateColumns[type]).join(', ');
  const row = await read.get<Record<string, number>>(sql`SELECT horizon_modseq, ${raw(columns)} FROM account WHERE id = ${accountId}`);
  if (!row) throw new CoreError('accountNotFound', 'This account has gone.');
  const horizon = Number(row['horizon_modseq']);
  const own = typeof account === 'number' || account.isOwner;
  const modseqs = own ? stateTypes.map((type) => Number(row[stateColumns[type]])) : await shareeModseqs(read, account);
  // A type that has not changed since the horizon stands at it: else its own present state would be past what is remembered.
  const states = Object.fromEntries(stateTypes.map((type, i) => [type, Math.max(horizon, modseqs[i] ?? 0)])) as Record<StateType, number>;
  return { horizon, states };
}

/**
 * When the totals of a mailbox last changed, as far as sharees see: its `changed_modseq` also moves where mail in a private mailbox makes a thread unread
 * for the owner, but then none of its own messages does.
 */
const countedModseq = 'CASE WHEN changed_modseq < highest_modseq THEN changed_modseq ELSE highest_modseq END';

/** In the order of `stateTypes`; types that are the owner's alone stand at 0. */
async function shareeModseqs(read: Read, { account, principal, readable }: Reach): Promise<number[]> {
  const mailboxes = await read.get<{ highest: number | null; changed: number | null; property: number | null }>(sql`
    SELECT MAX(highest_modseq) AS highest, MAX(${raw(countedModseq)}) AS changed, MAX(property_modseq) AS property FROM mailbox
     WHERE account_id = ${account} AND id IN ${integers(readable)}`);
  const seen = await read.get<{ modseq: number | null }>(sql`SELECT MAX(modseq) AS modseq FROM seen_overlay WHERE principal_id = ${principal} AND account_id = ${account}`);
  const marks = await read.get<{ counter: number | null; property: number | null }>(sql`
    SELECT MAX(counter_modseq) AS counter, MAX(property_modseq) AS property FROM reader_mailbox WHERE principal_id = ${principal} AND mailbox_id IN ${integers(readable)}`);
  const email = Math.max(mailboxes?.highest ?? 0, seen?.modseq ?? 0);
  const mailbox = Math.max(mailboxes?.changed ?? 0, mailboxes?.property ?? 0, marks?.counter ?? 0, marks?.property ?? 0);
  const of: Partial<Record<StateType, number>> = { Email: email, Thread: mailboxes?.highest ?? 0, Mailbox: mailbox };
  return stateTypes.map((type) => of[type] ?? 0);
}

/** What a state of this type carries of a sharee's rights: of Mailboxes all of them, since `myRights` shows them. */
export function markOf(account: number | Reach, type: StateType): string {
  if (typeof account === 'number') return '';
  return type === 'Mailbox' ? rightsMark(account) : readableMark(account);
}

/** The state of one type now. */
export async function presentState(read: Read, account: number | Reach, type: StateType): Promise<State> {
  return finalState((await accountStates(read, account)).states[type], markOf(account, type));
}

/** The state of one type, as /get, /changes, /set and push name it. */
export async function typeState(read: Read, account: number | Reach, type: StateType): Promise<string> {
  return formatState(await presentState(read, account, type));
}

/** The types that sharees see of an account. */
export const sharedTypes = ['Email', 'Thread', 'Mailbox'] as const satisfies readonly StateType[];

/** The states of all of these for one sharee, as push names them. */
export async function shareeStates(read: Read, reach: Reach): Promise<Record<(typeof sharedTypes)[number], string>> {
  const { states } = await accountStates(read, reach);
  const of = (type: StateType): string => formatState(finalState(states[type], markOf(reach, type)));
  return { Email: of('Email'), Thread: of('Thread'), Mailbox: of('Mailbox') };
}

/**
 * Where the client stands, checked against what the account remembers, and the state now.
 * @throws CoreError cannotCalculateChanges: not a state of ours, from the future (another life of the database), past the horizon, or of a time when
 * a sharee saw other mailboxes
 */
export async function knownState(read: Read, account: number | Reach, type: StateType, sinceState: string): Promise<{ since: State; current: State }> {
  const { horizon, states } = await accountStates(read, account);
  const since = parseState(sinceState);
  const mark = markOf(account, type);
  if (!since || since.modseq > states[type] || since.since < horizon || since.mark !== mark) {
    throw new CoreError('cannotCalculateChanges', `Changes since ${JSON.stringify(sinceState.slice(0, 60))} are not known here; fetch everything anew.`);
  }
  return { since, current: finalState(states[type], mark) };
}
