/** Delivery by a relay beside this server (RFC 2033): like the MX, with an answer for each recipient. */
import { checkEnvelopeId, checkRecipient, deliverAll, deliveryMailParameters, dsnMailParameters, dsnRecipientParameters, refusal } from '../smtp/deliver.ts';
import type { Role } from '../smtp/transaction.ts';
import type { SmtpServerOptions } from '../smtp/wiring.ts';

export function lmtpRole({ api, limits }: SmtpServerOptions, dsn: boolean): Role {
  return {
    keywords: () => [],
    mailParameters: new Set<string>([...deliveryMailParameters, ...(dsn ? dsnMailParameters : [])]),
    recipientParameters: new Set<string>(dsn ? dsnRecipientParameters : []),
    mail: async (_peer, { parameters }) => checkEnvelopeId(parameters),
    recipient: (_peer, transaction, recipient) => checkRecipient(api, transaction, recipient),
    async data(_peer, transaction, message) {
      const answers = await deliverAll(api, transaction, message, limits.messageBytes, false);
      return answers.map((answer) => (answer.delivered ? `Delivered as ${message.id}` : refusal(answer)));
    },
  };
}
