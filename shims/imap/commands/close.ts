import { command, SELECTED } from '../command.ts';
import { ok } from '../grammar/status-response.ts';

/** CLOSE (RFC 9051 §6.4.1): what is marked `\Deleted` goes without a word, unless the mailbox is open for reading only. */
export const close = command({
  states: SELECTED,
  updates: 'none',
  parse: () => undefined,
  async run({ session }) {
    const { view, readOnly } = session.mailbox;
    session.unselect();
    if (!readOnly) await session.user.legacy.expunge(view.mailboxId);
    return ok('CLOSE completed');
  },
});
