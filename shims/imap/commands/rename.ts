import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { withoutTrailingSeparator } from '../mailboxes/find-mailbox.ts';

/** RENAME (RFC 9051 §6.3.6). */
export const rename = command({
  states: SIGNED_IN,
  parse: (parser) => ({ from: parser.sp().mailbox(), to: parser.sp().mailbox() }),
  async run({ session }, { from, to }) {
    await session.user.legacy.renameMailbox(withoutTrailingSeparator(from), withoutTrailingSeparator(to));
    // Of INBOX its messages move away.
    session.selected?.view.markStale();
    return ok('RENAME completed');
  },
});
