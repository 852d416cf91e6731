import type { QueueRow } from '../../db/repositories/queue.ts';

type Decided = 'id' | 'account_id' | 'blob_hash' | 'size_bytes' | 'sender' | 'recipient' | 'body_type' | 'language' | 'expires_at' | 'created_at';

/** An entry of the queue that was never tried, due at once, nobody's yet; what is not given asks for nothing special. */
export function newEntry(given: Pick<QueueRow, Decided> & Partial<QueueRow>): QueueRow {
  return {
    submission_id: null, prefix: null, state: 'waiting', envelope_id: null, dsn_return: null, dsn_notify: null, original_recipient: null, smtputf8: 0, attempts: 0,
    next_attempt_at: given.created_at, lease_owner: null, lease_until: null, last_attempt_at: null, last_status: null, last_reply: null, delay_reported: 0, ...given,
  };
}
