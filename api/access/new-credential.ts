import { CoreError } from '../client/errors.ts';
import { type Context, hasScope, type Scope } from './context.ts';

/** In the order in which they are stored and shown. */
export const allScopes: readonly Scope[] = ['mail', 'mail:read', 'account', 'admin'];

/** The scopes of a stored credential; null is everything. */
export function parseScopes(stored: string | null): ReadonlySet<Scope> | null {
  if (stored === null) return null;
  const words = new Set(stored.split(' '));
  return new Set(allScopes.filter((scope) => words.has(scope)));
}

export interface CredentialWish {
  readonly label: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: string | null | undefined;
}

/** How a refusal calls things. */
interface Words {
  /** `A token`, `An app password`. */
  readonly what: string;
  readonly labelProperty: string;
}

/**
 * What a token or an app password is to be, checked: it opens no more than what it is made with.
 * @throws CoreError notPermitted, invalidProperties
 */
export function checkedWish(ctx: Context, wish: CredentialWish, { what, labelProperty }: Words): { label: string; scopes: string; expiresAt: number | null } {
  const asked = allScopes.filter((scope) => wish.scopes.includes(scope));
  const label = wish.label.normalize('NFC').trim();
  const own = what.replace(/^An? /, '');
  if (asked.length === 0) throw new CoreError('invalidProperties', `${what} needs at least one scope of ${allScopes.join(', ')}.`, { properties: ['scopes'] });
  if (label === '' || label.length > 255 || /\p{Cc}/u.test(label)) {
    throw new CoreError('invalidProperties', `${what} needs a ${labelProperty} of 1 to 255 characters, without line breaks.`, { properties: [labelProperty] });
  }
  // The console opens everything.
  const excess = ctx.actingFor === undefined ? asked.filter((scope) => !hasScope(ctx, scope)) : [];
  if (excess.length > 0) throw new CoreError('notPermitted', `This sign-in cannot give the scope ${excess.join(', ')}: it does not have it.`);
  if (asked.includes('admin') && !ctx.principal.administrator) throw new CoreError('notPermitted', 'The scope admin is for administrators.');
  const expiresAt = wish.expiresAt === undefined || wish.expiresAt === null ? null : Date.parse(wish.expiresAt);
  if (expiresAt !== null && !(expiresAt > ctx.core.clock.now())) {
    throw new CoreError('invalidProperties', `The end of the ${own} must lie in the future.`, { properties: ['expiresAt'] });
  }
  return { label, scopes: asked.join(' '), expiresAt };
}
