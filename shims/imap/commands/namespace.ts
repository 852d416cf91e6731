import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';

/** NAMESPACE (RFC 2342): one's own mailboxes. */
export const namespace = command({
  states: SIGNED_IN,
  parse: () => undefined,
  run({ writer }) {
    writer.untagged('NAMESPACE (("" "/")) NIL NIL');
    return ok('NAMESPACE completed');
  },
});
