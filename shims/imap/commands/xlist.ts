import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { withLevels } from '../mailboxes/namespaces.ts';
import { matcher } from '../mailboxes/pattern.ts';
import { xlistName } from '../mailboxes/special-use.ts';

/** XLIST: LIST with special uses, as clients before RFC 6154 ask for them. */
export const xlist = command({
  states: SIGNED_IN,
  parse: (parser) => ({ reference: parser.sp().mailbox(), pattern: parser.sp().listMailbox() }),
  async run({ session, writer }, { reference, pattern }) {
    const matches = matcher(reference, pattern);
    for (const { path, hasChildren, mailbox } of withLevels(await session.user.legacy.mailboxes('all'))) {
      if (!matches(path) || (!mailbox && pattern.includes('*'))) continue;
      const attributes = [hasChildren ? '\\HasChildren' : '\\HasNoChildren', mailbox ? xlistName(mailbox.role) : '\\Noselect'].filter(Boolean);
      writer.text(`* XLIST (${attributes.join(' ')}) "/" `).mailbox(path).text('\r\n');
    }
    return ok('XLIST completed');
  },
});
