/** Where a message is to be put: whoever may not see the place hears what who names none hears (RFC 9051 §6.3.12). */
import { CoreError } from '../client/errors.ts';
import { mailboxNumber } from './reached-mailbox.ts';

export const nowhereToPut = (): CoreError => new CoreError('mailboxToCreate', 'There is no such folder to put messages in; create it first.');

export function destinationNumber(mailboxId: string): number {
  try {
    return mailboxNumber(mailboxId);
  } catch {
    throw nowhereToPut();
  }
}

/** The same refusal for what turns out later. */
export function asNowhereToPut(error: unknown): never {
  throw error instanceof CoreError && error.kind === 'mailboxNotFound' ? nowhereToPut() : error;
}
