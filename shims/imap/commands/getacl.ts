import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { formatAstring } from '../grammar/strings.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { shownRights } from '../mailboxes/rights.ts';

/** GETACL (RFC 4314 §3.3). */
export const getacl = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().mailbox(),
  async run({ session, writer }, name) {
    const { id, path } = await findMailbox(session.user, name);
    const entries = await session.user.legacy.acl(id);
    writer.text('* ACL ').mailbox(path);
    for (const { identifier, rights } of entries) writer.text(` ${formatAstring(identifier, writer.utf8)} ${formatAstring(shownRights(rights))}`);
    writer.text('\r\n');
    return ok('GETACL completed');
  },
});
