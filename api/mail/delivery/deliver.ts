import { accountUsage, principalById } from '../../../db/repositories/people.ts';
import type { DeliveryAnswer, DeliveryRecipient, DeliveryRequest, RecipientAnswer } from '../../client/api.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import type { Core } from '../../core.ts';
import { resolveRoute } from '../../people/recipients.ts';
import { type Arrived, arrive } from '../store/arrival.ts';
import { mimeLimits } from '../store/mime-limits.ts';
import { quotaRefusal, roomOf } from '../store/quota.ts';
import { deliverToAccount, deliveryPrefix } from './deliver-to-account.ts';
import type { Forward, OnwardRecipient, Refusal } from './onward.ts';

export type { Forward } from './onward.ts';

/** Recipient/resolve: what RCPT is answered. */
export async function resolveRecipient(core: Core, address: string, sizeBytes?: number): Promise<RecipientAnswer> {
  return core.db.read(async (read) => {
    const route = await resolveRoute(read, address);
    if (route.kind !== 'local') return route;
    if (route.accounts.length === 1 && route.external.length === 0) {
      const usage = await accountUsage(read, route.accounts[0] as number);
      const refusal = usage && quotaRefusal(roomOf(usage), sizeBytes ?? 1);
      if (refusal) return { kind: 'full', permanent: refusal.kind === 'largerThanQuota' };
    }
    return { kind: 'local', accounts: route.accounts.length };
  });
}

/** What came of one RCPT. */
interface Attempt {
  readonly recipient: DeliveryRecipient;
  /** Somebody here has the message. */
  readonly reached: boolean;
  /** Addresses elsewhere that it is still to be sent to. */
  readonly external: readonly string[];
  /** Mailboxes that did not take it; without an account: the address itself leads nowhere. */
  readonly refused: readonly { readonly accountId: number | null; readonly refusal: Refusal }[];
}

/**
 * Delivery/deliver: keeps the bytes once, then puts the message into every recipient's inbox, each in a unit of its own; what is left to do (addresses
 * elsewhere, members of an alias who did not get it, reports) goes to `forward` in one piece. Durable when it resolves.
 *
 * With `oneAnswer` (SMTP, RFC 5321 §4.2.5) the whole message is taken or the whole message is refused. Taken as soon as anybody has it, or where some
 * refusals are for now and others for ever, so that the client's next attempt could not tell them apart: then the queue has the rest, and the sender a
 * report of what is for ever. Refused only where nobody has it and all refusals are of one kind. Where the rest cannot be queued the answer is 451:
 * some may get the message twice, nobody loses it.
 * @returns one answer per recipient, in the order of the request
 * @throws CoreError tooLarge, tooManyHops
 */
export async function deliver(core: Core, request: DeliveryRequest, forward: Forward): Promise<DeliveryAnswer[]> {
  const arrived = await arrive(core.db.blobs, request.source, { maxBytes: request.maxBytes, limits: mimeLimits(core.limits), before: request.trace });
  if (arrived.receivedFields > core.limits.receivedFields) {
    throw new CoreError('tooManyHops', `The message has passed through more than ${core.limits.receivedFields} servers; it goes round in circles.`);
  }
  const attempts = await attemptAll(core, request, arrived);
  const taken = request.oneAnswer === true && mustTake(attempts);
  const isTaken = (attempt: Attempt): boolean => taken || attempt.reached || attempt.external.length > 0;
  const left = await tasksOf(core, request, attempts.filter(isTaken), attempts.filter((attempt) => !isTaken(attempt)));
  let failed: Refusal | undefined;
  if (left.size > 0) {
    try {
      const recipients = [...left.values()].flat();
      await forward({ arrived, sender: request.sender, envelopeId: request.envelopeId ?? null, dsnReturn: request.dsnReturn ?? null, recipients });
    } catch (error) {
      failed = fault(core, request.sender, error);
    }
  }
  return attempts.map((attempt) => {
    const { address } = attempt.recipient;
    const refusal = (failed && (request.oneAnswer || left.has(attempt)) ? failed : undefined) ?? (isTaken(attempt) ? undefined : refusalOf(attempt));
    return refusal ? { address, delivered: false, ...refusal } : { address, delivered: true, code: 250, enhanced: '2.1.5', text: 'delivered' };
  });
}

async function attemptAll(core: Core, request: DeliveryRequest, arrived: Arrived): Promise<Attempt[]> {
  const receivedAt = core.clock.now();
  // Somebody who is reached by several of the addresses gets the message once; whoever asks for them again waits for the same outcome.
  const byAccount = new Map<number, Promise<Refusal | undefined>>();
  const deliverOnce = (accountId: number, address: string): Promise<Refusal | undefined> => {
    let under = byAccount.get(accountId);
    if (!under) {
      const delivery = deliverToAccount(core, accountId, { arrived, prefix: deliveryPrefix(request.sender, address), receivedAt });
      byAccount.set(accountId, (under = delivery.then(() => undefined, (error: unknown) => fault(core, address, error))));
    }
    return under;
  };
  return Promise.all(request.recipients.map(async (recipient): Promise<Attempt> => {
    const { address } = recipient;
    try {
      const route = await core.db.read((read) => resolveRoute(read, address));
      if (route.kind === 'remote') throw new CoreError('notPermitted', 'We do not relay to this domain.');
      if (route.kind === 'unknown') throw new CoreError('recipientUnknown', 'There is no such mailbox here.');
      const outcomes = await Promise.all(route.accounts.map(async (accountId) => ({ accountId, refusal: await deliverOnce(accountId, address) })));
      const refused = outcomes.flatMap(({ accountId, refusal }) => (refusal ? [{ accountId, refusal }] : []));
      return { recipient, reached: refused.length < outcomes.length, external: route.external, refused };
    } catch (error) {
      return { recipient, reached: false, external: [], refused: [{ accountId: null, refusal: fault(core, address, error) }] };
    }
  }));
}

const isForNow = (refusal: Refusal): boolean => refusal.code < 500;

/** Must a message that has one answer for all be taken? */
function mustTake(attempts: readonly Attempt[]): boolean {
  if (attempts.some((attempt) => attempt.reached || attempt.external.length > 0)) return true;
  const refusals = attempts.flatMap((attempt) => attempt.refused.map(({ refusal }) => refusal));
  return refusals.some(isForNow) && !refusals.every(isForNow);
}

/** The refusal of a recipient that nobody here or elsewhere stands for: one for now, if there is one, since another attempt may then succeed. */
function refusalOf({ refused }: Attempt): Refusal | undefined {
  return (refused.find(({ refusal }) => isForNow(refusal)) ?? refused[0])?.refusal;
}

/**
 * What is left to do for recipients that were taken, each mailbox once.
 * @param refused recipients that are answered with a refusal: the client comes again for their mailboxes, or tells the sender
 */
async function tasksOf(core: Core, { sender }: DeliveryRequest, taken: readonly Attempt[], refused: readonly Attempt[]): Promise<Map<Attempt, OnwardRecipient[]>> {
  const done = new Set(refused.flatMap((attempt) => attempt.refused.map(({ accountId }) => accountId)).filter((accountId) => accountId !== null));
  const left = new Map<Attempt, OnwardRecipient[]>();
  for (const attempt of taken) {
    const { address, notify = null, originalRecipient = null } = attempt.recipient;
    const tasks: OnwardRecipient[] = [];
    const wantsSuccess = sender !== '' && attempt.reached && (notify?.split(',').includes('SUCCESS') ?? false);
    if (wantsSuccess) tasks.push({ address, originalRecipient, notify, task: { kind: 'delivered' } });
    // Success is told once for an address, whoever stands behind it (RFC 3461 §5.2.7).
    const behind = { originalRecipient: originalRecipient ?? `rfc822;${address}`, notify: notify !== null && wantsSuccess ? withoutSuccess(notify) : notify };
    for (const external of attempt.external) tasks.push({ ...behind, address: external, task: { kind: 'send' } });
    for (const { accountId, refusal } of attempt.refused) {
      if (accountId !== null && done.has(accountId)) continue;
      if (accountId !== null) done.add(accountId);
      const own = accountId === null ? null : await addressOf(core, accountId);
      const isMember = own !== null && own !== address.toLowerCase();
      tasks.push({ ...(isMember ? { ...behind, address: own } : { address, originalRecipient, notify: behind.notify }), task: { kind: isForNow(refusal) ? 'retry' : 'failed', ...refusal } });
    }
    if (tasks.length > 0) left.set(attempt, tasks);
  }
  return left;
}

/** Null where it cannot be had: then the recipient's own address leads there. */
async function addressOf(core: Core, accountId: number): Promise<string | null> {
  try {
    return (await core.db.read((read) => principalById(read, accountId)))?.address ?? null;
  } catch (error) {
    core.log.error({ err: error }, 'the address of a mailbox cannot be read');
    return null;
  }
}

const withoutSuccess = (notify: string): string => notify.split(',').filter((word) => word !== 'SUCCESS').join(',') || 'NEVER';

/** What an error means for a recipient; one that is not a refusal is a fault of ours, which passes. */
function fault(core: Core, recipient: string, error: unknown): Refusal {
  if (isCoreError(error)) {
    const [code, enhanced] = error.mapping.smtp;
    return { code, enhanced, text: error.message };
  }
  core.log.error({ err: error, recipient }, 'delivery failed');
  return { code: 451, enhanced: '4.3.0', text: 'The message could not be stored just now; try again later.' };
}
