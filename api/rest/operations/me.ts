import type { components } from '../../../openapi/index.ts';
import { accountById } from '../../../db/repositories/accounts.ts';
import { sessionById } from '../../../db/repositories/web-sessions.ts';
import { type Context, hasScope } from '../../access/index.ts';
import { createToken, deleteToken, listTokens } from '../../access/tokens.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { addressesOf, sharedAmong } from '../../people/own-addresses.ts';
import { changeOwnSettings } from '../../people/own-settings.ts';
import type { RestHandlers } from '../call.ts';

export type SignedIn = components['schemas']['SignedIn'];

/** One's own account and tokens. */
export const meOperations: RestHandlers<'getSession' | 'getMe' | 'updateMe' | 'getOwnAddresses' | 'listTokens' | 'createToken' | 'deleteToken'> = {
  getSession: ({ ctx }) => signedIn(ctx),
  getMe: ({ ctx }) => me(ctx),
  updateMe: async ({ ctx, body, services }) => {
    // An app password or token must not lead to the password itself, by which everything is open.
    if (body.newPassword !== undefined && ctx.scopes !== null) throw new CoreError('notPermitted', 'Change the password with the password itself, not with a token.');
    await changeOwnSettings(ctx, services.access, body);
    return me(ctx);
  },
  getOwnAddresses: async ({ ctx }) => {
    const { addresses, shared } = await ctx.core.db.read(async (read) => {
      const own = await addressesOf(read, ctx.principal.id);
      return { addresses: own, shared: await sharedAmong(read, own) };
    });
    return { items: addresses.map((address, place) => ({ address, isAlias: place > 0, isShared: shared.has(address) })) };
  },
  listTokens: ({ ctx, query }) => listTokens(ctx, query),
  createToken: ({ ctx, body }) => createToken(ctx, body),
  deleteToken: async ({ ctx, path }) => {
    await deleteToken(ctx, path.tokenId);
    return undefined;
  },
};

/** Who is signed in. @param expiresAt when the session ends if it is not used; looked up if not given */
export async function signedIn(ctx: Context, expiresAt?: number): Promise<SignedIn> {
  const { core, principal, sessionId } = ctx;
  const session = expiresAt !== undefined || sessionId === null ? undefined : await core.db.read((read) => sessionById(read, sessionId));
  const ends = expiresAt ?? (session && session.last_used_at + core.limits.sessionLifetime);
  return {
    accountId: toId('account', principal.id),
    user: principal.address,
    name: principal.name,
    language: principal.language,
    administrator: principal.administrator && hasScope(ctx, 'admin'),
    expiresAt: ends === undefined ? null : new Date(ends).toISOString(),
  };
}

async function me(ctx: Context): Promise<components['schemas']['Me']> {
  const row = await ctx.core.db.read((read) => accountById(read, ctx.principal.id));
  if (!row) throw new CoreError('accountNotFound', 'The console has no account of its own; name a person.');
  return {
    accountId: toId('account', row.id),
    address: row.address ?? '',
    name: row.name,
    language: row.language as SignedIn['language'],
    administrator: row.administrator === 1,
    sentCopy: row.sent_copy === 1,
    quotaBytes: row.quota_bytes,
    quotaMessages: row.quota_messages,
    usedBytes: row.used_bytes,
    usedMessages: row.used_count,
  };
}
