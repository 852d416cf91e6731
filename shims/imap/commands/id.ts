import { ANY_STATE, command } from '../command.ts';
import { idParameters } from '../grammar/parse-session.ts';
import { ok } from '../grammar/status-response.ts';

/** ID (RFC 2971). Says the product only: versions help attackers more than clients. */
export const id = command({
  states: ANY_STATE,
  parse: (parser) => idParameters(parser.sp()),
  run({ session, writer }, fields) {
    session.client = fields;
    writer.untagged('ID ("name" "Messagerie")');
    return ok('ID completed');
  },
});
