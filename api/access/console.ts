import { SYSTEM_ACCOUNT } from '../../db/index.ts';
import { findAccount } from '../people/accounts.ts';
import type { Caller, Language } from '../client/index.ts';
import type { Core } from '../core.ts';
import type { Context } from './context.ts';

/**
 * Whoever may open the data folder's socket is administrator (contract, Commands); the audit trail calls them `console`. They administer, and read nobody's
 * mail.
 * @param person an account whose own settings (tokens) are to be changed in its owner's place
 * @throws CoreError accountNotFound
 */
export async function consoleContext(core: Core, caller: Caller, person?: string): Promise<Context> {
  if (person === undefined) {
    const principal = { id: SYSTEM_ACCOUNT, address: 'console', name: 'Console', language: core.settings.language, administrator: true };
    return { core, principal, caller, scopes: new Set(['admin']), sessionId: null, actingFor: 'console' };
  }
  const row = await core.db.read((read) => findAccount(read, person));
  const principal = {
    id: row.id, address: row.address ?? '', name: row.name, language: row.language as Language, administrator: row.administrator === 1,
  };
  return { core, principal, caller, scopes: new Set(['account']), sessionId: null, actingFor: 'console' };
}
