import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { withoutTrailingSeparator } from '../mailboxes/find-mailbox.ts';

/** SUBSCRIBE (RFC 9051 §6.3.7). */
export const subscribe = subscribing('SUBSCRIBE', true);

/** UNSUBSCRIBE (RFC 9051 §6.3.8). */
export const unsubscribe = subscribing('UNSUBSCRIBE', false);

function subscribing(verb: string, subscribed: boolean) {
  return command({
    states: SIGNED_IN,
    parse: (parser) => parser.sp().mailbox(),
    async run({ session }, name) {
      await session.user.legacy.setSubscribed(withoutTrailingSeparator(name), subscribed);
      await session.notifier?.absorb((mailbox) => mailbox.path === withoutTrailingSeparator(name));
      return ok(`${verb} completed`);
    },
  });
}
