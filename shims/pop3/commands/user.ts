import { err, nonsense, ok } from '../answer.ts';
import type { Command } from '../command.ts';

/** USER (RFC 1939 §7). Whether there is such a person is not told. */
export const user: Command = {
  states: ['authorization'],
  run({ session, argument }) {
    const name = argument.trim();
    if (name === '') return nonsense('USER needs a name');
    if (!session.maySignIn) return err('Sign in over TLS only');
    session.user = name;
    return ok('Send the password');
  },
};
