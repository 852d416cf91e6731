import { err, linesBody, ok } from './answer.ts';
import { messageNumber, NO_SUCH_MESSAGE, type Command } from './command.ts';
import type { MaildropMessage } from './maildrop.ts';

/** A command that gives one value of each message, or of the one it names (RFC 1939 §5, §7). */
export function scanListing(value: (message: MaildropMessage) => string): Command {
  const line = (message: MaildropMessage): string => `${message.number} ${value(message)}`;
  return {
    states: ['transaction'],
    run({ session: { maildrop }, argument }) {
      if (argument === '') return ok(`${maildrop.totals().count} messages`, linesBody(mapped(maildrop.messages(), line)));
      const number = messageNumber(argument);
      const message = number === undefined ? undefined : maildrop.message(number);
      return message ? ok(line(message)) : err(NO_SUCH_MESSAGE);
    },
  };
}

function* mapped<T, R>(items: Iterable<T>, change: (item: T) => R): Generator<R> {
  for (const item of items) yield change(item);
}
