import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { identifier, rightsChange } from '../mailboxes/rights.ts';

/** SETACL (RFC 4314 §3.1): the same grant as JMAP's `shareWith`. */
export const setacl = command({
  states: SIGNED_IN,
  parse: (parser) => ({ name: parser.sp().mailbox(), who: identifier(parser.sp()), change: rightsChange(parser.sp()) }),
  async run({ session }, { name, who, change }) {
    const { id } = await findMailbox(session.user, name);
    await session.user.legacy.setAcl(id, who, change);
    return ok('SETACL completed');
  },
});

/** DELETEACL (RFC 4314 §3.2). */
export const deleteacl = command({
  states: SIGNED_IN,
  parse: (parser) => ({ name: parser.sp().mailbox(), who: identifier(parser.sp()) }),
  async run({ session }, { name, who }) {
    const { id } = await findMailbox(session.user, name);
    await session.user.legacy.setAcl(id, who, { op: 'set', rights: '' });
    return ok('DELETEACL completed');
  },
});
