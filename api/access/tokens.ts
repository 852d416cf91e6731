import type { components } from '../../openapi/index.ts';
import { type CredentialRow, deleteCredential, insertCredential, tokensOf } from '../../db/repositories/credentials.ts';
import { CoreError } from '../client/errors.ts';
import { needId, toId } from '../ids.ts';
import { type Page, pageOf, type PageOptions } from '../people/page.ts';
import { actorOf } from './actor.ts';
import { audit } from './audit.ts';
import { type Context, hasScope, type Scope } from './context.ts';
import { lookupHash, newSecret } from './secrets.ts';

export type Token = components['schemas']['Token'];
export type TokenCreated = components['schemas']['TokenCreated'];

/** So that a token that leaked into a file or a log is recognised as what it is. */
const tokenPrefix = 'mst_';
const mostTokens = 200;
const scopes: readonly Scope[] = ['mail', 'mail:read', 'account', 'admin'];

/** The scopes of a stored credential; null is everything. */
export function parseScopes(stored: string | null): ReadonlySet<Scope> | null {
  if (stored === null) return null;
  const words = new Set(stored.split(' '));
  return new Set(scopes.filter((scope) => words.has(scope)));
}

/**
 * Makes a bearer token. Its secret is in this answer and nowhere else.
 * @throws CoreError notPermitted where the sign-in itself may not do what the token is to do, invalidProperties, requestTooLarge
 */
export async function createToken(
  ctx: Context, input: { name: string; scopes: readonly Scope[]; expiresAt?: string | null | undefined },
): Promise<TokenCreated> {
  const { core, principal } = ctx;
  const now = core.clock.now();
  const asked = scopes.filter((scope) => input.scopes.includes(scope));
  const name = input.name.normalize('NFC').trim();
  if (asked.length === 0) throw new CoreError('invalidProperties', `A token needs at least one scope of ${scopes.join(', ')}.`, { properties: ['scopes'] });
  if (name === '' || name.length > 255) throw new CoreError('invalidProperties', 'A token needs a name of 1 to 255 characters.', { properties: ['name'] });
  // A token must not open more than what it is made with; the console opens everything.
  const excess = ctx.actingFor === undefined ? asked.filter((scope) => !hasScope(ctx, scope)) : [];
  if (excess.length > 0) throw new CoreError('notPermitted', `This sign-in cannot give the scope ${excess.join(', ')}: it does not have it.`);
  if (asked.includes('admin') && !principal.administrator) throw new CoreError('notPermitted', 'The scope admin is for administrators.');
  const expiresAt = input.expiresAt === undefined || input.expiresAt === null ? null : Date.parse(input.expiresAt);
  if (expiresAt !== null && !(expiresAt > now)) throw new CoreError('invalidProperties', 'The end of a token lies in the future.', { properties: ['expiresAt'] });
  const secret = tokenPrefix + newSecret();
  const row = await core.db.write([principal.id], async (tx) => {
    if ((await tokensOf(tx, principal.id, 0, mostTokens)).length >= mostTokens) {
      throw new CoreError('requestTooLarge', `You have ${mostTokens} tokens; delete those that you do not use.`);
    }
    const token: CredentialRow = {
      id: tx.account(principal.id).newId(), principal_id: principal.id, kind: 'token', label: name, secret: '', lookup: lookupHash(secret), scopes: asked.join(' '),
      created_at: now, expires_at: expiresAt, last_used_at: null,
    };
    await insertCredential(tx, token);
    await audit(tx, principal.id, now, actorOf(ctx), { action: 'tokenCreate', subject: principal.address, detail: `${name}: ${token.scopes}` });
    return token;
  });
  const { lastUsedAt, ...view } = tokenView(row);
  return { ...view, token: secret };
}

/** One's tokens, without their secrets. */
export async function listTokens(ctx: Context, options: PageOptions = {}): Promise<Page<Token>> {
  return ctx.core.db.read((read) =>
    pageOf(options, (after, limit) => tokensOf(read, ctx.principal.id, Number(after ?? 0) || 0, limit), (row) => String(row.id), tokenView),
  );
}

/** Ends a token at once. @throws CoreError notFound */
export async function deleteToken(ctx: Context, tokenId: string): Promise<void> {
  const { core, principal } = ctx;
  const id = needId('token', tokenId);
  await core.db.write([principal.id], async (tx) => {
    if (!(await deleteCredential(tx, principal.id, id, 'token'))) throw new CoreError('notFound', `You have no token ${tokenId}.`);
    await audit(tx, principal.id, core.clock.now(), actorOf(ctx), { action: 'tokenDelete', subject: principal.address });
    // Streams that the token opened end with it; which they are nobody knows, so all of the person's connect again.
    tx.afterCommit(() => core.bus.publish({ kind: 'revoked', principalId: principal.id, reason: 'a token was deleted' }));
  });
}

function tokenView(row: CredentialRow): Token {
  const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    id: toId('token', row.id),
    name: row.label ?? '',
    scopes: [...(parseScopes(row.scopes) ?? scopes)],
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: instant(row.expires_at),
    lastUsedAt: instant(row.last_used_at),
  };
}

