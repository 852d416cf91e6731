import type { Context } from '../access/context.ts';
import { hasScope } from '../access/context.ts';
import type { SubmissionEnvelope } from '../client/api.ts';
import { CoreError } from '../client/errors.ts';
import { toId } from '../ids.ts';
import { fieldsOf } from '../mail/mime/index.ts';
import { readEnvelope } from './envelope.ts';
import { missingFields, newMessageId, receivedField } from './outgoing-message.ts';
import { accountsOf, commitSubmission, identityFor, prepareSubmission, SentChanged, wantsSentCopy } from './submission.ts';
import { wakeQueue, queueOwner } from './transport-of.ts';

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
  const submitted = await collect(source, core.limits.messageBytes);
  const missing = missingFields(submitted, { messageId: () => newMessageId(core.settings.hostname), now, sender: outgoing.sender });
  const bytes = missing === '' ? submitted : Buffer.concat([Buffer.from(missing), submitted]);
  const { identityId, keep } = await core.db.read(async (read) => ({
    identityId: await identityFor(read, principal.id, outgoing.sender),
    keep: await wantsSentCopy(read, principal.id),
  }));
  for (let tries = 1; ; tries++) {
    const prepared = await prepareSubmission(ctx, {
      envelope: outgoing, shown: { ...envelope, via: 'smtp' }, identityId, bytes, fields: fieldsOf(bytes), blob: null,
      trace: receivedField(core.settings.hostname, ctx.caller.tls, now), email: null, sentCopy: keep ? { submitted } : null,
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

async function collect(source: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > most) throw new CoreError('tooLarge', `A message may have at most ${most} bytes.`, { maxSize: most });
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}
