import { accountUsage } from '../../../db/repositories/people.ts';
import type { DeliveryAnswer, DeliveryRequest, RecipientAnswer } from '../../client/api.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import type { Core } from '../../core.ts';
import { resolveRoute } from '../../people/recipients.ts';
import { arrive, type Arrived } from '../store/arrival.ts';
import { mimeLimits } from '../store/mime-limits.ts';
import { deliverToAccount, deliveryPrefix } from './deliver-to-account.ts';

/** Hands a message to addresses elsewhere where an alias leads there; the queue's business. */
export type Forward = (message: { arrived: Arrived; sender: string; original: string; recipients: readonly string[] }) => Promise<void>;

/** Recipient/resolve: what RCPT is answered. */
export async function resolveRecipient(core: Core, address: string, sizeBytes?: number): Promise<RecipientAnswer> {
  return core.db.read(async (read) => {
    const route = await resolveRoute(read, address);
    if (route.kind !== 'local') return route;
    if (route.accounts.length === 1 && route.external.length === 0) {
      const usage = await accountUsage(read, route.accounts[0] as number);
      if (usage && usage.quota_bytes !== null) {
        if (sizeBytes !== undefined && sizeBytes > usage.quota_bytes) return { kind: 'full', permanent: true };
        if (usage.used_bytes + (sizeBytes ?? 1) > usage.quota_bytes) return { kind: 'full', permanent: false };
      }
    }
    return { kind: 'local', accounts: route.accounts.length };
  });
}

/**
 * Delivery/deliver: keeps the bytes once, then puts the message into every recipient's inbox, each in a unit of its own. Durable when it resolves.
 * @returns one answer per recipient, in the order of the request
 * @throws CoreError tooLarge, tooManyHops
 */
export async function deliver(core: Core, request: DeliveryRequest, forward: Forward): Promise<DeliveryAnswer[]> {
  const arrived = await arrive(core.db.blobs, request.source, { maxBytes: request.maxBytes, limits: mimeLimits(core.limits), before: request.trace });
  if (arrived.receivedFields > core.limits.receivedFields) {
    throw new CoreError('tooManyHops', `The message has passed through more than ${core.limits.receivedFields} servers; it goes round in circles.`);
  }
  const receivedAt = core.clock.now();
  // Somebody who is reached by several of the addresses gets the message once; whoever asks for them again waits for the same outcome.
  const byAccount = new Map<number, Promise<void>>();
  return Promise.all(request.recipients.map(async ({ address }): Promise<DeliveryAnswer> => {
    try {
      const route = await core.db.read((read) => resolveRoute(read, address));
      if (route.kind === 'remote') throw new CoreError('notPermitted', 'We do not relay to this domain.');
      if (route.kind === 'unknown') throw new CoreError('recipientUnknown', 'There is no such mailbox here.');
      const prefix = deliveryPrefix(request.sender, address);
      const deliveries = route.accounts.map((account) => {
        let under = byAccount.get(account);
        if (!under) byAccount.set(account, (under = deliverToAccount(core, account, { arrived, prefix, receivedAt })));
        return under;
      });
      const outcomes = await Promise.allSettled(deliveries);
      if (route.external.length > 0) await forward({ arrived, sender: request.sender, original: address, recipients: route.external });
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      // A list of several people of whom one is full: the others have the message, the sender is not told to send again.
      if (failed && outcomes.every((outcome) => outcome.status === 'rejected') && route.external.length === 0) throw failed.reason;
      if (failed) core.log.warn({ recipient: address, kind: isCoreError(failed.reason) ? failed.reason.kind : 'fault' }, 'one member of an alias did not get a message');
      return { address, delivered: true, code: 250, enhanced: '2.1.5', text: 'delivered' };
    } catch (error) {
      return refusal(core, address, error);
    }
  }));
}

function refusal(core: Core, address: string, error: unknown): DeliveryAnswer {
  if (isCoreError(error)) {
    const [code, enhanced] = error.mapping.smtp;
    return { address, delivered: false, code, enhanced, text: error.message };
  }
  core.log.error({ err: error, recipient: address }, 'delivery failed');
  return { address, delivered: false, code: 451, enhanced: '4.3.0', text: 'The message could not be stored just now; try again later.' };
}
