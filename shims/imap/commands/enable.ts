import { command, SIGNED_IN } from '../command.ts';
import { enableArguments } from '../grammar/parse-session.ts';
import { ok } from '../grammar/status-response.ts';
import { ENABLABLE } from '../capabilities.ts';

/** ENABLE (RFC 5161 §3.1): unknown names are passed over in silence; the answer lists what this command has newly switched on. */
export const enable = command({
  states: SIGNED_IN,
  parse: (parser) => enableArguments(parser),
  run({ session, writer }, names) {
    const fresh = new Set(names.filter((name) => ENABLABLE.has(name) && !session.enabled.has(name) && !session.isOff(name)));
    // QRESYNC is CONDSTORE and more (RFC 7162 §3.2.3).
    const isCondstore = fresh.has('CONDSTORE') || fresh.has('QRESYNC');
    for (const name of fresh) if (name !== 'CONDSTORE') session.enabled.add(name);
    // Names of mailboxes and quoted strings are UTF-8 from here on (RFC 9051 §5.1, Appendix A.1; RFC 9755 §3).
    if (fresh.has('IMAP4REV2') || fresh.has('UTF8=ACCEPT')) writer.utf8 = true;
    writer.untagged(['ENABLED', ...[...fresh].map((name) => ENABLABLE.get(name))].join(' '));
    if (isCondstore) session.enableCondstore();
    return ok('ENABLE completed');
  },
});
