import { membershipsByUid } from '../../../db/repositories/memberships.ts';
import type { Unit } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { EmailChanges, type OpenEmail } from './email-changes.ts';
import { MailUnit } from './mail-unit.ts';

export interface UidPairs {
  readonly uidValidity: number;
  readonly sourceUids: number[];
  readonly destinationUids: number[];
}

/**
 * COPY inside an account (design §5): a membership more for the same Email. Where the Email is visible in the destination already, that UID is told;
 * where it is marked `\Deleted` there, or the destination is the source, it gets a new UID and the old one is expunged.
 * MOVE does the same and takes the Email out of the source. All or nothing.
 */
export async function copyOrMove(tx: Unit, accountId: number, mailboxId: number, uids: ArrayLike<number>, toMailboxId: number, move: boolean, now: number): Promise<UidPairs> {
  const unit = new MailUnit(tx, accountId, now);
  await unit.mailbox(mailboxId);
  const { uid_validity: uidValidity } = await destinationMailbox(unit, toMailboxId);
  const changes = new EmailChanges(unit);
  const pairs = await copyInto(changes, mailboxId, uids, toMailboxId, move);
  await changes.settle();
  return { uidValidity, ...pairs };
}

/** The same one by one, inside a unit that does more; the caller settles. */
export async function copyInto(
  changes: EmailChanges, mailboxId: number, uids: ArrayLike<number>, toMailboxId: number, move = false,
): Promise<Omit<UidPairs, 'uidValidity'>> {
  const pairs = { sourceUids: [] as number[], destinationUids: [] as number[] };
  if (uids.length === 0) return pairs;
  const sources = await membershipsByUid(changes.unit.tx, mailboxId, uids);
  await changes.load(sources.map((row) => row.email_id));
  for (const source of sources) {
    const email = changes.get(source.email_id) as OpenEmail;
    pairs.sourceUids.push(source.uid);
    pairs.destinationUids.push(await place(changes, email, mailboxId, toMailboxId, source.received_at));
    if (move && mailboxId !== toMailboxId) await changes.remove(email, mailboxId);
  }
  return pairs;
}

async function place(changes: EmailChanges, email: OpenEmail, fromMailboxId: number, toMailboxId: number, receivedAt: number): Promise<number> {
  const there = email.memberships.get(toMailboxId);
  if (there && !there.deleted && fromMailboxId !== toMailboxId) return there.uid;
  if (there) await changes.remove(email, toMailboxId);
  return changes.add(email, toMailboxId, { receivedAt });
}

/** @throws CoreError mailboxToCreate */
export async function destinationMailbox(unit: MailUnit, id: number) {
  try {
    return await unit.mailbox(id);
  } catch (error) {
    if (error instanceof CoreError && error.kind === 'mailboxNotFound') throw new CoreError('mailboxToCreate', 'There is no such folder to put messages in; create it first.');
    throw error;
  }
}
