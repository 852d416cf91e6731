import type { Context } from '../access/context.ts';
import { hasScope } from '../access/context.ts';
import type { SubmissionEnvelope } from '../client/api.ts';
import { CoreError } from '../client/errors.ts';
import { toId } from '../ids.ts';
import { fieldsOf } from '../mail/mime/index.ts';
import { readEnvelope } from './envelope.ts';
import { receivedField } from './outgoing-message.ts';
import { accountsOf, commitSubmission, identityFor, prepareSubmission, SentChanged, wantsSentCopy } from './submission.ts';
import { takeIn } from './take-in.ts';
import { queueOwner, wakeQueue } from './transport-of.ts';

/** Several programs that save the same message at the same time are not met in real life. */
const mostTries = 5;

/**
 * Sends a message that came over submission (RFC 6409). Durable when it resolves: mailboxes here have it, the queue has the rest, Sent has the copy.
 * @throws CoreError senderNotAllowed, forbiddenMailFrom, invalidEmail, noRecipients, tooManyRecipients, invalidRecipients, recipientUnknown, tooLarge,
 * tooManyHops, overQuota, invalidArguments
 */
export async function submitBySmtp(ctx: Context, envelope: SubmissionEnvelope, source: AsyncIterable<Uint8Array>): Promise<{ submissionId: string }> {
  const { core, principal } = ctx;
  if (!hasScope(ctx, 'mail')) throw new CoreError('notPermitted', 'This sign-in may only read mail.');
  const now = core.clock.now();
  const outgoing = readEnvelope(envelope, core.limits, now);
  const { identityId, keepCopy } = await core.db.read(async (read) => ({
    identityId: await identityFor(read, principal.id, outgoing.sender),
    keepCopy: await wantsSentCopy(read, principal.id),
  }));
  const message = await takeIn(core, source, { sender: outgoing.sender, keepCopy, now });
  for (let tries = 1; ; tries++) {
    const prepared = await prepareSubmission(ctx, {
      envelope: outgoing, shown: { ...envelope, via: 'smtp' }, identityId, bytes: message.header, fields: fieldsOf(message.header), blob: null, sent: message,
      trace: receivedField(core.settings.hostname, ctx.caller.tls, now), email: null, sentCopy: message.copy && { arrived: message.copy, mergeKey: message.mergeKey },
    });
    try {
      const { row, queued } = await core.db.write(accountsOf(prepared), (tx) => commitSubmission(tx, core, prepared, queueOwner(core)));
      if (queued) wakeQueue(core);
      return { submissionId: toId('submission', row.id) };
    } catch (error) {
      if (!(error instanceof SentChanged) || tries === mostTries) throw error;
    }
  }
}
