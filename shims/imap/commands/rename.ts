import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { withoutTrailingSeparator } from '../mailboxes/find-mailbox.ts';
import { SEPARATOR } from '../mailboxes/pattern.ts';

/** RENAME (RFC 9051 §6.3.6). */
export const rename = command({
  states: SIGNED_IN,
  parse: (parser) => ({ from: parser.sp().mailbox(), to: parser.sp().mailbox() }),
  async run({ session }, { from, to }) {
    await session.user.legacy.renameMailbox(withoutTrailingSeparator(from), withoutTrailingSeparator(to));
    // Of INBOX its messages move away.
    session.selected?.view.markStale();
    // Whatever has another name now has it by this, or is told of at the next change of it.
    await session.notifier?.absorb((mailbox) => [from, to].some((name) => mailbox.path === name || mailbox.path.startsWith(`${name}${SEPARATOR}`)));
    return ok('RENAME completed');
  },
});
