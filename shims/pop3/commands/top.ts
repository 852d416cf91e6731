import { err, nonsense, ok } from '../answer.ts';
import { messageNumber, NO_SUCH_MESSAGE, type Command } from '../command.ts';
import { dotStuffed, topOf } from '../message-body.ts';

/** TOP (RFC 1939 §7): header and the first lines of the body. Marks nothing as read. */
export const top: Command = {
  states: ['transaction'],
  async run({ session: { maildrop }, argument }) {
    const match = /^(\d+) +(\d{1,9})$/.exec(argument);
    if (!match) return nonsense('TOP needs a message number and a number of lines');
    const number = messageNumber(match[1] ?? '');
    const message = number === undefined ? undefined : maildrop.message(number);
    if (!message) return err(NO_SUCH_MESSAGE);
    const blob = await maildrop.read(message);
    return ok('Top of message follows', dotStuffed(topOf(blob.read(), Number(match[2]))));
  },
};
