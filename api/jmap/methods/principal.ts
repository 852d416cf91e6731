/** Principal/get and /changes (RFC 9670 §2.1, §2.2). Everybody who signs in sees the organisation's people and groups: they are whom one shares with. */
import type { Principal, SessionAccount } from '../../../openapi/index.ts';
import { principalsById, type DirectoryRow } from '../../../db/repositories/principals.ts';
import { type Read, sql, SYSTEM_ACCOUNT } from '../../../db/index.ts';
import { ANYONE } from '../../../db/repositories/grants.ts';
import { accountFor, type Context } from '../../access/context.ts';
import { sharedReaches } from '../../access/reach.ts';
import { fromId, toId } from '../../ids.ts';
import { directoryOf } from '../../people/directory.ts';
import { changesOf } from '../changes.ts';
import { getObjects } from '../get.ts';
import { method } from '../method.ts';
import { accountOfReach, ownAccount } from '../session.ts';
import { typeState } from '../state.ts';

const properties = ['id', 'type', 'name', 'description', 'email', 'timeZone', 'capabilities', 'accounts'] as const satisfies readonly (keyof Principal)[];

export const principalGet = method('Principal/get', async (ctx, args) => {
  accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) =>
    getObjects<Principal>(ctx, args, {
      state: await typeState(read, SYSTEM_ACCOUNT, 'Principal'),
      properties,
      all: async (limit) => (await directoryOf(ctx.core, read)).entries.slice(0, limit).map(({ id }) => toId('principal', id)),
      load: async (ids, wanted) => {
        const numbers = ids.map((id) => fromId('principal', id)).filter((id) => id !== undefined);
        const rows = await principalsById(read, numbers);
        const accounts = wanted.has('accounts') ? await accountsByPrincipal(ctx, read) : new Map<number, Record<string, SessionAccount>>();
        const found = rows.map((row) => principalObject(row, accounts.get(row.id) ?? null));
        return numbers.includes(ANYONE) && ctx.core.settings.sharing.anyone ? [...found, anyone] : found;
      },
    }));
});

/** Whoever can sign in here: grants may name it, queries do not find it. */
const anyone: Principal = {
  id: toId('principal', ANYONE), type: 'other', name: 'Everyone', description: 'Everybody who can sign in here', email: null, timeZone: null, capabilities: {}, accounts: null,
};

function principalObject(row: DirectoryRow, accounts: Record<string, SessionAccount> | null): Principal {
  return {
    id: toId('principal', row.id), type: row.type as Principal['type'] & string, name: row.name, description: row.description, email: row.address,
    timeZone: row.time_zone, capabilities: {}, accounts,
  };
}

/** Accounts that the caller may use, by whose they are: principal and account have one number. */
async function accountsByPrincipal(ctx: Context, read: Read): Promise<Map<number, Record<string, SessionAccount>>> {
  const own = ctx.principal.id;
  const accounts = new Map([[own, { [toId('account', own)]: ownAccount(ctx) }]]);
  for (const reach of await sharedReaches(ctx, read)) accounts.set(reach.account, { [toId('account', reach.account)]: await accountOfReach(ctx, read, reach) });
  return accounts;
}

export const principalChanges = method('Principal/changes', async (ctx, args) => {
  accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read((read) =>
    changesOf(ctx, read, SYSTEM_ACCOUNT, args, { type: 'Principal', idType: 'principal', table: 'principal', of: sql`type <> 'deleting' AND changed_modseq > 0` }));
});
