import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { matcher } from '../mailboxes/pattern.ts';
import { xlistName } from '../mailboxes/special-use.ts';

/** XLIST: LIST with special uses, as clients before RFC 6154 ask for them. */
export const xlist = command({
  states: SIGNED_IN,
  parse: (parser) => ({ reference: parser.sp().mailbox(), pattern: parser.sp().listMailbox() }),
  async run({ session, writer }, { reference, pattern }) {
    const matches = matcher(reference, pattern);
    for (const { path, role, hasChildren } of await session.user.legacy.mailboxes()) {
      if (!matches(path)) continue;
      const attributes = [hasChildren ? '\\HasChildren' : '\\HasNoChildren', xlistName(role)].filter(Boolean);
      writer.text(`* XLIST (${attributes.join(' ')}) "/" `).mailbox(path).text('\r\n');
    }
    return ok('XLIST completed');
  },
});
