import { mailboxesOf, type MailboxRow } from '../../db/repositories/mailboxes.ts';
import type { EmailRow } from '../../db/repositories/emails.ts';
import type { MembershipRow } from '../../db/repositories/memberships.ts';
import type { ThreadRow } from '../../db/repositories/threads.ts';
import {
  type AccountNumbersRow, buriedAlive, emailsAfter, lateNumbers, membershipsAfter, orphanProjections, threadMailboxesOf, threadsOf,
} from '../../db/repositories/verify.ts';
import type { Read } from '../../db/index.ts';
import { accountOf, toId } from '../ids.ts';
import { MailboxTree } from '../mail/mailboxes/tree.ts';
import { isUnread, SEEN } from '../mail/store/keywords.ts';
import type { Findings } from './report.ts';

const BATCH = 2_000;

interface Pair {
  mailboxId: number;
  threadId: number;
  count: number;
  unread: number;
  received: number;
  email: number;
}

interface Counted {
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

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Recomputes everything of an account that is derived from its rows, over one snapshot. @returns the account's Emails, for their bytes to be checked */
export async function verifyAccount(read: Read, account: AccountNumbersRow, findings: Findings): Promise<EmailRow[]> {
  const id = toId('account', account.id);
  const mailboxes = await mailboxesOf(read, account.id);
  const emails = new Map<number, EmailRow>();
  for (let after = 0; ; await pause()) {
    const rows = await emailsAfter(read, account.id, after, BATCH);
    for (const row of rows) emails.set(row.id, row);
    if (rows.length < BATCH) break;
    after = (rows.at(-1) as EmailRow).id;
  }
  const counted = new Map<number, Counted>(mailboxes.map((row) => [row.id, zero()]));
  const rows = new Map(mailboxes.map((row) => [row.id, row]));
  const pairs = new Map<string, Pair>();
  const visible = new Map<number, number>();
  const placed = new Set<number>();
  const unreadElsewhere = new Set<number>();
  const unreadInTrash = new Set<number>();

  const look = (membership: MembershipRow): void => {
    const mailbox = rows.get(membership.mailbox_id);
    const email = emails.get(membership.email_id);
    const name = `${toId('mailbox', membership.mailbox_id)}:${membership.uid}`;
    if (!mailbox) return findings.add('membership', id, name, 'a mailbox', 'none');
    if (!email) return findings.add('membership', id, name, `Email ${toId('email', membership.email_id)}`, 'none');
    placed.add(email.id);
    if (membership.uid >= mailbox.uid_next) findings.add('counter', id, toId('mailbox', mailbox.id), `uidNext above ${membership.uid}`, String(mailbox.uid_next));
    if (membership.modseq > mailbox.highest_modseq) findings.add('modseq', id, name, `at most ${mailbox.highest_modseq}`, String(membership.modseq));
    if (membership.visible_from > account.modseq) findings.add('modseq', id, name, `visible from at most ${account.modseq}`, String(membership.visible_from));
    const sums = counted.get(mailbox.id) as Counted;
    sums.message_count += 1;
    sums.size_bytes += email.size_bytes;
    if (!(email.keyword_bits & SEEN)) sums.unseen_count += 1;
    if (membership.deleted) {
      sums.deleted_count += 1;
      sums.deleted_bytes += email.size_bytes;
      return;
    }
    sums.total_emails += 1;
    visible.set(email.id, (visible.get(email.id) ?? 0) + 1);
    const unread = isUnread(email.keyword_bits);
    if (unread) {
      sums.unread_emails += 1;
      (mailbox.role === 'trash' ? unreadInTrash : unreadElsewhere).add(email.id);
    }
    addToPair(pairs, membership, email, unread);
  };
  for (let after = { emailId: 0, mailboxId: 0 }; ; await pause()) {
    const batch = await membershipsAfter(read, account.id, after, BATCH);
    batch.forEach(look);
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) break;
    after = { emailId: last.email_id, mailboxId: last.mailbox_id };
  }

  for (const email of emails.values()) {
    if (!placed.has(email.id)) findings.add('membership', id, toId('email', email.id), 'in a mailbox', 'in none');
    findings.compare('membership', id, toId('email', email.id), 'visible', visible.get(email.id) ?? 0, email.visible);
  }
  await verifyThreads(read, account, [...emails.values()], { pairs, visible, unreadElsewhere, unreadInTrash, counted, rows }, findings);
  for (const mailbox of mailboxes) {
    const sums = counted.get(mailbox.id) as Counted;
    for (const [name, value] of Object.entries(sums)) findings.compare('counter', id, toId('mailbox', mailbox.id), name, value, mailbox[name as keyof Counted]);
  }
  verifyTree(mailboxes, id, findings);
  await verifyNumbers(read, account, [...emails.values()], findings);
  return [...emails.values()];
}

const zero = (): Counted => ({
  total_emails: 0, unread_emails: 0, total_threads: 0, unread_threads: 0, message_count: 0, unseen_count: 0, size_bytes: 0, deleted_count: 0, deleted_bytes: 0,
});

function addToPair(pairs: Map<string, Pair>, membership: MembershipRow, email: EmailRow, unread: boolean): void {
  const key = `${membership.mailbox_id}:${email.thread_id}`;
  const pair = pairs.get(key) ?? { mailboxId: membership.mailbox_id, threadId: email.thread_id, count: 0, unread: 0, received: -1, email: 0 };
  pair.count += 1;
  if (unread) pair.unread += 1;
  if (membership.received_at > pair.received || (membership.received_at === pair.received && email.id > pair.email)) {
    pair.received = membership.received_at;
    pair.email = email.id;
  }
  pairs.set(key, pair);
}

interface Recomputed {
  pairs: Map<string, Pair>;
  visible: Map<number, number>;
  unreadElsewhere: Set<number>;
  unreadInTrash: Set<number>;
  counted: Map<number, Counted>;
  rows: Map<number, MailboxRow>;
}

async function verifyThreads(read: Read, account: AccountNumbersRow, emails: readonly EmailRow[], sums: Recomputed, findings: Findings): Promise<void> {
  const id = toId('account', account.id);
  const expected = new Map<number, { count: number; unread: number; trash: number }>();
  for (const email of emails) {
    const thread = expected.get(email.thread_id) ?? { count: 0, unread: 0, trash: 0 };
    if ((sums.visible.get(email.id) ?? 0) > 0) thread.count += 1;
    if (sums.unreadElsewhere.has(email.id)) thread.unread += 1;
    if (sums.unreadInTrash.has(email.id)) thread.trash += 1;
    expected.set(email.thread_id, thread);
  }
  const found = new Map<number, ThreadRow>((await threadsOf(read, account.id)).map((row) => [row.id, row]));
  for (const [threadId, thread] of expected) {
    const row = found.get(threadId);
    const name = toId('thread', threadId);
    if (!row) {
      findings.add('thread', id, name, 'a row', 'none');
      continue;
    }
    findings.compare('thread', id, name, 'Emails', thread.count, row.email_count);
    findings.compare('thread', id, name, 'unread', thread.unread, row.unread);
    findings.compare('thread', id, name, 'unread in Trash', thread.trash, row.trash_unread);
  }
  for (const threadId of found.keys()) if (!expected.has(threadId)) findings.add('thread', id, toId('thread', threadId), 'no row', 'a row without Emails');

  for (const pair of sums.pairs.values()) {
    const counted = sums.counted.get(pair.mailboxId) as Counted;
    counted.total_threads += 1;
    const thread = expected.get(pair.threadId);
    if ((sums.rows.get(pair.mailboxId)?.role === 'trash' ? thread?.trash : thread?.unread) ?? 0) counted.unread_threads += 1;
  }
  const seen = new Set<string>();
  for (const row of await threadMailboxesOf(read, account.id)) {
    const key = `${row.mailbox_id}:${row.thread_id}`;
    const name = `${toId('thread', row.thread_id)} in ${toId('mailbox', row.mailbox_id)}`;
    seen.add(key);
    const pair = sums.pairs.get(key);
    if (!pair) {
      findings.add('thread', id, name, 'no row', 'a row');
      continue;
    }
    findings.compare('thread', id, name, 'Emails', pair.count, row.email_count);
    findings.compare('thread', id, name, 'unread', pair.unread, row.unread);
    findings.compare('thread', id, name, 'newest', pair.email, row.latest_email);
    findings.compare('thread', id, name, 'newest received', pair.received, row.latest_received);
  }
  for (const [key, pair] of sums.pairs) {
    if (!seen.has(key)) findings.add('thread', id, `${toId('thread', pair.threadId)} in ${toId('mailbox', pair.mailboxId)}`, 'a row', 'none');
  }
}

function verifyTree(mailboxes: readonly MailboxRow[], id: string, findings: Findings): void {
  const tree = new MailboxTree(mailboxes);
  const reached = new Set(tree.ordered().map((row) => row.id));
  for (const row of mailboxes) {
    if (!reached.has(row.id)) findings.add('structure', id, toId('mailbox', row.id), 'a place in the tree', `below ${toId('mailbox', row.parent_id)}`);
    if (row.created_modseq > row.changed_modseq || row.property_modseq > row.changed_modseq) {
      findings.add('modseq', id, toId('mailbox', row.id), 'created and property mod-sequence at most the last change', `${row.created_modseq}, ${row.property_modseq}, ${row.changed_modseq}`);
    }
  }
}

async function verifyNumbers(read: Read, account: AccountNumbersRow, emails: readonly EmailRow[], findings: Findings): Promise<void> {
  const id = toId('account', account.id);
  findings.compare('quota', id, id, 'used bytes', emails.reduce((sum, email) => sum + email.size_bytes, 0), account.used_bytes);
  findings.compare('quota', id, id, 'used count', emails.length, account.used_count);
  const highest = emails.reduce((most, email) => (accountOf(email.id) === account.id ? Math.max(most, email.id) : most), 0);
  if (highest >= account.id * 2 ** 32 + account.next_id) findings.add('counter', id, id, `next id above ${highest}`, String(account.next_id));
  for (const [name, value] of Object.entries(account)) {
    if (name.endsWith('_modseq') && (value as number) > account.modseq) findings.add('modseq', id, id, `${name} at most ${account.modseq}`, String(value));
  }
  const latest = emails.reduce((most, email) => (email.visible > 0 ? Math.max(most, email.changed_modseq) : most), 0);
  if (latest > account.email_modseq) findings.add('modseq', id, id, `email_modseq at least ${latest}`, String(account.email_modseq));
  for (const late of await lateNumbers(read, account.id, account.modseq)) {
    findings.add('modseq', id, `${late.what} ${late.object_id.toString(32)}`, `in order and at most ${account.modseq}`, String(late.modseq));
  }
  for (const grave of await buriedAlive(read, account.id)) findings.add('reference', id, `${grave.type} ${grave.object_id.toString(32)}`, 'no tombstone', 'a tombstone');
  for (const orphan of await orphanProjections(read, account.id)) findings.add('index', id, toId('email', orphan.id), 'no projection', 'one without its Email');
}
