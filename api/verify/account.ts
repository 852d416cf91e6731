import type { EmailRow } from '../../db/repositories/emails.ts';
import { mailboxesOf, type MailboxRow } from '../../db/repositories/mailboxes.ts';
import type { MembershipRow } from '../../db/repositories/memberships.ts';
import { type AccountNumbersRow, emailsAfter, membershipsAfter } from '../../db/repositories/verify.ts';
import type { Read } from '../../db/index.ts';
import { toId } from '../ids.ts';
import { MailboxTree } from '../mail/mailboxes/tree.ts';
import { isUnread, SEEN } from '../mail/store/keywords.ts';
import { verifyNumbers } from './numbers.ts';
import { eachOf, eachRow } from './pages.ts';
import type { Findings } from './report.ts';
import { verifySharing } from './sharing.ts';
import { addToPair, type CountedThreads, verifyThreads } from './threads.ts';

/** A mailbox's counters as its rows give them. */
export interface CountedMailbox {
  total_emails: number;
  unread_emails: number;
  total_threads: number;
  unread_threads: number;
  message_count: number;
  unseen_count: number;
  size_bytes: number;
  deleted_count: number;
  deleted_bytes: number;
}

const zero = (): CountedMailbox => ({
  total_emails: 0, unread_emails: 0, total_threads: 0, unread_threads: 0, message_count: 0, unseen_count: 0, size_bytes: 0, deleted_count: 0, deleted_bytes: 0,
});

/** Recomputes everything of an account that is derived from its rows, over one snapshot. @returns the account's Emails, for their bytes to be checked */
export async function verifyAccount(read: Read, account: AccountNumbersRow, findings: Findings): Promise<EmailRow[]> {
  const id = toId('account', account.id);
  const mailboxes = new Map((await mailboxesOf(read, account.id)).map((row) => [row.id, row]));
  const emails = new Map<number, EmailRow>();
  await eachRow(0, (after, limit) => emailsAfter(read, account.id, after, limit), (row) => row.id, (row) => emails.set(row.id, row));
  const counted = new Map<number, CountedMailbox>([...mailboxes.keys()].map((mailboxId) => [mailboxId, zero()]));
  const threads: CountedThreads = { pairs: new Map(), visible: new Map(), unreadElsewhere: new Set(), unreadInTrash: new Set() };
  const placed = new Set<number>();
  await eachRow(
    { emailId: 0, mailboxId: 0 },
    (after, limit) => membershipsAfter(read, account.id, after, limit),
    (row) => ({ emailId: row.email_id, mailboxId: row.mailbox_id }),
    (membership) => {
      const mailbox = mailboxes.get(membership.mailbox_id);
      const email = emails.get(membership.email_id);
      const name = `${toId('mailbox', membership.mailbox_id)}:${membership.uid}`;
      if (!mailbox) return findings.add('membership', id, name, 'a mailbox', 'none');
      if (!email) return findings.add('membership', id, name, `Email ${toId('email', membership.email_id)}`, 'none');
      placed.add(email.id);
      verifyMembership(account, mailbox, membership, name, findings);
      count(counted.get(mailbox.id) as CountedMailbox, threads, mailbox, membership, email);
    },
  );
  await eachOf(emails.values(), (email) => {
    if (!placed.has(email.id)) findings.add('membership', id, toId('email', email.id), 'in a mailbox', 'in none');
    findings.compare('membership', id, toId('email', email.id), 'visible', threads.visible.get(email.id) ?? 0, email.visible);
  });
  const threadRows = await verifyThreads(read, account, emails, threads, counted, mailboxes, findings);
  for (const [mailboxId, sums] of counted) {
    const row = mailboxes.get(mailboxId) as MailboxRow;
    for (const [name, value] of Object.entries(sums)) findings.compare('counter', id, toId('mailbox', mailboxId), name, value, row[name as keyof CountedMailbox]);
  }
  verifyMailboxes(account, [...mailboxes.values()], findings);
  await verifyNumbers(read, account, { emails, mailboxes, threads: threadRows }, findings);
  await verifySharing(read, account, findings);
  return [...emails.values()];
}

function verifyMembership(account: AccountNumbersRow, mailbox: MailboxRow, membership: MembershipRow, name: string, findings: Findings): void {
  const id = toId('account', account.id);
  if (membership.uid >= mailbox.uid_next) findings.add('counter', id, toId('mailbox', mailbox.id), `uidNext above ${membership.uid}`, String(mailbox.uid_next));
  const { modseq, created_modseq: created, visible_from: from } = membership;
  if (modseq > mailbox.highest_modseq) findings.add('modseq', id, name, `at most ${mailbox.highest_modseq}`, String(modseq));
  if (created > modseq) findings.add('modseq', id, name, `created at most at ${modseq}`, String(created));
  if (from > account.modseq) findings.add('modseq', id, name, `visible from at most ${account.modseq}`, String(from));
}

function count(sums: CountedMailbox, threads: CountedThreads, mailbox: MailboxRow, membership: MembershipRow, email: EmailRow): void {
  sums.message_count += 1;
  sums.size_bytes += email.size_bytes;
  if (!(email.keyword_bits & SEEN)) sums.unseen_count += 1;
  if (membership.deleted) {
    sums.deleted_count += 1;
    sums.deleted_bytes += email.size_bytes;
    return;
  }
  sums.total_emails += 1;
  threads.visible.set(email.id, (threads.visible.get(email.id) ?? 0) + 1);
  const unread = isUnread(email.keyword_bits);
  if (unread) {
    sums.unread_emails += 1;
    (mailbox.role === 'trash' ? threads.unreadInTrash : threads.unreadElsewhere).add(email.id);
  }
  addToPair(threads.pairs, membership, email, unread);
}

/** Every mailbox has a place in the tree (a cycle, or a parent that is not there, gives none), and its mod-sequences are in order. */
function verifyMailboxes(account: AccountNumbersRow, mailboxes: readonly MailboxRow[], findings: Findings): void {
  const id = toId('account', account.id);
  const reached = new Set(new MailboxTree(mailboxes).ordered().map((row) => row.id));
  for (const row of mailboxes) {
    const name = toId('mailbox', row.id);
    if (!reached.has(row.id)) findings.add('structure', id, name, 'a place in the tree', `below ${toId('mailbox', row.parent_id)}`);
    if (row.created_modseq > row.changed_modseq || row.property_modseq > row.changed_modseq) {
      findings.add('modseq', id, name, 'created and property mod-sequence at most the last change', `${row.created_modseq}, ${row.property_modseq}, ${row.changed_modseq}`);
    }
    for (const column of ['highest_modseq', 'changed_modseq'] as const) {
      if (row[column] > account.modseq) findings.add('modseq', id, name, `${column} at most ${account.modseq}`, String(row[column]));
    }
    if (row.uid_validity >= account.next_uid_validity) findings.add('counter', id, id, `next UIDVALIDITY above ${row.uid_validity}`, String(account.next_uid_validity));
  }
}
