/** Mail from other servers for our domains (RFC 5321). Nothing is relayed, whoever asks. */
import type { DeliveryAnswer } from '../../api/client/index.ts';
import { checkEnvelopeId, checkRecipient, deliverAll, deliveryMailParameters, dsnMailParameters, dsnRecipientParameters, refusal } from './deliver.ts';
import { Reply } from './reply.ts';
import type { DataAnswer, Role } from './transaction.ts';
import type { SmtpServerOptions } from './wiring.ts';

export function mxRole({ api, limits }: SmtpServerOptions, dsn: boolean): Role {
  return {
    keywords: () => [],
    mailParameters: new Set<string>([...deliveryMailParameters, ...(dsn ? dsnMailParameters : [])]),
    recipientParameters: new Set<string>(dsn ? dsnRecipientParameters : []),
    mail: async (_peer, { parameters }) => checkEnvelopeId(parameters),
    recipient: (_peer, transaction, recipient) => checkRecipient(api, transaction, recipient),
    async data(_peer, transaction, message) {
      return [oneAnswer(await deliverAll(api, transaction, message, limits.messageBytes, true), message.id)];
    },
  };
}

/**
 * SMTP has one answer for all recipients, and delivery has decided: either it took the message for all of them, and sees to
 * those who do not have it yet, or it took it for nobody. 250 only where that is said of every recipient; else 451 if any
 * refusal is temporary, since the client then tries all again; else the refusal itself, which lets the client make the bounce.
 */
export function oneAnswer(answers: readonly DeliveryAnswer[], id: string): DataAnswer {
  const refused = answers.filter(({ delivered }) => !delivered);
  if (answers.length > 0 && refused.length === 0) return `Delivered as ${id}`;
  const temporary = refused.find(({ code }) => code < 500);
  if (temporary) return answers.length === 1 ? refusal(temporary) : refusal({ ...temporary, code: 451 });
  const [first] = refused;
  return first ? refusal(first) : new Reply(554, '5.5.1', 'No valid recipients');
}
