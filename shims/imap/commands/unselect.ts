import { command, SELECTED } from '../command.ts';
import { ok } from '../grammar/status-response.ts';

/** UNSELECT (RFC 9051 §6.4.2): CLOSE that removes nothing. */
export const unselect = command({
  states: SELECTED,
  updates: 'none',
  parse: () => undefined,
  run({ session }) {
    session.unselect();
    return ok('UNSELECT completed');
  },
});
