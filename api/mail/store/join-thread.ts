/** Which of an account's threads a new Email joins (RFC 8621 §3; docs/decisions/007). */
import { integers, type Read, sql, strings } from '../../../db/index.ts';
import { projectedHeaders } from '../../../db/repositories/emails.ts';
import { threadByKeys } from '../../../db/repositories/threads.ts';
import type { Reach } from '../../access/reach.ts';
import { hasEmail } from '../read/viewer.ts';
import { messageIdHash, type ProjectedHeaders, relatedIds, threadKeysOf } from './description.ts';
import type { EmailChanges } from './email-changes.ts';

/** What a message says about where it belongs. */
export interface ThreadedMessage {
  readonly headers: ProjectedHeaders | undefined;
  readonly threadKeys: readonly string[];
}

/** Emails looked at that carry an id which the new one names; there is hardly ever more than one for each. */
const MOST_NAMED = 100;

/** Does whoever puts an Email there see only a part of the account? What they do not see must then decide nothing that they see. */
export async function seesAPart(read: Read, by: Reach | undefined): Promise<boolean> {
  if (!by || by.isOwner) return false;
  const hidden = await read.get(sql`SELECT 1 AS hidden FROM mailbox WHERE account_id = ${by.account} AND NOT (id IN ${integers(by.readable)}) LIMIT 1`);
  return hidden !== undefined;
}

/** Of all threads, the oldest that a key leads to. */
export async function threadToJoin(changes: EmailChanges, { threadKeys }: ThreadedMessage): Promise<number | undefined> {
  return threadKeys.length === 0 ? undefined : threadByKeys(changes.unit.tx, changes.unit.account.id, threadKeys);
}

/**
 * For somebody who sees only a part: the thread of the oldest Email that they may read, that carries a Message-ID which the new one names, and has the same
 * base subject. Keys are not asked: those of private mail are among them.
 */
export async function threadToJoinAmongReadable(changes: EmailChanges, { headers, threadKeys }: ThreadedMessage, by: Reach): Promise<number | undefined> {
  if (!headers || threadKeys.length === 0) return undefined;
  const { tx, account } = changes.unit;
  const named = relatedIds(headers).map(messageIdHash);
  const readable = await tx.all<{ id: number; thread_id: number }>(sql`
    SELECT e.id, e.thread_id FROM email e WHERE e.account_id = ${account.id} AND e.message_id_hash IN ${strings(named)} AND ${hasEmail(by, 'e')}
     ORDER BY e.id LIMIT ${MOST_NAMED}`);
  // Those that came with the same call are not in the table yet.
  const threads = new Map([...readable, ...changes.begun().filter((row) => row.message_id_hash !== null && named.includes(row.message_id_hash))].map((row) => [row.id, row.thread_id]));
  if (threads.size === 0) return undefined;
  const keys = new Set(threadKeys);
  const related = (await projectedHeaders(tx, [...threads.keys()])).filter((row) => threadKeysOf(JSON.parse(row.headers) as ProjectedHeaders).some((key) => keys.has(key)));
  return related.length === 0 ? undefined : threads.get(Math.min(...related.map((row) => row.id)));
}
