/** Principal/set (RFC 9670 §2.3). People and groups are made and deleted by administrators through REST; one changes one's own name, description and time zone. */
import type { Principal } from '../../../openapi/index.ts';
import { principalById } from '../../../db/repositories/people.ts';
import { setDirectoryFields, stampPrincipal } from '../../../db/repositories/principals.ts';
import { renameDefaultIdentity } from '../../../db/repositories/accounts.ts';
import { SYSTEM_ACCOUNT } from '../../../db/index.ts';
import { accountFor, hasScope } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { needId, toId } from '../../ids.ts';
import { checkedName } from '../../people/accounts.ts';
import { method } from '../method.ts';
import { applyPatch, patchedProperties } from '../patch.ts';
import { applySet } from '../set.ts';
import { formatState, typeState } from '../state.ts';

const settable = ['name', 'description', 'timeZone'];
const longestDescription = 1000;

export const principalSet = method('Principal/set', async (ctx, args) => {
  const accountId = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.write([SYSTEM_ACCOUNT, accountId], async (tx) => {
    const system = tx.account(SYSTEM_ACCOUNT);
    const oldState = await typeState(tx, SYSTEM_ACCOUNT, 'Principal');
    const refuse = async (): Promise<never> => {
      throw new CoreError('notPermitted', 'People and groups are made and deleted by administrators, by the command or in /api/v1.');
    };
    return applySet<Principal>(ctx, args, { oldState, newState: () => (system.types.has('Principal') ? formatState(system.modseq) : oldState) }, {
      create: refuse,
      destroy: refuse,
      async update(id, patch) {
        const number = needId('principal', id);
        const row = await principalById(tx, number);
        if (!row || row.address === null) throw new CoreError('notFound', `There is no principal ${id}.`);
        if (number !== ctx.principal.id || !hasScope(ctx, 'account')) throw new CoreError('notPermitted', 'One can change only one’s own entry here.');
        const wrong = patchedProperties(patch).filter((property) => !settable.includes(property));
        if (wrong.length > 0) throw new CoreError('invalidProperties', `${wrong.join(', ')} cannot be changed.`, { properties: wrong });
        const after = applyPatch({ name: row.name, description: row.description, timeZone: row.time_zone }, patch, { description: null, timeZone: null });
        const name = checkedName(typeof after['name'] === 'string' ? after['name'] : '');
        const description = optionalText(after['description'], 'description');
        const timeZone = optionalText(after['timeZone'], 'timeZone');
        if (timeZone !== null && !isTimeZone(timeZone)) throw new CoreError('invalidProperties', `${JSON.stringify(timeZone.slice(0, 64))} is no IANA time zone.`, { properties: ['timeZone'] });
        await setDirectoryFields(tx, number, { name, description, timeZone });
        await stampPrincipal(tx, number);
        const account = tx.account(accountId);
        if (name !== row.name && (await renameDefaultIdentity(tx, accountId, row.name, name, account.modseq)) > 0) account.touch('Identity');
        return name === after['name'] ? null : { id: toId('principal', number), name };
      },
    });
  });
});

function optionalText(value: unknown, property: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string' || value.length > longestDescription) throw new CoreError('invalidProperties', `${property} is a text of at most ${longestDescription} characters, or null.`, { properties: [property] });
  return value === '' ? null : value;
}

function isTimeZone(name: string): boolean {
  try {
    return name.length <= 64 && new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
