/** What a change does to the counters of mailboxes (RFC 8621 §2), so that they move with it and not an answer later. */
import type { EmailPatch } from './email-patch.ts';
import { patched } from './email-patch.ts';
import type { EmailRow } from './types.ts';
import type { Replica } from './replica.ts';

export interface Counts {
  totalEmails: number;
  unreadEmails: number;
  totalThreads: number;
  unreadThreads: number;
}

/** Counted over the Emails in memory; the server's own numbers take their place with its answer. */
export function countChanges(replica: Replica, patches: ReadonlyMap<string, EmailPatch>): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  const threads = new Map<string, Map<string, EmailRow>>();
  for (const id of patches.keys()) {
    const row = replica.row(id);
    if (!row) continue;
    const rows = threads.get(row.threadId) ?? new Map(replica.threadRows(row.threadId).map((mate) => [mate.id, mate]));
    threads.set(row.threadId, rows.set(id, row));
  }
  for (const rows of threads.values()) {
    const before = [...rows.values()];
    const after = before.flatMap((row) => {
      const patch = patches.get(row.id);
      if (patch?.destroy) return [];
      return [patch ? patched(row, patch) : row];
    });
    add(counts, before, -1);
    add(counts, after, 1);
  }
  for (const [id, count] of counts) if (Object.values(count).every((value) => value === 0)) counts.delete(id);
  return counts;
}

function add(counts: Map<string, Counts>, thread: readonly EmailRow[], sign: 1 | -1): void {
  const threadIsUnread = thread.some(isUnread);
  const mailboxes = new Set(thread.flatMap((row) => Object.keys(row.mailboxIds)));
  for (const id of mailboxes) {
    const inIt = thread.filter((row) => id in row.mailboxIds);
    const count = counts.get(id) ?? { totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0 };
    counts.set(id, count);
    count.totalEmails += sign * inIt.length;
    count.unreadEmails += sign * inIt.filter(isUnread).length;
    count.totalThreads += sign;
    count.unreadThreads += threadIsUnread ? sign : 0;
  }
}

export const isUnread = ({ keywords }: EmailRow): boolean => !('$seen' in keywords) && !('$draft' in keywords);
