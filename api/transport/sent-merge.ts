/**
 * One copy in Sent (contract, Submission by SMTP): the server files one, many mail programs file their own. Both are the same message where Message-ID
 * and bytes agree, apart from Bcc, Date and trace fields, within ten minutes; the client's copy stays, whichever came first.
 *
 * The server knows its own copy by the submission: it came by SMTP, names the Email, and still carries the merge key; the key goes when the client's
 * copy has taken the place.
 */
import { sql, type Read } from '../../db/index.ts';
import { mailboxByRole } from '../../db/repositories/mailboxes.ts';
import { setSubmissionEmail, submissionsOfMessage } from '../../db/repositories/submissions.ts';
import type { EmailChanges, OpenEmail } from '../mail/store/email-changes.ts';
import type { StoredEnvelope } from './envelope.ts';

/** How far apart the two copies may come in, milliseconds. */
export const MERGE_WINDOW_MS = 10 * 60_000;

export interface ServerCopy {
  readonly submissionId: number;
  readonly emailId: number;
  readonly envelope: StoredEnvelope;
}

/**
 * The copy of this message that the server filed in the last ten minutes, if it did.
 * @param mergeKey `normaliseForMerge` of the message's bytes
 */
export async function findServerSentCopy(read: Read, accountId: number, messageIdHash: string | null, mergeKey: string, now: number): Promise<ServerCopy | undefined> {
  if (messageIdHash === null) return undefined;
  for (const row of await submissionsOfMessage(read, accountId, messageIdHash, now - MERGE_WINDOW_MS)) {
    const envelope = JSON.parse(row.envelope) as StoredEnvelope;
    if (envelope.via === 'smtp' && envelope.mergeKey === mergeKey) return { submissionId: row.id, emailId: row.email_id, envelope };
  }
  return undefined;
}

/**
 * For APPEND, in its unit, after `createEmail` and before `settle`: expunges the server's copy of what the client appended to Sent, and lets the
 * submission name the client's copy instead. Does nothing for other mailboxes.
 * @param appended the client's Email, the mailbox it was appended to, and the merge key of its bytes (`normaliseForMerge`, computed before the unit)
 * @returns the Email whose copy was expunged
 */
export async function mergeIntoSent(changes: EmailChanges, appended: { open: OpenEmail; mailboxId: number; mergeKey: string }): Promise<number | undefined> {
  const { tx, account, now, modseq } = changes.unit;
  const { row } = appended.open;
  if ((await changes.unit.mailbox(appended.mailboxId)).role !== 'sent') return undefined;
  const copy = await findServerSentCopy(tx, account.id, row.message_id_hash, appended.mergeKey, now);
  if (!copy || copy.emailId === row.id) return undefined;
  await changes.load([copy.emailId]);
  const serverCopy = changes.get(copy.emailId);
  // Moved elsewhere meanwhile: then it is somebody's choice, and both stay.
  if (!serverCopy?.memberships.has(appended.mailboxId)) return undefined;
  await changes.remove(serverCopy, appended.mailboxId);
  const { mergeKey: _, ...envelope } = copy.envelope;
  await setSubmissionEmail(tx, copy.submissionId, row.id, row.thread_id, JSON.stringify(envelope), modseq);
  account.touch('EmailSubmission');
  return copy.emailId;
}

export interface ClientCopy {
  readonly emailId: number;
  readonly threadId: number;
  readonly blobHash: string;
}

/** Emails with this Message-ID that were put into Sent in the last ten minutes, by whomever, without the server's own copies. */
export async function recentSentEmails(read: Read, accountId: number, messageIdHash: string | null, now: number): Promise<ClientCopy[]> {
  if (messageIdHash === null) return [];
  const sent = await mailboxByRole(read, accountId, 'sent');
  if (!sent) return [];
  const since = now - MERGE_WINDOW_MS;
  const rows = await read.all<{ id: number; thread_id: number; blob_hash: string }>(sql`
    SELECT e.id, e.thread_id, e.blob_hash FROM email e JOIN membership m ON m.account_id = e.account_id AND m.email_id = e.id
     WHERE e.account_id = ${accountId} AND e.message_id_hash = ${messageIdHash} AND m.mailbox_id = ${sent.id} AND m.saved_at >= ${since} AND m.deleted = 0
     ORDER BY e.id`);
  if (rows.length === 0) return [];
  const submissions = await submissionsOfMessage(read, accountId, messageIdHash, since);
  const own = new Set(submissions.filter((row) => (JSON.parse(row.envelope) as StoredEnvelope).mergeKey !== undefined).map((row) => row.email_id));
  return rows.filter((row) => !own.has(row.id)).map((row) => ({ emailId: row.id, threadId: row.thread_id, blobHash: row.blob_hash }));
}
