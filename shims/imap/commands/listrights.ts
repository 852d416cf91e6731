import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { formatAstring } from '../grammar/strings.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { identifier, shownRights } from '../mailboxes/rights.ts';

/** LISTRIGHTS (RFC 4314 §3.4): rights that somebody always has, and each that they can be given; none is tied to another. */
export const listrights = command({
  states: SIGNED_IN,
  parse: (parser) => ({ name: parser.sp().mailbox(), who: identifier(parser.sp()) }),
  async run({ session, writer }, { name, who }) {
    const { id, path } = await findMailbox(session.user, name);
    const { required, optional } = await session.user.legacy.grantable(id, who);
    const words = [shownRights(required), ...shownRights(optional)].map((word) => formatAstring(word));
    // The identifier as it came, so that the client knows its answer (RFC 4314 §3.4).
    writer.text('* LISTRIGHTS ').mailbox(path).text(` ${formatAstring(who, writer.utf8)} ${words.join(' ')}\r\n`);
    return ok('LISTRIGHTS completed');
  },
});
