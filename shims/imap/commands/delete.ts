import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';

/** DELETE (RFC 9051 §6.3.5). */
export const deleteCommand = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().mailbox(),
  async run({ session }, name) {
    const { id, path } = await findMailbox(session.user, name);
    await session.deleting(id, () => session.user.legacy.deleteMailbox(path));
    await session.notifier?.absorb((mailbox) => mailbox.id === id);
    return ok('DELETE completed');
  },
});
