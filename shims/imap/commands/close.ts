import { command, SELECTED } from '../command.ts';
import { isCoreError } from '../../../api/client/index.ts';
import { ok } from '../grammar/status-response.ts';

/** CLOSE (RFC 9051 §6.4.1): what is marked `\Deleted` goes without a word, unless the mailbox is open for reading only or the right `e` is missing (RFC 4314 §4). */
export const close = command({
  states: SELECTED,
  updates: 'none',
  parse: () => undefined,
  async run({ session }) {
    const { mailbox } = session;
    const { view, readOnly } = mailbox;
    const expunges = !readOnly && mailbox.may('e');
    session.unselect();
    if (expunges) await session.user.legacy.expunge(view.mailboxId).catch(unlessForbidden);
    return ok('CLOSE completed');
  },
});

/** The right may have been taken away a moment ago. */
function unlessForbidden(error: unknown): void {
  if (!isCoreError(error) || error.kind !== 'notPermitted') throw error;
}
