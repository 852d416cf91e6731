import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';

/** DELETE (RFC 9051 §6.3.5). */
export const deleteCommand = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().mailbox(),
  async run({ session }, name) {
    const { id, path, rights } = await findMailbox(session.user, name);
    const { selected } = session;
    // Its own mailbox: the client knows, and is not sent away as others are. Where it cannot be deleted, it stays selected.
    if (selected?.view.mailboxId === id && rights.includes('x') && !session.user.readOnly) session.unselect();
    await session.user.legacy.deleteMailbox(path);
    return ok('DELETE completed');
  },
});
