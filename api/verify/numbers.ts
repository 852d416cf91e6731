import type { EmailRow } from '../../db/repositories/emails.ts';
import type { MailboxRow } from '../../db/repositories/mailboxes.ts';
import type { ThreadRow } from '../../db/repositories/threads.ts';
import { type AccountNumbersRow, projectionsBetween, type TombstoneRow, tombstonesAfter, wrongIntervals } from '../../db/repositories/verify.ts';
import type { Read } from '../../db/index.ts';
import { accountOf, toId } from '../ids.ts';
import { eachOf, eachRow } from './pages.ts';
import type { Findings } from './report.ts';
import { idRange } from './threads.ts';

interface Objects {
  readonly emails: ReadonlyMap<number, EmailRow>;
  readonly mailboxes: ReadonlyMap<number, MailboxRow>;
  readonly threads: ReadonlyMap<number, ThreadRow>;
}

const MOST_INTERVALS = 1_000;

/** The account's own numbers: quota, ids, mod-sequences of every object and every memory; graves of the living; projections without Emails. */
export async function verifyNumbers(read: Read, account: AccountNumbersRow, objects: Objects, findings: Findings): Promise<void> {
  const id = toId('account', account.id);
  let usedBytes = 0;
  let highestId = 0;
  let latestEmail = 0;
  let latestThread = 0;
  await eachOf(objects.emails.values(), (email) => {
    usedBytes += email.size_bytes;
    if (accountOf(email.id) === account.id) highestId = Math.max(highestId, email.id);
    if (email.visible > 0) latestEmail = Math.max(latestEmail, email.changed_modseq);
    inOrder(account, toId('email', email.id), email, findings);
  });
  await eachOf(objects.threads.values(), (thread) => {
    highestId = Math.max(highestId, thread.id);
    if (thread.email_count > 0) latestThread = Math.max(latestThread, thread.changed_modseq);
    inOrder(account, toId('thread', thread.id), thread, findings);
  });
  for (const mailboxId of objects.mailboxes.keys()) highestId = Math.max(highestId, mailboxId);
  findings.compare('quota', id, id, 'used bytes', usedBytes, account.used_bytes);
  findings.compare('quota', id, id, 'used count', objects.emails.size, account.used_count);
  if (highestId >= account.id * 2 ** 32 + account.next_id) findings.add('counter', id, id, `next id above ${highestId}`, String(account.next_id));
  for (const [name, value] of Object.entries(account)) {
    if (name.endsWith('_modseq') && (value as number) > account.modseq) findings.add('modseq', id, id, `${name} at most ${account.modseq}`, String(value));
  }
  if (latestEmail > account.email_modseq) findings.add('modseq', id, id, `email_modseq at least ${latestEmail}`, String(account.email_modseq));
  if (latestThread > account.thread_modseq) findings.add('modseq', id, id, `thread_modseq at least ${latestThread}`, String(account.thread_modseq));
  await eachRow(
    { type: '', objectId: 0 },
    (after, limit) => tombstonesAfter(read, account.id, after, limit),
    (row) => ({ type: row.type, objectId: row.object_id }),
    (row) => {
      const name = graveName(row);
      if (isAlive(row, objects)) findings.add('reference', id, name, 'no tombstone', 'a tombstone');
      inOrder(account, `tombstone of ${name}`, { created_modseq: row.created_modseq, changed_modseq: row.destroyed_modseq }, findings);
    },
  );
  for (const wrong of await wrongIntervals(read, account.id, account.modseq, MOST_INTERVALS)) {
    findings.add('modseq', id, `interval of ${toId('email', wrong.email_id)}`, `in order and at most ${account.modseq}`, `${wrong.from_modseq} to ${wrong.to_modseq}`);
  }
  const { after: afterIds, before } = idRange(account.id);
  await eachRow(afterIds, (after, limit) => projectionsBetween(read, after, before, limit), (row) => row.id, (row) => {
    if (row.email_id === null) findings.add('index', id, toId('email', row.id), 'no projection', 'one without its Email');
  });
}

function inOrder(account: AccountNumbersRow, name: string, row: { created_modseq: number; changed_modseq: number }, findings: Findings): void {
  const id = toId('account', account.id);
  if (row.changed_modseq > account.modseq) findings.add('modseq', id, name, `at most ${account.modseq}`, String(row.changed_modseq));
  else if (row.created_modseq > row.changed_modseq) findings.add('modseq', id, name, `created at most at ${row.changed_modseq}`, String(row.created_modseq));
}

const idTypes: Readonly<Record<string, 'email' | 'thread' | 'mailbox'>> = { Email: 'email', Thread: 'thread', Mailbox: 'mailbox' };

function graveName({ type, object_id: objectId }: TombstoneRow): string {
  const idType = idTypes[type];
  return idType ? toId(idType, objectId) : `${type} ${objectId.toString(32)}`;
}

function isAlive({ type, object_id: objectId }: TombstoneRow, { emails, mailboxes, threads }: Objects): boolean {
  switch (type) {
    case 'Email':
      return (emails.get(objectId)?.visible ?? 0) > 0;
    case 'Thread':
      return (threads.get(objectId)?.email_count ?? 0) > 0;
    case 'Mailbox':
      return mailboxes.has(objectId);
    default:
      return false;
  }
}
