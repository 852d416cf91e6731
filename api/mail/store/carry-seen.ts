/** What readers have seen comes along when somebody moves it into another account (design §5, per-user `$seen`). */
import { principalsById } from '../../../db/repositories/principals.ts';
import { readersWhoSaw, seenByReaders } from '../../../db/repositories/seen-overlay.ts';
import type { Unit } from '../../../db/index.ts';
import { READ, rightBits } from '../../access/rights.ts';
import { rightsAmong } from '../../access/rights-among.ts';
import type { Reach } from '../../access/reach.ts';
import { setSeenByReader } from './reader-seen.ts';

/** Of more, each with marks of their own, a unit takes too long: for the others it is unread again. */
const READERS = 100;

export interface CarriedSeen {
  /** Emails of the source that the owner of the target has seen. */
  readonly byOwner: ReadonlySet<number>;
  /** By reader of the target: Emails of the source. */
  readonly byReader: ReadonlyMap<number, readonly number[]>;
}

/**
 * What others than whoever moves have seen, of those who may read the target and keep `$seen` there; to be asked before anything is moved.
 * @param seenByOwner those of the Emails that are read for the owner of the source
 */
export async function seenToCarry(tx: Unit, from: Reach, to: Reach, toMailboxId: number, emailIds: readonly number[], seenByOwner: readonly number[]): Promise<CarriedSeen> {
  const { principal: mover } = to;
  const saw = new Set(await readersWhoSaw(tx, from.account, emailIds, READERS));
  // A group owns its account, and reads nothing.
  const owners = new Set((await principalsById(tx, [from.account, to.account])).filter((row) => row.type === 'individual').map((row) => row.id));
  if (seenByOwner.length > 0 && owners.has(from.account)) saw.add(from.account);
  saw.delete(mover);
  if (saw.size === 0) return { byOwner: new Set(), byReader: new Map() };
  const may = new Set(await mayKeepSeen(tx, toMailboxId, [...saw]));
  const readers = [...saw].filter((id) => (id === to.account ? owners.has(id) : may.has(id)));
  const marks = new Map<number, number[]>(readers.map((id) => [id, id === from.account ? [...seenByOwner] : []]));
  for (const { principal_id: reader, email_id: email } of await seenByReaders(tx, from.account, emailIds, readers)) marks.get(reader)?.push(email);
  const byOwner = new Set(marks.get(to.account));
  marks.delete(to.account);
  return { byOwner, byReader: marks };
}

/** Those of these principals who may read a mailbox and keep `$seen` in it. */
export async function mayKeepSeen(tx: Unit, mailboxId: number, principals: readonly number[]): Promise<number[]> {
  if (principals.length === 0) return [];
  const rights = await rightsAmong(tx, mailboxId, principals);
  const needed = READ | rightBits.s;
  return principals.filter((id) => ((rights.get(id) ?? 0) & needed) === needed);
}

/** @param there the Emails of the target by those of the source; to be called when the unit's memberships are written */
export async function carrySeen(tx: Unit, to: Reach, toMailboxId: number, { byReader }: CarriedSeen, there: ReadonlyMap<number, number>): Promise<void> {
  for (const [principal, emails] of byReader) {
    const reader: Reach = { account: to.account, principal, isOwner: false, mailboxes: new Map([[toMailboxId, READ]]), readable: [toMailboxId] };
    await setSeenByReader(tx, reader, emails.map((id) => there.get(id)).filter((id) => id !== undefined), true);
  }
}
