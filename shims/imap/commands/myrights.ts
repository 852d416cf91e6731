import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { writeMyRights } from '../mailboxes/rights.ts';

/** MYRIGHTS (RFC 4314 §3.5). */
export const myrights = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().mailbox(),
  async run({ session, writer }, name) {
    writeMyRights(writer, await findMailbox(session.user, name));
    return ok('MYRIGHTS completed');
  },
});
