import { err, ok } from '../answer.ts';
import { messageNumber, NO_SUCH_MESSAGE, type Command } from '../command.ts';
import type { Maildrop, MaildropMessage } from '../maildrop.ts';
import { dotStuffed, stuffedWhole } from '../message-body.ts';

/**
 * RETR (RFC 1939 §5). A message that was downloaded to its end counts as read, as with Dovecot: whoever reads mail by
 * POP3 would otherwise see it as unread for ever in every other program.
 */
export const retr: Command = {
  states: ['transaction'],
  async run({ session: { maildrop }, argument }) {
    const number = messageNumber(argument);
    const message = number === undefined ? undefined : maildrop.message(number);
    if (!message) return err(NO_SUCH_MESSAGE);
    const blob = await maildrop.read(message);
    const body = blob.bytes ? notedWhole(stuffedWhole(blob.bytes), maildrop, message) : noted(dotStuffed(blob.read()), maildrop, message);
    return ok(`${blob.sizeBytes} octets`, body);
  },
};

function* notedWhole(body: Iterable<Uint8Array>, maildrop: Maildrop, message: MaildropMessage): Generator<Uint8Array> {
  yield* body;
  maildrop.noteRetrieved(message);
}

async function* noted(body: AsyncIterable<Uint8Array>, maildrop: Maildrop, message: MaildropMessage): AsyncGenerator<Uint8Array> {
  yield* body;
  maildrop.noteRetrieved(message);
}
