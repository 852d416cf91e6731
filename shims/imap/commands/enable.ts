import { command, SIGNED_IN } from '../command.ts';
import { enableArguments } from '../grammar/parse-session.ts';
import { ok } from '../grammar/status-response.ts';

/** What can be switched on. */
const ENABLABLE: ReadonlySet<string> = new Set(['CONDSTORE']);

/** ENABLE (RFC 5161 §3.1): unknown names are passed over in silence; the answer lists what this command has newly switched on. */
export const enable = command({
  states: SIGNED_IN,
  parse: (parser) => enableArguments(parser),
  run({ session, writer }, names) {
    const fresh = new Set(names.filter((name) => ENABLABLE.has(name) && !session.enabled.has(name)));
    for (const name of fresh) session.enabled.add(name);
    writer.untagged(['ENABLED', ...fresh].join(' '));
    // From here on the client keeps track of it (RFC 7162 §3.1.2).
    if (fresh.has('CONDSTORE') && session.selected) writer.untagged(`OK [HIGHESTMODSEQ ${session.selected.view.highestModseq}] Highest mod-sequence`);
    return ok('ENABLE completed');
  },
});
