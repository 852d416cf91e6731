import { command } from '../command.ts';
import type { Connection } from '../connection.ts';
import { authenticateArguments } from '../grammar/parse-session.ts';
import { bad, code, no, Refusal } from '../grammar/status-response.ts';
import { mustBePrivate, signedIn } from './login.ts';

interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** AUTHENTICATE PLAIN (RFC 4616) and LOGIN, with initial response (RFC 4959). */
export const authenticate = command({
  states: ['not authenticated'],
  parse: (parser) => authenticateArguments(parser),
  async run({ session, connection }, { mechanism, initialResponse }) {
    const read = mechanism === 'PLAIN' ? plain : mechanism === 'LOGIN' ? loginMechanism : undefined;
    if (!read) return no('There is no such mechanism; PLAIN and LOGIN are offered', code('CANNOT'));
    mustBePrivate(session);
    const { user, password } = await read(connection, initialResponse);
    await session.signIn(user, password);
    return signedIn(session);
  },
});

/** `authzid NUL authcid NUL password` */
async function plain(connection: Connection, initialResponse: Buffer | undefined): Promise<Credentials> {
  const response = initialResponse ?? (await connection.challenge(''));
  const [authorise, user, password, ...further] = response.toString('utf8').split('\0');
  if (!user || password === undefined || further.length > 0) throw new Refusal(bad('Expected an identity, a user name and a password, with NUL between them'));
  if (authorise && authorise !== user) throw new Refusal(no('Nobody may sign in for somebody else', code('AUTHORIZATIONFAILED')));
  return { user, password };
}

/** draft-murchison-sasl-login, which Outlook speaks: name and password, each asked for. */
async function loginMechanism(connection: Connection, initialResponse: Buffer | undefined): Promise<Credentials> {
  const user = initialResponse ?? (await connection.challenge('Username:'));
  const password = await connection.challenge('Password:');
  return { user: user.toString('utf8'), password: password.toString('utf8') };
}
