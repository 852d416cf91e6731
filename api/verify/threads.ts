import type { EmailRow } from '../../db/repositories/emails.ts';
import type { MailboxRow } from '../../db/repositories/mailboxes.ts';
import type { MembershipRow } from '../../db/repositories/memberships.ts';
import type { ThreadRow } from '../../db/repositories/threads.ts';
import { type AccountNumbersRow, threadKeysAfter, threadMailboxesBetween, threadsBetween } from '../../db/repositories/verify.ts';
import type { Read } from '../../db/index.ts';
import { toId } from '../ids.ts';
import type { CountedMailbox } from './account.ts';
import { eachOf, eachRow } from './pages.ts';
import type { Findings } from './report.ts';

interface Pair {
  mailboxId: number;
  threadId: number;
  count: number;
  unread: number;
  received: number;
  email: number;
}

/** What memberships and Emails say about threads. */
export interface CountedThreads {
  readonly pairs: Map<string, Pair>;
  /** Visible memberships by Email. */
  readonly visible: Map<number, number>;
  readonly unreadElsewhere: Set<number>;
  readonly unreadInTrash: Set<number>;
}

export function addToPair(pairs: Map<string, Pair>, membership: MembershipRow, email: EmailRow, unread: boolean): void {
  const key = `${membership.mailbox_id}:${email.thread_id}`;
  let pair = pairs.get(key);
  if (!pair) {
    pair = { mailboxId: membership.mailbox_id, threadId: email.thread_id, count: 0, unread: 0, received: -1, email: 0 };
    pairs.set(key, pair);
  }
  pair.count += 1;
  if (unread) pair.unread += 1;
  if (membership.received_at > pair.received || (membership.received_at === pair.received && email.id > pair.email)) {
    pair.received = membership.received_at;
    pair.email = email.id;
  }
}

/** The ids that an account gives out: (its number × 2³², the next account's × 2³²). */
export const idRange = (accountId: number): { after: number; before: number } => ({ after: accountId * 2 ** 32 - 1, before: (accountId + 1) * 2 ** 32 });

/** Compares `thread`, `thread_mailbox` and `thread_key`; adds the threads of each mailbox to its counters. @returns rows by id */
export async function verifyThreads(
  read: Read, account: AccountNumbersRow, emails: ReadonlyMap<number, EmailRow>, sums: CountedThreads, counted: ReadonlyMap<number, CountedMailbox>,
  mailboxes: ReadonlyMap<number, MailboxRow>, findings: Findings,
): Promise<Map<number, ThreadRow>> {
  const id = toId('account', account.id);
  const { after: afterIds, before } = idRange(account.id);
  const expected = new Map<number, { count: number; unread: number; trash: number }>();
  await eachOf(emails.values(), (email) => {
    let thread = expected.get(email.thread_id);
    if (!thread) expected.set(email.thread_id, (thread = { count: 0, unread: 0, trash: 0 }));
    if ((sums.visible.get(email.id) ?? 0) > 0) thread.count += 1;
    if (sums.unreadElsewhere.has(email.id)) thread.unread += 1;
    if (sums.unreadInTrash.has(email.id)) thread.trash += 1;
  });
  const found = new Map<number, ThreadRow>();
  await eachRow(afterIds, (after, limit) => threadsBetween(read, after, before, limit), (row) => row.id, (row) => {
    found.set(row.id, row);
    const name = toId('thread', row.id);
    const thread = expected.get(row.id);
    if (!thread) return findings.add('thread', id, name, 'no row', 'a row without Emails');
    findings.compare('thread', id, name, 'Emails', thread.count, row.email_count);
    findings.compare('thread', id, name, 'unread', thread.unread, row.unread);
    findings.compare('thread', id, name, 'unread in Trash', thread.trash, row.trash_unread);
  });
  await eachOf(expected.keys(), (threadId) => {
    if (!found.has(threadId)) findings.add('thread', id, toId('thread', threadId), 'a row', 'none');
  });
  await eachOf(sums.pairs.values(), (pair) => {
    const mailbox = counted.get(pair.mailboxId) as CountedMailbox;
    mailbox.total_threads += 1;
    const thread = expected.get(pair.threadId);
    if ((mailboxes.get(pair.mailboxId)?.role === 'trash' ? thread?.trash : thread?.unread) ?? 0) mailbox.unread_threads += 1;
  });
  const seen = new Set<string>();
  await eachRow(
    { threadId: afterIds, mailboxId: 0 },
    (after, limit) => threadMailboxesBetween(read, after, before, limit),
    (row) => ({ threadId: row.thread_id, mailboxId: row.mailbox_id }),
    (row) => {
      const key = `${row.mailbox_id}:${row.thread_id}`;
      const name = `${toId('thread', row.thread_id)} in ${toId('mailbox', row.mailbox_id)}`;
      seen.add(key);
      const pair = sums.pairs.get(key);
      if (!pair) return findings.add('thread', id, name, 'no row', 'a row');
      findings.compare('thread', id, name, 'Emails', pair.count, row.email_count);
      findings.compare('thread', id, name, 'unread', pair.unread, row.unread);
      findings.compare('thread', id, name, 'newest', pair.email, row.latest_email);
      findings.compare('thread', id, name, 'newest received', pair.received, row.latest_received);
    },
  );
  await eachOf(sums.pairs, ([key, pair]) => {
    if (!seen.has(key)) findings.add('thread', id, `${toId('thread', pair.threadId)} in ${toId('mailbox', pair.mailboxId)}`, 'a row', 'none');
  });
  await eachRow('', (after, limit) => threadKeysAfter(read, account.id, after, limit), (row) => row.hash, (row) => {
    if (!found.has(row.thread_id)) findings.add('thread', id, `key ${row.hash}`, `thread ${toId('thread', row.thread_id)}`, 'none');
  });
  return found;
}
