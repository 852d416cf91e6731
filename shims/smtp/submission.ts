/** Mail that our people send (RFC 6409): signed in, under addresses that are theirs. */
import { wireText } from '../shared/wire-text.ts';
import { dsnMailParameters, dsnRecipientParameters } from './deliver.ts';
import { checkFutureRelease, futureReleaseKeyword } from './future-release.ts';
import { Reply } from './reply.ts';
import type { Parameters, Peer, Role } from './transaction.ts';
import type { SmtpServerOptions } from './wiring.ts';

/** Matters of this hop alone: the size is counted again, and whom the client says it relays for (RFC 4954 §5) is not believed. */
const HOP_PARAMETERS = new Set(['SIZE', 'AUTH']);

export function submissionRole({ api, limits, clock }: SmtpServerOptions, dsn: boolean): Role {
  return {
    keywords: () => (limits.maxDelayedSend > 0 ? [futureReleaseKeyword(limits.maxDelayedSend, clock.now())] : []),
    mailParameters: new Set<string>([
      ...['SIZE', 'BODY', 'SMTPUTF8', 'AUTH'],
      ...(limits.maxDelayedSend > 0 ? ['HOLDFOR', 'HOLDUNTIL'] : []),
      ...(dsn ? dsnMailParameters : []),
    ]),
    recipientParameters: new Set<string>(dsn ? dsnRecipientParameters : []),

    async mail(peer, { sender, parameters }) {
      const client = signedIn(peer);
      checkFutureRelease(parameters, limits.maxDelayedSend, clock.now());
      // The null sender is for what a mail program sends by itself, such as a receipt (RFC 8098 §3).
      if (sender !== '' && !(await client.maySendAs(sender))) {
        throw new Reply(550, '5.7.1', `${wireText(sender)} is not an address that ${wireText(client.principal.address)} may send as`);
      }
    },

    async recipient(peer, _transaction, { address }) {
      signedIn(peer);
      // A mailbox that is full is no reason to keep the message from the others: it comes back as a bounce.
      const answer = await api.resolveRecipient(address);
      if (answer.kind === 'unknown') throw new Reply(550, '5.1.1', `No such mailbox here: ${wireText(address)}`);
    },

    async data(peer, { sender, parameters, recipients }, message) {
      const envelope = {
        mailFrom: { email: sender, parameters: forward(parameters) },
        rcptTo: recipients.map((recipient) => ({ email: recipient.address, parameters: recipient.parameters })),
      };
      // The core writes the trace line of what our people send, whichever way it came: without their address at home.
      const { submissionId } = await signedIn(peer).submit(envelope, message.bytes());
      return [`Accepted as ${wireText(submissionId)}`];
    },
  };
}

function signedIn({ client }: Peer) {
  if (!client) throw new Reply(530, '5.7.0', 'Sign in first');
  return client;
}

function forward(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => !HOP_PARAMETERS.has(key)));
}
