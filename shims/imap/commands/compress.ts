import { command, SIGNED_IN } from '../command.ts';
import { CompressedStream } from '../compressed-stream.ts';
import { bad, bye, code, no, ok } from '../grammar/status-response.ts';

/** COMPRESS DEFLATE (RFC 4978): from the line behind the answer on, in both directions; only after sign-in, and once. */
export const compress = command({
  states: SIGNED_IN,
  updates: 'none',
  parse: (parser) => parser.sp().keyword('a mechanism'),
  run({ session, connection }, mechanism) {
    if (mechanism !== 'DEFLATE') return bad('There is no such mechanism; DEFLATE is offered');
    if (session.isCompressed) return no('COMPRESS is active already', code('COMPRESSIONACTIVE'));
    session.isCompressed = true;
    connection.changeStream((stream) => new CompressedStream(stream, () => connection.goodbye(bye('What came is not in the form that COMPRESS asks for'))));
    return ok('DEFLATE active');
  },
});
