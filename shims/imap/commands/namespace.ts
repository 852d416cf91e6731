import { command, SIGNED_IN } from '../command.ts';
import { ok } from '../grammar/status-response.ts';
import { OTHER_USERS, SHARED_FOLDERS } from '../mailboxes/namespaces.ts';

/** NAMESPACE (RFC 2342): one's own mailboxes, those of other people, those of groups; whether or not there are some. */
export const namespace = command({
  states: SIGNED_IN,
  parse: () => undefined,
  run({ writer }) {
    writer.untagged(`NAMESPACE (("" "/")) (("${OTHER_USERS}/" "/")) (("${SHARED_FOLDERS}/" "/"))`);
    return ok('NAMESPACE completed');
  },
});
