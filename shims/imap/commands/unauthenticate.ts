import { command, SIGNED_IN } from '../command.ts';
import { CompressedStream } from '../compressed-stream.ts';
import { ok } from '../grammar/status-response.ts';

/** UNAUTHENTICATE (RFC 8437): as before the sign-in, but for TLS and ID. Nothing is expunged. */
export const unauthenticate = command({
  states: SIGNED_IN,
  updates: 'none',
  parse: () => undefined,
  run({ session, connection }) {
    session.signOut();
    connection.signInAnew();
    if (session.isCompressed) {
      session.isCompressed = false;
      connection.changeStream((stream) => (stream instanceof CompressedStream ? stream.release() : stream));
    }
    return ok('Signed out');
  },
});
