import { err, ok } from '../answer.ts';
import { messageNumber, NO_SUCH_MESSAGE, type Command } from '../command.ts';

/** DELE (RFC 1939 §5): only noted; the message goes at QUIT. */
export const dele: Command = {
  states: ['transaction'],
  run({ session: { maildrop }, argument }) {
    const number = messageNumber(argument);
    const message = number === undefined ? undefined : maildrop.message(number);
    if (!message) return err(NO_SUCH_MESSAGE);
    maildrop.delete(message);
    return ok(`Message ${message.number} will be deleted at QUIT`);
  },
};
