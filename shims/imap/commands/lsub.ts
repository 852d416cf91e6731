import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { matcher, parentsOf } from '../mailboxes/pattern.ts';

/** LSUB (RFC 3501 §6.3.9): subscribed names; with "%" also the names above them, not selectable there. */
export const lsub = command({
  states: SIGNED_IN,
  parse: (parser) => ({ reference: parser.sp().mailbox(), pattern: parser.sp().listMailbox() }),
  async run({ session, writer }, { reference, pattern }) {
    if (pattern === '') {
      writer.untagged('LSUB (\\Noselect) "/" ""');
      return ok('LSUB completed');
    }
    const matches = matcher(reference, pattern);
    const subscribed = (await session.user.legacy.mailboxes('all')).filter((mailbox) => mailbox.subscribed).map((mailbox) => mailbox.path);
    const shown = new Map<string, string>(subscribed.filter(matches).map((path) => [path, '']));
    if (pattern.includes('%')) {
      for (const path of subscribed) {
        if (shown.has(path)) continue;
        for (const parent of parentsOf(path)) if (!shown.has(parent) && matches(parent)) shown.set(parent, '\\Noselect');
      }
    }
    for (const [path, attribute] of shown) writer.text(`* LSUB (${attribute}) "/" `).mailbox(path).text('\r\n');
    return ok('LSUB completed');
  },
});
