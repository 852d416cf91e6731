/** What the MX and LMTP roles share: recipients are resolved at RCPT, messages handed to delivery. Neither relays. */
import type { DeliveryAnswer, MessagerieApi } from '../../api/client/index.ts';
import { wireText } from '../shared/wire-text.ts';
import { Reply } from './reply.ts';
import type { AcceptedRecipient, MessageInput, Parameters, Transaction } from './transaction.ts';

/** @throws Reply 501 5.5.4, 550 5.1.1, 550 5.7.1, 452 4.2.2 or 552 5.2.2 where the recipient cannot be had (contract) */
export async function checkRecipient(api: MessagerieApi, transaction: Transaction, { address, parameters }: AcceptedRecipient): Promise<void> {
  checkOriginalRecipient(parameters);
  const answer = await api.resolveRecipient(address, transaction.sizeBytes);
  switch (answer.kind) {
    case 'local':
      return;
    case 'remote':
      throw new Reply(550, '5.7.1', `Relaying denied: ${wireText(address)} is not at this server`);
    case 'unknown':
      throw new Reply(550, '5.1.1', `No such mailbox here: ${wireText(address)}`);
    case 'full':
      throw answer.permanent
        ? new Reply(552, '5.2.2', `The message is larger than all of the mailbox may hold: ${wireText(address)}`)
        : new Reply(452, '4.2.2', `Mailbox full: ${wireText(address)}`);
  }
}

/** RFC 3461 §4.4. @throws Reply 501 for an ENVID that no report could carry */
export function checkEnvelopeId(parameters: Parameters): void {
  if (!isPrintable(parameters['ENVID'], 100)) throw new Reply(501, '5.5.4', 'ENVID takes up to 100 printable characters of ASCII');
}

/** RFC 3461 §4.2. @throws Reply 501 */
export function checkOriginalRecipient(parameters: Parameters): void {
  const original = parameters['ORCPT'];
  if (!isPrintable(original, 500) || (original !== undefined && !/^[A-Za-z0-9-]{1,40};./.test(original ?? ''))) {
    throw new Reply(501, '5.5.4', 'ORCPT takes an address type, a semicolon and an address');
  }
}

function isPrintable(value: string | null | undefined, most: number): boolean {
  return value === undefined || (value !== null && value.length <= most && /^[\x20-\x7E]+$/.test(value));
}

/**
 * Delivers once to each distinct address.
 * @param oneAnswer the client hears one answer for all of them (SMTP)
 * @returns an answer for each accepted RCPT, in their order
 */
export async function deliverAll(api: MessagerieApi, transaction: Transaction, message: MessageInput, maxBytes: number, oneAnswer: boolean): Promise<DeliveryAnswer[]> {
  const distinct = new Map<string, AcceptedRecipient>();
  for (const recipient of transaction.recipients) {
    const key = recipient.address.toLowerCase();
    if (!distinct.has(key)) distinct.set(key, recipient);
  }
  const recipients = [...distinct.values()];
  const answers = await api.deliver({
    sender: transaction.sender,
    recipients: recipients.map(({ address, parameters }) => ({
      address,
      notify: parameters['NOTIFY']?.toUpperCase(),
      originalRecipient: parameters['ORCPT'] ?? undefined,
    })),
    trace: message.trace(),
    source: message.bytes(),
    maxBytes,
    oneAnswer,
    envelopeId: transaction.parameters['ENVID'] ?? undefined,
    dsnReturn: returnOf(transaction.parameters['RET']),
  });
  const byKey = new Map([...distinct.keys()].map((key, at) => [key, answers[at]]));
  return transaction.recipients.map(({ address }) => byKey.get(address.toLowerCase()) ?? unanswered(address));
}

/** The refusal that an undelivered recipient is told. */
export function refusal({ code, enhanced, text }: DeliveryAnswer): Reply {
  return new Reply(code, enhanced, wireText(text));
}

export const deliveryMailParameters = ['SIZE', 'BODY', 'SMTPUTF8'] as const;
export const dsnMailParameters = ['RET', 'ENVID'] as const;
export const dsnRecipientParameters = ['NOTIFY', 'ORCPT'] as const;

/** The wire refuses other values. */
function returnOf(value: string | null | undefined): 'FULL' | 'HDRS' | undefined {
  const upper = value?.toUpperCase();
  return upper === 'FULL' || upper === 'HDRS' ? upper : undefined;
}

function unanswered(address: string): DeliveryAnswer {
  return { address, delivered: false, code: 451, enhanced: '4.3.0', text: 'Delivery gave no answer, try again later' };
}
