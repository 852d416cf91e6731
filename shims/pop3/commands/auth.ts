import { err, linesBody, nonsense, ok, type Answer } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';

/** AUTH (RFC 5034) with PLAIN (RFC 4616) and LOGIN. Without an argument it lists the mechanisms, as Outlook asks for. */
export const auth: Command = {
  states: ['authorization'],
  async run(context) {
    const { session, argument } = context;
    const [name = '', initial, ...rest] = argument.split(' ');
    if (rest.length > 0) return nonsense('AUTH takes a mechanism and at most one initial response');
    if (!session.maySignIn) return err('Sign in over TLS only');
    switch (name.toUpperCase()) {
      case '':
        return ok('Mechanisms follow', linesBody(['PLAIN', 'LOGIN']));
      case 'PLAIN':
        return plain(context, initial);
      case 'LOGIN':
        return login(context, initial);
      default:
        return err('This mechanism is not offered');
    }
  },
};

const CANCELLED = err('Cancelled');
const NOT_BASE64 = nonsense('Not base64');

async function plain({ session, challenge }: CommandContext, initial: string | undefined): Promise<Answer> {
  const response = initial ?? (await challenge(''));
  if (response === undefined) return CANCELLED;
  const [authorization, authentication, password, ...rest] = decode(response)?.split('\0') ?? [];
  if (authorization === undefined) return NOT_BASE64;
  if (authentication === undefined || password === undefined || rest.length > 0) return nonsense('PLAIN needs three fields');
  if (authorization !== '' && authorization.toLowerCase() !== authentication.toLowerCase()) return err('Signing in as somebody else is not possible', 'AUTH');
  return session.signIn(authentication, password);
}

async function login({ session, challenge }: CommandContext, initial: string | undefined): Promise<Answer> {
  const name = initial ?? (await challenge(base64('Username:')));
  if (name === undefined) return CANCELLED;
  const password = await challenge(base64('Password:'));
  if (password === undefined) return CANCELLED;
  const [user, secret] = [decode(name), decode(password)];
  if (user === undefined || secret === undefined) return NOT_BASE64;
  return session.signIn(user, secret);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** "=" stands for an empty response (RFC 5034 §4). */
function decode(text: string): string | undefined {
  if (text === '=') return '';
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : undefined;
}
