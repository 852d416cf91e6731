import { command } from '../command.ts';
import { code, no, ok, Refusal, type StatusResponse } from '../grammar/status-response.ts';
import type { ImapSession } from '../imap-session.ts';

/** LOGIN (RFC 9051 §6.2.3). */
export const login = command({
  states: ['not authenticated'],
  parse: (parser) => ({ user: parser.sp().astring('a user name'), password: parser.sp().astring('a password') }),
  async run({ session }, { user, password }) {
    mustBePrivate(session);
    await session.signIn(user, password);
    return signedIn(session);
  },
});

/** Passwords never travel in clear text over a network. @throws Refusal (NO [PRIVACYREQUIRED]) */
export function mustBePrivate(session: ImapSession): void {
  if (!session.maySignIn) throw new Refusal(no('Use STARTTLS before signing in', code('PRIVACYREQUIRED')));
}

/** The capabilities come with the answer, so that nobody asks (RFC 9051 §6.2.2). */
export function signedIn(session: ImapSession): StatusResponse {
  return ok('Signed in', code('CAPABILITY', ...session.capabilities()));
}
