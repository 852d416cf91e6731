import { ANY_STATE, command } from '../command.ts';
import { ok } from '../grammar/status-response.ts';

/** CAPABILITY (RFC 9051 §6.1.1). */
export const capability = command({
  states: ANY_STATE,
  parse: () => undefined,
  run({ session, writer }) {
    writer.untagged(`CAPABILITY ${session.capabilities().join(' ')}`);
    return ok('CAPABILITY completed');
  },
});
