/** Email/get (RFC 8621 §4.2). */
import type { Email } from '../../../openapi/index.ts';
import { type Read, sql } from '../../../db/index.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import type { BodyOptions } from '../../mail/read/body-parts.ts';
import { addMessageProperties, listedEmail, textBudget } from '../../mail/read/email-object.ts';
import {
  defaultBodyProperties, defaultEmailProperties, type EmailNeeds, emailNeeds, isBodyPartProperty, isEmailProperty,
} from '../../mail/read/email-properties.ts';
import { type EmailColumns, visibleEmails, visibleMailboxes } from '../../mail/read/email-rows.ts';
import { getObjects, selectProperties } from '../get.ts';
import { method, type MethodContext } from '../method.ts';
import { RowBatches } from '../row-batches.ts';
import { typeState } from '../state.ts';

/**
 * Properties that lists show come from columns, three statements however many Emails; the message is read for what only it holds, after the
 * snapshot has ended.
 */
export const emailGet = method('Email/get', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  const options = bodyOptions(ctx, args);
  const { needs } = options;
  const rows = new Map<string, EmailColumns>();
  const answer = await ctx.core.db.read(async (read) =>
    getObjects<Email>(ctx, args, {
      state: await typeState(read, account, 'Email'),
      properties: isEmailProperty,
      defaults: defaultEmailProperties,
      all: async (limit) => {
        const found = await read.all<{ id: number }>(sql`SELECT id FROM email WHERE account_id = ${account} AND visible > 0 ORDER BY id LIMIT ${limit}`);
        return found.map(({ id }) => toId('email', id));
      },
      load: async (ids, properties) => {
        const numbers = ids.map((id) => fromId('email', id)).filter((id) => id !== undefined);
        if (numbers.length === 0) return [];
        const found = await rowsOf(ctx, read, account, numbers, needs);
        const mailboxes = needs.memberships ? await visibleMailboxes(read, account, numbers) : undefined;
        return found.map((row) => {
          const email = listedEmail(row, mailboxes?.get(row.id), properties);
          rows.set(email.id, row);
          return email;
        });
      },
    }));
  if (needs.structure || needs.header !== 'none') {
    const budget = textBudget(ctx);
    for (const email of answer.list) {
      const row = rows.get(email.id);
      if (row) await addMessageProperties(ctx, email, row, options, budget);
    }
  }
  return answer;
});

/** Text of the structures of one answer's Emails. A client that asks for more than this asks for fewer Emails. */
const MOST_STRUCTURE_BYTES = 64 * 1024 * 1024;

/** @throws CoreError requestTooLarge */
async function rowsOf(ctx: MethodContext, read: Read, account: number, numbers: readonly number[], needs: EmailNeeds): Promise<EmailColumns[]> {
  if (!needs.structure && needs.header === 'none') return visibleEmails(read, account, numbers, needs);
  const batches = new RowBatches(ctx.core.limits.maxObjectsInGet);
  const rows: EmailColumns[] = [];
  let left = MOST_STRUCTURE_BYTES;
  for (let start = 0, end = 0; start < numbers.length; start = end) {
    end = Math.min(numbers.length, start + batches.rows);
    const found = await visibleEmails(read, account, numbers.slice(start, end), needs);
    const bytes = found.reduce((sum, row) => sum + (row.structure?.length ?? 0) + (row.header_projection?.length ?? 0), 0);
    batches.note(found.length, bytes);
    left -= bytes;
    // One message may always be asked for by itself.
    if (left < 0 && numbers.length > 1) throw new CoreError('requestTooLarge', 'These Emails have too many parts for one answer; ask for fewer at a time.');
    for (const row of found) rows.push(row);
  }
  return rows;
}

/**
 * The properties of Emails and of body parts that Email/get and Email/parse were asked for.
 * @throws JmapRefusal invalidArguments for unknown ones, and for forms that are not for a field
 */
export function bodyOptions(ctx: MethodContext, args: { readonly properties?: readonly string[] | null } & BodyOptions['args']): BodyOptions {
  const properties = selectProperties(ctx, args.properties, isEmailProperty, defaultEmailProperties);
  const chosen = selectProperties(ctx, args.bodyProperties, isBodyPartProperty, defaultBodyProperties);
  // Body parts have no id.
  const bodyProperties = new Set([...chosen].filter((property) => property !== 'id'));
  return { properties, bodyProperties, needs: emailNeeds(properties, bodyProperties, args), args };
}
