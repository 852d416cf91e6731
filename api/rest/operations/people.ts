import { actorOf } from '../../access/index.ts';
import { createAccount, getAccount, listAccounts, updateAccount } from '../../people/accounts.ts';
import { createAlias, deleteAlias, getAlias, listAliases, setAliasTargets } from '../../people/aliases.ts';
import { deleteAccount } from '../../people/delete-account.ts';
import { createDomain, deleteDomain, getDomain, listDomains, setDomainCatchAll } from '../../people/domains.ts';
import type { RestHandlers } from '../call.ts';

/** Accounts, domains and aliases, for administrators. */
export const peopleOperations: RestHandlers<
  | 'listAccounts' | 'createAccount' | 'getAccount' | 'updateAccount' | 'deleteAccount'
  | 'listDomains' | 'createDomain' | 'getDomain' | 'updateDomain' | 'deleteDomain'
  | 'listAliases' | 'createAlias' | 'getAlias' | 'updateAlias' | 'deleteAlias'
> = {
  listAccounts: ({ ctx, query }) => listAccounts(ctx.core, query),
  createAccount: ({ ctx, body }) => createAccount(ctx.core, body, actorOf(ctx)),
  getAccount: ({ ctx, path }) => getAccount(ctx.core, path.accountId),
  updateAccount: ({ ctx, path, body }) => updateAccount(ctx.core, path.accountId, body, actorOf(ctx)),
  deleteAccount: async ({ ctx, path }) => {
    await deleteAccount(ctx.core, path.accountId, actorOf(ctx));
    return undefined;
  },
  listDomains: ({ ctx, query }) => listDomains(ctx.core, query),
  createDomain: ({ ctx, body }) => createDomain(ctx.core, body, actorOf(ctx)),
  getDomain: ({ ctx, path }) => getDomain(ctx.core, path.domain),
  updateDomain: ({ ctx, path, body }) => setDomainCatchAll(ctx.core, path.domain, body.catchAll, actorOf(ctx)),
  deleteDomain: async ({ ctx, path }) => {
    await deleteDomain(ctx.core, path.domain, actorOf(ctx));
    return undefined;
  },
  listAliases: ({ ctx, query }) => listAliases(ctx.core, query),
  createAlias: ({ ctx, body }) => createAlias(ctx.core, body, actorOf(ctx)),
  getAlias: ({ ctx, path }) => getAlias(ctx.core, path.address),
  updateAlias: ({ ctx, path, body }) => setAliasTargets(ctx.core, path.address, body.targets, actorOf(ctx)),
  deleteAlias: async ({ ctx, path }) => {
    await deleteAlias(ctx.core, path.address, actorOf(ctx));
    return undefined;
  },
};
