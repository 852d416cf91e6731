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
    const hadCondstore = session.hasCondstore;
    for (const name of fresh) session.enabled.add(name);
    // QRESYNC is CONDSTORE and more (RFC 7162 §3.2.3).
    if (fresh.has('QRESYNC')) session.enabled.add('CONDSTORE');
    // Names of mailboxes and quoted strings are UTF-8 from here on (RFC 9051 §5.1, Appendix A.1; RFC 9755 §3).
    if (fresh.has('IMAP4REV2') || fresh.has('UTF8=ACCEPT')) writer.utf8 = true;
    writer.untagged(['ENABLED', ...[...fresh].map((name) => ENABLABLE.get(name))].join(' '));
    // From here on the client keeps track of it (RFC 7162 §3.1.2).
    if (session.hasCondstore && !hadCondstore && session.selected) writer.untagged(`OK [HIGHESTMODSEQ ${session.selected.view.highestModseq}] Highest mod-sequence`);
    return ok('ENABLE completed');
  },
});
