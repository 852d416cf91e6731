import { insertQueueEntries } from '../../db/repositories/queue.ts';
import type { Core } from '../core.ts';
import type { Arrived } from '../mail/store/arrival.ts';
import { isAscii } from './envelope.ts';
import { isEightBit } from './outgoing-message.ts';
import { makeQueueAccount, QUEUE_ACCOUNT } from './queue-account.ts';
import { LEASE_MS } from './retry-schedule.ts';
import { queueOwner, wakeQueue } from './transport-of.ts';

export interface ForwardedMessage {
  readonly arrived: Arrived;
  /** Reverse path as it came; reports go there. */
  readonly sender: string;
  /** The address here that leads elsewhere. */
  readonly original: string;
  readonly recipients: readonly string[];
}

/** Sends on what came in for an alias that leads elsewhere. In the queue, durable, when it resolves. */
export async function forward(core: Core, { arrived, sender, original, recipients }: ForwardedMessage): Promise<void> {
  const eightBit = isEightBit(await core.db.blobs.readPending(arrived.blob));
  const owner = queueOwner(core);
  await makeQueueAccount(core.db);
  await core.db.write([QUEUE_ACCOUNT], async (tx) => {
    const now = core.clock.now();
    await core.db.blobs.register(tx, arrived.blob, now);
    const first = tx.account(QUEUE_ACCOUNT).newIds(recipients.length);
    await insertQueueEntries(tx, recipients.map((recipient, index) => ({
      id: first + index, account_id: QUEUE_ACCOUNT, submission_id: null, blob_hash: arrived.blob.hash, prefix: null, size_bytes: arrived.blob.sizeBytes, sender, recipient,
      state: 'waiting', envelope_id: null, dsn_return: null, dsn_notify: null, original_recipient: `rfc822;${original}`, body_type: eightBit ? '8BITMIME' : '7BIT',
      smtputf8: [sender, recipient].every(isAscii) ? 0 : 1, language: core.settings.language, attempts: 0, next_attempt_at: now, expires_at: now + core.limits.queueLifetime,
      lease_owner: owner, lease_until: owner === null ? null : now + LEASE_MS, last_attempt_at: null, last_status: null, last_reply: null, delay_reported: 0, created_at: now,
    })));
  });
  wakeQueue(core);
}
