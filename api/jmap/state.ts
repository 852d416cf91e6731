/** States of types in an account (RFC 8620 §1.6.2, §5.2): mod-sequences, and places on the way between two of them. */
import { raw, sql, stateColumns, stateTypes, type Read, type StateType } from '../../db/index.ts';
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
}

/** `modseq`, or `modseq:lastId:since`. */
export function formatState(state: State | number): string {
  if (typeof state === 'number') return String(state);
  return state.lastId === null ? String(state.modseq) : `${state.modseq}:${state.lastId}:${state.since}`;
}

/** Undefined where it is no state that we give. */
export function parseState(text: string): State | undefined {
  const match = /^(\d{1,16})(?::(\d{1,16}):(\d{1,16}))?$/.exec(text);
  if (!match) return undefined;
  const [modseq, lastId, since] = match.slice(1).map((digits) => (digits === undefined ? undefined : Number(digits)));
  if (modseq === undefined || ![modseq, lastId ?? 0, since ?? 0].every(Number.isSafeInteger)) return undefined;
  if (lastId === undefined || since === undefined) return { modseq, lastId: null, since: modseq };
  return since > modseq ? undefined : { modseq, lastId, since };
}

interface AccountStates {
  readonly horizon: number;
  readonly states: Readonly<Record<StateType, number>>;
}

/**
 * The state of every type of an account, and the mod-sequence before which destroyed objects are forgotten.
 * @throws CoreError accountNotFound
 */
export async function accountStates(read: Read, accountId: number): Promise<AccountStates> {
  const columns = stateTypes.map((type) => stateColumns[type]).join(', ');
  const row = await read.get<Record<string, number>>(sql`SELECT horizon_modseq, ${raw(columns)} FROM account WHERE id = ${accountId}`);
  if (!row) throw new CoreError('accountNotFound', 'This account has gone.');
  const horizon = Number(row['horizon_modseq']);
  // A type that has not changed since the horizon stands at it: else its own present state would be past what is remembered.
  const states = Object.fromEntries(stateTypes.map((type) => [type, Math.max(horizon, Number(row[stateColumns[type]]))])) as Record<StateType, number>;
  return { horizon, states };
}

/** The state of one type, as /get, /changes, /set and push name it. */
export async function typeState(read: Read, accountId: number, type: StateType): Promise<string> {
  return formatState((await accountStates(read, accountId)).states[type]);
}

/**
 * Where the client stands, checked against what the account remembers.
 * @throws CoreError cannotCalculateChanges: not a state of ours, from the future (another life of the database), or past the horizon
 */
export async function knownState(read: Read, accountId: number, type: StateType, sinceState: string): Promise<{ since: State; current: number }> {
  const { horizon, states } = await accountStates(read, accountId);
  const since = parseState(sinceState);
  if (!since || since.modseq > states[type] || since.since < horizon) {
    throw new CoreError('cannotCalculateChanges', `Changes since ${JSON.stringify(sinceState.slice(0, 60))} are not known here; fetch everything anew.`);
  }
  return { since, current: states[type] };
}
