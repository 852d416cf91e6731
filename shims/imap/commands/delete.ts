import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';

/** DELETE (RFC 9051 §6.3.5). */
export const deleteCommand = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().mailbox(),
  async run({ session }, name) {
    const { id, path } = await findMailbox(session.user, name);
    const { selected } = session;
    // Its own mailbox: the client knows, and is not sent away as others are.
    if (selected?.view.mailboxId === id) session.unselect();
    await session.user.legacy.deleteMailbox(path);
    return ok('DELETE completed');
  },
});
