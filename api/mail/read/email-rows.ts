import { integers, raw, type Read, sql } from '../../../db/index.ts';
import type { EmailNeeds } from './email-properties.ts';
import { keywordBits } from './reader-seen.ts';
import { accountOfViewer, andReadable, seesEmail, shareeOf, type Viewer } from './viewer.ts';

/** The columns of an Email that an answer needs; those that were not asked for are absent. */
export interface EmailColumns {
  readonly id: number;
  readonly thread_id: number;
  readonly blob_hash: string;
  readonly prefix: Buffer | null;
  readonly size_bytes: number;
  readonly received_at: number;
  readonly keyword_bits: number;
  readonly extra_keywords: string | null;
  readonly has_attachment: number;
  readonly headers?: string | null;
  readonly preview?: string | null;
  readonly structure?: string | null;
  readonly header_projection?: Buffer | null;
}

const emailColumns = 'e.id, e.thread_id, e.blob_hash, e.prefix, e.size_bytes, e.received_at, e.extra_keywords, e.has_attachment';

/** Emails that JMAP shows to this viewer, with the keywords that they see, in no promised order: one statement however many. */
export function visibleEmails(read: Read, viewer: Viewer, ids: ArrayLike<number>, needs: EmailNeeds): Promise<EmailColumns[]> {
  const account = accountOfViewer(viewer);
  const bits = shareeOf(viewer) ? sql`${keywordBits(viewer, 'e')} AS keyword_bits` : raw('e.keyword_bits');
  const projected = [
    ...(needs.headers ? ['p.headers'] : []),
    ...(needs.preview ? ['p.preview'] : []),
    ...(needs.structure || needs.header === 'projection' ? ['p.structure'] : []),
    ...(needs.header === 'projection' ? ['p.header_projection'] : []),
  ];
  if (projected.length === 0) {
    return read.all<EmailColumns>(sql`SELECT ${raw(emailColumns)}, ${bits} FROM email e WHERE e.account_id = ${account} AND e.id IN ${integers(ids)} AND ${seesEmail(viewer, 'e')}`);
  }
  return read.all<EmailColumns>(sql`
    SELECT ${raw(`${emailColumns}, ${projected.join(', ')}`)}, ${bits} FROM email e LEFT JOIN email_projection p ON p.id = e.id
     WHERE e.account_id = ${account} AND e.id IN ${integers(ids)} AND ${seesEmail(viewer, 'e')}`);
}

/** The mailboxes where JMAP shows Emails to this viewer, by Email. */
export async function visibleMailboxes(read: Read, viewer: Viewer, ids: ArrayLike<number>): Promise<Map<number, number[]>> {
  const rows = await read.all<{ email_id: number; mailbox_id: number }>(sql`
    SELECT email_id, mailbox_id FROM membership
     WHERE account_id = ${accountOfViewer(viewer)} AND email_id IN ${integers(ids)} AND deleted = 0${andReadable(viewer, 'mailbox_id')}`);
  const byEmail = new Map<number, number[]>();
  for (const row of rows) {
    const list = byEmail.get(row.email_id);
    if (list) list.push(row.mailbox_id);
    else byEmail.set(row.email_id, [row.mailbox_id]);
  }
  return byEmail;
}
