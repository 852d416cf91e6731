import { ANY_STATE, command } from '../command.ts';
import { bye, ok } from '../grammar/status-response.ts';

/** LOGOUT (RFC 9051 §6.1.3). */
export const logout = command({
  states: ANY_STATE,
  updates: 'none',
  parse: () => undefined,
  run({ session, writer }) {
    writer.status(undefined, bye('Until next time'));
    session.state = 'logout';
    return ok('LOGOUT completed');
  },
});
