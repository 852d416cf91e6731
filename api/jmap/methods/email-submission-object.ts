import type { EmailSubmission } from '../../../openapi/index.ts';
import type { SubmissionRow } from '../../../db/repositories/submissions.ts';
import { toId } from '../../ids.ts';
import { parseStatuses } from '../../transport/delivery-status.ts';
import type { StoredEnvelope } from '../../transport/envelope.ts';

/** A submission as JMAP shows it (RFC 8621 §7). What came by SMTP may have no Identity or Email: ids with the number 0 lead nowhere. */
export function submissionObject(row: SubmissionRow): Required<EmailSubmission> {
  const { mailFrom, rcptTo } = JSON.parse(row.envelope) as StoredEnvelope;
  const address = ({ email, parameters }: StoredEnvelope['mailFrom']): { email: string; parameters: Record<string, string | null> | null } => ({
    email, parameters: Object.keys(parameters).length === 0 ? null : { ...parameters },
  });
  return {
    id: toId('submission', row.id),
    identityId: toId('identity', row.identity_id),
    emailId: toId('email', row.email_id),
    threadId: toId('thread', row.thread_id),
    envelope: { mailFrom: address(mailFrom), rcptTo: rcptTo.map(address) },
    sendAt: new Date(row.send_at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    undoStatus: row.undo_status,
    deliveryStatus: parseStatuses(row.delivery_status),
    dsnBlobIds: JSON.parse(row.dsn_blobs ?? '[]') as string[],
    mdnBlobIds: JSON.parse(row.mdn_blobs ?? '[]') as string[],
  };
}
