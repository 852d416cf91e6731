import type { components } from '../../openapi/index.ts';
import { type CredentialRow, credentialsOf, deleteCredential, insertCredential } from '../../db/repositories/credentials.ts';
import { CoreError } from '../client/errors.ts';
import { needId, toId } from '../ids.ts';
import { type Page, pageOf, type PageOptions } from '../people/page.ts';
import { actorOf } from './actor.ts';
import { audit } from './audit.ts';
import type { Context, Scope } from './context.ts';
import { allScopes, checkedWish, parseScopes } from './new-credential.ts';
import { lookupHash, newSecret } from './secrets.ts';

export type Token = components['schemas']['Token'];
export type TokenCreated = components['schemas']['TokenCreated'];

/** So that a token that leaked into a file or a log is recognised as what it is. */
const tokenPrefix = 'mst_';
const mostTokens = 200;

export { parseScopes } from './new-credential.ts';

/**
 * Makes a bearer token. Its secret is in this answer and nowhere else.
 * @throws CoreError notPermitted where the sign-in itself may not do what the token is to do, invalidProperties, requestTooLarge
 */
export async function createToken(
  ctx: Context, input: { name: string; scopes: readonly Scope[]; expiresAt?: string | null | undefined },
): Promise<TokenCreated> {
  const { core, principal } = ctx;
  const now = core.clock.now();
  const { label, scopes, expiresAt } = checkedWish(ctx, { ...input, label: input.name }, { what: 'A token', labelProperty: 'name' });
  const secret = tokenPrefix + newSecret();
  const row = await core.db.write([principal.id], async (tx) => {
    if ((await credentialsOf(tx, principal.id, 'token', 0, mostTokens)).length >= mostTokens) {
      throw new CoreError('requestTooLarge', `You have ${mostTokens} tokens; delete those that you do not use.`);
    }
    const token: CredentialRow = {
      id: tx.account(principal.id).newId(), principal_id: principal.id, kind: 'token', label, secret: '', lookup: lookupHash(secret), scopes,
      created_at: now, expires_at: expiresAt, last_used_at: null,
    };
    await insertCredential(tx, token);
    await audit(tx, principal.id, now, actorOf(ctx), { action: 'tokenCreate', subject: principal.address, detail: `${label}: ${token.scopes}` });
    return token;
  });
  const { lastUsedAt, ...view } = tokenView(row);
  return { ...view, token: secret };
}

/** One's tokens, without their secrets. */
export async function listTokens(ctx: Context, options: PageOptions = {}): Promise<Page<Token>> {
  return ctx.core.db.read((read) =>
    pageOf(options, (after, limit) => credentialsOf(read, ctx.principal.id, 'token', Number(after ?? 0) || 0, limit), (row) => String(row.id), tokenView),
  );
}

/** Ends a token at once. @throws CoreError notFound */
export async function deleteToken(ctx: Context, tokenId: string): Promise<void> {
  const { core, principal } = ctx;
  const id = needId('token', tokenId);
  await core.db.write([principal.id], async (tx) => {
    if (!(await deleteCredential(tx, principal.id, id, 'token'))) throw new CoreError('notFound', `You have no token ${tokenId}.`);
    await audit(tx, principal.id, core.clock.now(), actorOf(ctx), { action: 'tokenDelete', subject: principal.address });
    // What the token has open ends with it (design §11).
    tx.afterCommit(() => core.bus.publish({ kind: 'revoked', principalId: principal.id, reason: 'The token was deleted', credentialId: id }));
  });
}

function tokenView(row: CredentialRow): Token {
  const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    id: toId('token', row.id),
    name: row.label ?? '',
    scopes: [...(parseScopes(row.scopes) ?? allScopes)],
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: instant(row.expires_at),
    lastUsedAt: instant(row.last_used_at),
  };
}

