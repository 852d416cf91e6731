import { randomBytes } from 'node:crypto';
import type { components } from '../../openapi/index.ts';
import { type CredentialRow, credentialsOf, deleteCredential, insertCredential } from '../../db/repositories/credentials.ts';
import { CoreError } from '../client/errors.ts';
import { needId, toId } from '../ids.ts';
import { type Page, pageOf, type PageOptions } from '../people/page.ts';
import { actorOf } from './actor.ts';
import { audit } from './audit.ts';
import type { Context, Scope } from './context.ts';
import { allScopes, checkedWish, parseScopes } from './new-credential.ts';
import { lookupHash } from './secrets.ts';

export type AppPassword = components['schemas']['AppPassword'];
export type AppPasswordCreated = components['schemas']['AppPasswordCreated'];

/** Each sign-in looks at all of a person's, so there are not too many. */
const mostAppPasswords = 100;
/** Letters and digits that nobody takes for each other, 32 of them: five bits each. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const groups = 5;
const groupLetters = 4;

/** 100 random bits that can be typed on a telephone: `k7dm-x2pa-…`. */
function newAppPassword(): string {
  const bytes = randomBytes(groups * groupLetters);
  const all = Array.from(bytes, (byte) => letters[byte % letters.length]).join('');
  return all.replace(new RegExp(`(.{${groupLetters}})(?=.)`, 'g'), '$1-');
}

/** As it is compared: people leave out hyphens, add blanks, and telephones begin with a capital. */
const typed = (password: string): string => password.replace(/[\s-]/g, '').toLowerCase();

/**
 * The app password that this is, among a person's credentials that count now. Its bits are random, so that one look suffices: no slow hash, no waiting behind
 * the failures of others, and nothing to be kept in a cache that a revocation would have to clear.
 */
export function matchingAppPassword(credentials: readonly CredentialRow[], password: string): CredentialRow | undefined {
  const own = credentials.filter((credential) => credential.kind === 'app');
  if (own.length === 0) return undefined;
  const lookups = [lookupHash(password), lookupHash(typed(password))];
  return own.find((credential) => credential.lookup !== null && lookups.includes(credential.lookup));
}

/**
 * Makes a password for one program. Its secret is in this answer and nowhere else.
 * @throws CoreError notPermitted where the sign-in itself may not do what the app password is to do, invalidProperties, requestTooLarge
 */
export async function createAppPassword(
  ctx: Context, input: { label: string; scopes?: readonly Scope[] | undefined; expiresAt?: string | null | undefined },
): Promise<AppPasswordCreated> {
  const { core, principal } = ctx;
  const now = core.clock.now();
  const { label, scopes, expiresAt } = checkedWish(ctx, { ...input, scopes: input.scopes ?? ['mail'] }, { what: 'An app password', labelProperty: 'label' });
  const password = newAppPassword();
  const row = await core.db.write([principal.id], async (tx) => {
    if ((await credentialsOf(tx, principal.id, 'app', 0, mostAppPasswords)).length >= mostAppPasswords) {
      throw new CoreError('requestTooLarge', `You have ${mostAppPasswords} app passwords; delete those that you do not use.`);
    }
    const made: CredentialRow = {
      id: tx.account(principal.id).newId(), principal_id: principal.id, kind: 'app', label, secret: '', lookup: lookupHash(typed(password)), scopes, created_at: now,
      expires_at: expiresAt, last_used_at: null,
    };
    await insertCredential(tx, made);
    await audit(tx, principal.id, now, actorOf(ctx), { action: 'appPasswordCreate', subject: principal.address, detail: `${label}: ${scopes}` });
    return made;
  });
  const { lastUsedAt, ...view } = appPasswordView(row);
  return { ...view, password };
}

/** One's app passwords, without their secrets. */
export async function listAppPasswords(ctx: Context, options: PageOptions = {}): Promise<Page<AppPassword>> {
  return ctx.core.db.read((read) =>
    pageOf(options, (after, limit) => credentialsOf(read, ctx.principal.id, 'app', Number(after ?? 0) || 0, limit), (row) => String(row.id), appPasswordView),
  );
}

/** Ends an app password at once, with what it has open. @throws CoreError notFound */
export async function deleteAppPassword(ctx: Context, appPasswordId: string): Promise<void> {
  const { core, principal } = ctx;
  const id = needId('appPassword', appPasswordId);
  await core.db.write([principal.id], async (tx) => {
    if (!(await deleteCredential(tx, principal.id, id, 'app'))) throw new CoreError('notFound', `You have no app password ${appPasswordId}.`);
    await audit(tx, principal.id, core.clock.now(), actorOf(ctx), { action: 'appPasswordDelete', subject: principal.address });
    tx.afterCommit(() => core.bus.publish({ kind: 'revoked', principalId: principal.id, reason: 'The app password was deleted', credentialId: id }));
  });
}

function appPasswordView(row: CredentialRow): AppPassword {
  const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    id: toId('appPassword', row.id),
    label: row.label ?? '',
    scopes: [...(parseScopes(row.scopes) ?? allScopes)],
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: instant(row.expires_at),
    lastUsedAt: instant(row.last_used_at),
  };
}
