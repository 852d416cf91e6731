import { createHash } from 'node:crypto';
import type { Context } from '../access/context.ts';
import { hasScope } from '../access/context.ts';
import type { SubmissionEnvelope } from '../client/api.ts';
import { CoreError } from '../client/errors.ts';
import { fieldsOf, lastField, rawValue, unfold } from '../mail/mime/index.ts';
import { parseMessageIds } from '../mail/mime/message-id.ts';
import { normalizeAddress } from '../people/recipients.ts';
import { AlreadyDone, type IdempotentRequest } from '../people/idempotency.ts';
import type { SubmissionRow } from '../../db/repositories/submissions.ts';
import { readEnvelope } from './envelope.ts';
import { headerAddresses, receivedField } from './outgoing-message.ts';
import { accountsOf, commitSubmission, identityFor, prepareSubmission, SentChanged, wantsSentCopy } from './submission.ts';
import { takeIn } from './take-in.ts';
import { queueOwner, wakeQueue } from './transport-of.ts';

/** Several programs that save the same message at the same time are not met in real life. */
const mostTries = 5;

export interface MessageToSend<Answer> {
  /** The whole message; its header says who sends it and who gets it. */
  readonly source: AsyncIterable<Uint8Array>;
  /** Milliseconds since 1970; null for now. */
  readonly sendAt: number | null;
  /** Whether a copy goes into Sent; undefined: as the account has it. */
  readonly keepCopy: boolean | undefined;
  /** What the caller is told. */
  readonly answer: (row: SubmissionRow, messageId: string) => Answer;
  /** The request under its key; null without one. @param digest of the message's bytes */
  readonly idempotent: (digest: string) => IdempotentRequest<Answer> | null;
}

/**
 * Sends a message that comes without an envelope (REST). Durable when it resolves, with the answer to its Idempotency-Key: the same request sends nothing
 * and gets the same answer for a day.
 * @throws CoreError as {@link import('./submit-smtp.ts').submitBySmtp}; idempotencyKeyReused
 */
export async function submitMessage<Answer>(ctx: Context, message: MessageToSend<Answer>): Promise<Answer> {
  const { core, principal } = ctx;
  if (!hasScope(ctx, 'mail')) throw new CoreError('notPermitted', 'This sign-in may only read mail.');
  const now = core.clock.now();
  const keepCopy = message.keepCopy ?? (await core.db.read((read) => wantsSentCopy(read, principal.id)));
  const digest = createHash('sha256');
  const taken = await takeIn(core, hashed(message.source, digest), { sender: '', keepCopy, now });
  const request = message.idempotent(digest.digest('hex'));
  const known = request ? await core.db.read((read) => request.answer(read)) : undefined;
  if (known !== undefined) return known;
  const fields = fieldsOf(taken.header);
  const shown = envelopeOf(taken.header, fields, message.sendAt);
  const envelope = readEnvelope(shown, core.limits, now);
  const identityId = await core.db.read((read) => identityFor(read, principal.id, envelope.sender));
  const messageId = messageIdOf(taken.header, fields);
  for (let tries = 1; ; tries++) {
    const prepared = await prepareSubmission(ctx, {
      envelope, shown: { ...shown, via: 'smtp' }, identityId, bytes: taken.header, fields, blob: null, sent: taken,
      trace: receivedField(core.settings.hostname, ctx.caller.tls, now, ctx.caller.tls ? 'HTTPS' : 'HTTP'), email: null,
      sentCopy: taken.copy && { arrived: taken.copy, mergeKey: taken.mergeKey },
    });
    try {
      const { answer, queued } = await core.db.write(accountsOf(prepared), async (tx) => {
        await request?.begin(tx);
        const submitted = await commitSubmission(tx, core, prepared, queueOwner(core));
        const told = message.answer(submitted.row, messageId);
        await request?.keep(tx, told);
        return { answer: told, queued: submitted.queued };
      });
      if (queued) wakeQueue(core);
      return answer;
    } catch (error) {
      if (error instanceof AlreadyDone) return error.answer as Answer;
      if (!(error instanceof SentChanged) || tries === mostTries) throw error;
    }
  }
}

async function* hashed(source: AsyncIterable<Uint8Array>, digest: { update(bytes: Uint8Array): unknown }): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    digest.update(piece);
    yield piece;
  }
}

/** The envelope that a header means: Sender, else From; To, Cc and Bcc, each once. */
function envelopeOf(header: Buffer, fields: ReturnType<typeof fieldsOf>, sendAt: number | null): SubmissionEnvelope {
  const { from, sender, recipients, senderFields } = headerAddresses(header, fields);
  const authors = senderFields > 0 ? sender : from;
  if (authors.length > 1) {
    throw new CoreError('invalidEmail', 'The message has several authors; name the one that sends it in Sender.', { properties: [senderFields > 0 ? 'sender' : 'from'] });
  }
  const author = authors[0]?.email ?? '';
  if (author === '') throw new CoreError('invalidEmail', 'The message has no sender in From.', { properties: ['from'] });
  const unique = new Map(recipients.map(({ email }) => [normalizeAddress(email), email]));
  return {
    mailFrom: { email: author, parameters: sendAt === null ? {} : { HOLDUNTIL: new Date(sendAt).toISOString() } },
    rcptTo: [...unique.values()].map((email) => ({ email, parameters: {} })),
  };
}

function messageIdOf(header: Buffer, fields: ReturnType<typeof fieldsOf>): string {
  const field = lastField(fields, 'message-id');
  return (field && parseMessageIds(unfold(rawValue(header, field)))?.[0]) ?? '';
}
