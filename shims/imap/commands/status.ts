import { command, SIGNED_IN } from '../command.ts';
import { statusItems } from '../grammar/parse-list.ts';
import { ok } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { writeStatus } from '../mailboxes/status-data.ts';

/** STATUS (RFC 9051 §6.3.11; SIZE: RFC 8438; HIGHESTMODSEQ, which switches CONDSTORE on: RFC 7162 §3.1). */
export const status = command({
  states: SIGNED_IN,
  parse: (parser) => ({ name: parser.sp().mailbox(), items: statusItems(parser.sp()) }),
  async run({ session, writer }, { name, items }) {
    if (items.includes('HIGHESTMODSEQ')) session.enableCondstore();
    await writeStatus(writer, session, await findMailbox(session.user, name), items);
    return ok('STATUS completed');
  },
});
