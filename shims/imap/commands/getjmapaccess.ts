import { command, SIGNED_IN } from '../command.ts';
import { bad, ok } from '../grammar/status-response.ts';
import { formatQuoted } from '../grammar/strings.ts';

/** GETJMAPACCESS (RFC 9698): where the same mail, by the same ids, is to be had with the same password over JMAP. */
export const getjmapaccess = command({
  states: SIGNED_IN,
  parse: () => undefined,
  run({ session, writer }) {
    const url = session.host.jmapSessionUrl();
    if (url === undefined) return bad('No JMAP server is known here');
    writer.untagged(`JMAPACCESS ${formatQuoted(url)}`);
    return ok('GETJMAPACCESS completed');
  },
});
