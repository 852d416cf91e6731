/** Notices of what changes in others' accounts, for one sign-in: of what they may see there by then, and nothing else. */
import type { AccountChange, StateType } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { reachOfAccount } from '../access/reach.ts';
import type { BusEvent } from '../bus.ts';
import type { ChangeNotice } from '../client/index.ts';
import { accountOf, toId } from '../ids.ts';
import { sharedAccounts } from '../jmap/shared-accounts.ts';
import { parseState, shareeStates, sharedTypes } from '../jmap/state.ts';

/** What events have said about one account since the last notice. */
interface Touched {
  readonly mailboxes: Set<number>;
  readonly types: Set<StateType>;
  /** Mod-sequence of the last delivery; 0 where there was none. */
  delivered: number;
  rights: boolean;
}

/**
 * Of one mailbox of another account. No rights are looked up: whoever is told looks, and is refused where they no longer may.
 * @returns undefined where the event is not about it
 */
export function mailboxNotice(event: BusEvent, principal: number, mailbox: number): ChangeNotice | undefined {
  const about = { accountId: toId('account', accountOf(mailbox)), changed: {}, mailboxIds: [toId('mailbox', mailbox)] };
  if (event.kind === 'grants') return concerns(event, principal) && event.accountId === accountOf(mailbox) ? { ...about, rightsChanged: true } : undefined;
  if (event.kind !== 'change') return undefined;
  const { change } = event;
  const isTouched = change.mailboxIds.has(mailbox) || change.readers.get(principal)?.mailboxIds.has(mailbox);
  return isTouched ? { ...about, modseq: change.modseq } : undefined;
}

/** Of every account that is shared with somebody, until the returned function is called. What comes while a notice is made is told in the next one. */
export function subscribeShared(ctx: Context, listener: (notice: ChangeNotice) => void): () => void {
  const { core, principal } = ctx;
  const pending = new Map<number, Touched>();
  let isRunning = false;
  let isEnded = false;

  const run = async (): Promise<void> => {
    isRunning = true;
    try {
      for (let next = first(pending); next && !isEnded; next = first(pending)) {
        const [account, touched] = next;
        pending.delete(account);
        const notice = await noticeOf(ctx, account, touched);
        if (notice && !isEnded) listener(notice);
      }
    } catch (error) {
      core.log.warn({ err: error }, 'changes in a shared account were not told');
    } finally {
      isRunning = false;
    }
  };
  const unsubscribe = core.bus.subscribe((event) => {
    if (event.kind === 'revoked' || event.kind === 'metadata') return;
    const account = event.kind === 'change' ? event.change.accountId : event.accountId;
    if (account === principal.id || (event.kind === 'grants' && !concerns(event, principal.id))) return;
    let touched = pending.get(account);
    if (!touched) pending.set(account, (touched = { mailboxes: new Set(), types: new Set(), delivered: 0, rights: false }));
    if (event.kind === 'grants') touched.rights = true;
    else add(touched, event.change, principal.id);
    if (!isRunning) void run();
  });
  return () => {
    isEnded = true;
    unsubscribe();
  };
}

const first = <K, V>(map: ReadonlyMap<K, V>): [K, V] | undefined => map.entries().next().value;

const concerns = (event: BusEvent & { kind: 'grants' }, principal: number): boolean => event.principalIds === null || event.principalIds.has(principal);

function add(touched: Touched, change: AccountChange, principal: number): void {
  const own = change.readers.get(principal);
  for (const id of [...change.mailboxIds, ...(own?.mailboxIds ?? [])]) touched.mailboxes.add(id);
  for (const type of [...change.types, ...(own?.types ?? [])]) touched.types.add(type);
  if (change.delivered) touched.delivered = Math.max(touched.delivered, change.modseq);
}

async function noticeOf(ctx: Context, account: number, touched: Touched): Promise<ChangeNotice | undefined> {
  // Most accounts are nothing to most people.
  if (!touched.rights && !(await sharedAccounts(ctx)).some((shared) => shared.account === account)) return undefined;
  const accountId = toId('account', account);
  return ctx.core.db.read(async (read) => {
    const reach = await reachOfAccount(ctx, read, account);
    if (!reach) return touched.rights ? { accountId, changed: {}, mailboxIds: [], rightsChanged: true } : undefined;
    const mailboxes = touched.rights ? reach.readable : [...touched.mailboxes].filter((id) => reach.mailboxes.has(id));
    if (mailboxes.length === 0) return undefined;
    const states = await shareeStates(read, reach);
    const changed: Record<string, string> = {};
    for (const type of sharedTypes) if (touched.rights || touched.types.has(type)) changed[type] = states[type];
    // Mail that came into a private mailbox touches a thread here, too, and is nobody's business.
    if (touched.delivered > 0 && (parseState(states.Email)?.modseq ?? 0) >= touched.delivered) changed['EmailDelivery'] = states.Email;
    return { accountId, changed, mailboxIds: mailboxes.map((id) => toId('mailbox', id)), ...(touched.rights ? { rightsChanged: true } : {}) };
  });
}
