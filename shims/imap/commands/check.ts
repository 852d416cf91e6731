import { command, SELECTED } from '../command.ts';
import { ok } from '../grammar/status-response.ts';

/** CHECK (RFC 3501 §6.4.1): everything acknowledged is durable already. */
export const check = command({
  states: SELECTED,
  parse: () => undefined,
  run: () => ok('CHECK completed'),
});
