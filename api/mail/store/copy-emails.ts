import { type CopySource, copySources } from '../../../db/repositories/copies.ts';
import type { Unit } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { copyPlain, isPlain, type Run, type Way } from './copy-plain.ts';
import { EmailChanges, type OpenEmail } from './email-changes.ts';
import { MailUnit } from './mail-unit.ts';

export interface UidPairs {
  readonly uidValidity: number;
  /** Ascending. */
  readonly sourceUids: number[];
  readonly destinationUids: number[];
}

/**
 * COPY inside an account (design §5): a membership more for the same Email. Where the Email is visible in the destination already, that UID is told;
 * where it is marked `\Deleted` there, or the destination is the source, it gets a new UID and the old one is expunged.
 * MOVE does the same and takes the Email out of the source. All or nothing.
 */
export async function copyOrMove(tx: Unit, accountId: number, way: Way, uids: ArrayLike<number>, now: number): Promise<UidPairs> {
  const sources = await copySources(tx, way.fromMailboxId, way.toMailboxId, uids);
  return copySome(tx, accountId, way, sources, tx.account(accountId).modseq, now);
}

/**
 * The same with messages that were read already. What is alike is written set-based, the rest one by one; new UIDs are in the source's order all the same.
 * @param sources in UID order
 * @param readAt the mod-sequence at which they were read
 * @throws OutOfDate one has changed since then
 */
export async function copySome(tx: Unit, accountId: number, way: Way, sources: readonly CopySource[], readAt: number, now: number): Promise<UidPairs> {
  const unit = new MailUnit(tx, accountId, now);
  await unit.mailbox(way.fromMailboxId);
  const { uid_validity: uidValidity } = await destinationMailbox(unit, way.toMailboxId);
  const changes = new EmailChanges(unit);
  await changes.load(sources.filter((row) => !isPlain(row)).map((row) => row.email_id));
  const pairs: UidPairs = { uidValidity, sourceUids: [], destinationUids: [] };
  const runs: Run[] = [];
  for (const rows of runsOf(sources)) {
    const [first] = rows;
    if (isPlain(first)) {
      const firstUid = await unit.newUids(way.toMailboxId, rows.length);
      runs.push({ rows, firstUid });
      for (const [i, { uid }] of rows.entries()) tell(pairs, uid, firstUid + i);
      continue;
    }
    const uid = await copyOne(changes, way, first);
    if (uid !== undefined) tell(pairs, first.uid, uid);
  }
  if (runs.length > 0) await copyPlain(unit, way, runs, readAt);
  await changes.settle();
  return pairs;
}

/** Plain messages that follow each other, and single ones. */
function runsOf(sources: readonly CopySource[]): [CopySource, ...CopySource[]][] {
  const runs: [CopySource, ...CopySource[]][] = [];
  for (const row of sources) {
    const last = runs.at(-1);
    if (last && isPlain(row) && isPlain(last[0])) last.push(row);
    else runs.push([row]);
  }
  return runs;
}

function tell(pairs: UidPairs, sourceUid: number, destinationUid: number): void {
  pairs.sourceUids.push(sourceUid);
  pairs.destinationUids.push(destinationUid);
}

/** @returns its UID in the destination; undefined where it left the source after it was read */
async function copyOne(changes: EmailChanges, { fromMailboxId, toMailboxId, move }: Way, source: CopySource): Promise<number | undefined> {
  const email = changes.get(source.email_id);
  const membership = email?.memberships.get(fromMailboxId);
  if (!email || membership?.uid !== source.uid) return undefined;
  const uid = await place(changes, email, fromMailboxId, toMailboxId, membership.received_at);
  if (move && fromMailboxId !== toMailboxId) await changes.remove(email, fromMailboxId);
  return uid;
}

async function place(changes: EmailChanges, email: OpenEmail, fromMailboxId: number, toMailboxId: number, receivedAt: number): Promise<number> {
  const there = email.memberships.get(toMailboxId);
  if (there && !there.deleted && fromMailboxId !== toMailboxId) return there.uid;
  if (there) await changes.remove(email, toMailboxId);
  return changes.add(email, toMailboxId, { receivedAt });
}

/** @throws CoreError mailboxToCreate */
async function destinationMailbox(unit: MailUnit, id: number) {
  try {
    return await unit.mailbox(id);
  } catch (error) {
    if (error instanceof CoreError && error.kind === 'mailboxNotFound') throw new CoreError('mailboxToCreate', 'There is no such folder to put messages in; create it first.');
    throw error;
  }
}
