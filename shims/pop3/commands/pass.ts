import { err, nonsense } from '../answer.ts';
import type { Command } from '../command.ts';

/** PASS (RFC 1939 §7): all behind the first space is the password, spaces included. */
export const pass: Command = {
  states: ['authorization'],
  run({ session, argument }) {
    const name = session.user;
    session.user = undefined;
    if (!session.maySignIn) return err('Sign in over TLS only');
    if (name === undefined) return nonsense('Send USER first');
    return session.signIn(name, argument);
  },
};
