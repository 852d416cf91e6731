import { ANY_STATE, command } from '../command.ts';
import { ok } from '../grammar/status-response.ts';

/** NOOP (RFC 9051 §6.1.2): changes of the mailbox are told before its answer. */
export const noop = command({
  states: ANY_STATE,
  parse: () => undefined,
  run: () => ok('NOOP completed'),
});
