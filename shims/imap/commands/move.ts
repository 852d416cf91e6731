import { command, SELECTED } from '../command.ts';
import { formatStatus, ok } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { copyArguments, copyUid } from './copy.ts';
import { mustBeWritable } from './expunge.ts';

/** MOVE, UID MOVE (RFC 9051 §6.4.8): COPYUID first, so that a client knows where a message went before EXPUNGE tells that it left. */
export const move = command({
  states: SELECTED,
  parse: copyArguments,
  async run({ session, writer, uid }, { set, to }) {
    const { mailbox } = session;
    mustBeWritable(mailbox);
    const { uids } = mailbox.messages(set, uid);
    const destination = await findMailbox(session.user, to, 'TRYCREATE');
    if (uids.length === 0) return ok('There was nothing to move');
    const result = await session.user.legacy.move({ mailboxId: mailbox.view.mailboxId, uids, toMailboxId: destination.id });
    const moved = copyUid(result);
    if (moved) writer.untagged(formatStatus(ok('Moved', moved)));
    mailbox.view.markStale();
    mailbox.owesExpunge = true;
    await session.notifier?.absorb(({ id }) => id === destination.id);
    return ok('MOVE completed');
  },
});
