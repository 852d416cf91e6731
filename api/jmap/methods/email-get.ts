/** Email/get (RFC 8621 §4.2). */
import type { Email } from '../../../openapi/index.ts';
import type { Read } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import type { BodyOptions } from '../../mail/read/body-parts.ts';
import { addMessageProperties, listedEmail, textBudget } from '../../mail/read/email-object.ts';
import {
  defaultBodyProperties, defaultEmailProperties, type EmailNeeds, emailNeeds, isBodyPartProperty, isEmailProperty,
} from '../../mail/read/email-properties.ts';
import { visibleEmailIds } from '../../mail/read/email-ids.ts';
import { type EmailColumns, visibleEmails, visibleMailboxes } from '../../mail/read/email-rows.ts';
import { threadIds } from '../../mail/read/thread-ids.ts';
import type { Viewer } from '../../mail/read/viewer.ts';
import { getObjects, selectProperties } from '../get.ts';
import { method, type MethodContext } from '../method.ts';
import { RowBatches } from '../row-batches.ts';
import { typeState } from '../state.ts';
import { viewerFor } from '../viewer-for.ts';

/**
 * Properties that lists show come from columns, three statements however many Emails; the message is read for what only it holds, after the
 * snapshot has ended.
 */
export const emailGet = method('Email/get', async (ctx, args) => {
  const options = bodyOptions(ctx, args);
  const { needs } = options;
  const rows = new Map<string, EmailColumns>();
  const threads = await threadIds(ctx.core.db);
  const answer = await ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, args.accountId);
    return getObjects<Email>(ctx, args, {
      state: await typeState(read, viewer, 'Email'),
      properties: isEmailProperty,
      defaults: defaultEmailProperties,
      all: async (limit) => (await visibleEmailIds(read, viewer, limit)).map((id) => toId('email', id)),
      load: async (ids, properties) => {
        const numbers = ids.map((id) => fromId('email', id)).filter((id) => id !== undefined);
        if (numbers.length === 0) return [];
        const found = await rowsOf(ctx, read, viewer, numbers, needs);
        const mailboxes = needs.memberships ? await visibleMailboxes(read, viewer, numbers) : undefined;
        return found.map((row) => {
          const email = listedEmail(row, mailboxes?.get(row.id), properties, threads(viewer));
          rows.set(email.id, row);
          return email;
        });
      },
    });
  });
  if (needs.structure || needs.header !== 'none') {
    const budget = textBudget(ctx);
    for (const together of readTogether(answer.list, (email) => rows.get(email.id)?.size_bytes ?? 0)) {
      await Promise.all(together.map(async (email) => {
        const row = rows.get(email.id);
        if (row) await addMessageProperties(ctx, email, row, options, budget);
      }));
    }
  }
  return answer;
});

/** Large messages that one call reads at a time; libuv reads four. */
const MESSAGES_AT_ONCE = 8;
/** Of small ones as many as these: the store reads those that lie side by side together. */
const BYTES_AT_ONCE = 1024 * 1024;

/** Some at a time: each waits for the disk, and none may be held for long. */
function readTogether<T>(list: readonly T[], sizeOf: (item: T) => number): T[][] {
  const groups: T[][] = [];
  let group: T[] = [];
  let bytes = 0;
  for (const item of list) {
    const size = sizeOf(item);
    if (group.length >= MESSAGES_AT_ONCE && bytes + size > BYTES_AT_ONCE) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(item);
    bytes += size;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** Text of the structures of one answer's Emails. A client that asks for more than this asks for fewer Emails. */
const MOST_STRUCTURE_BYTES = 64 * 1024 * 1024;

/** @throws CoreError requestTooLarge */
async function rowsOf(ctx: MethodContext, read: Read, viewer: Viewer, numbers: readonly number[], needs: EmailNeeds): Promise<EmailColumns[]> {
  if (!needs.structure && needs.header === 'none') return visibleEmails(read, viewer, numbers, needs);
  const batches = new RowBatches(ctx.core.limits.maxObjectsInGet);
  const rows: EmailColumns[] = [];
  let left = MOST_STRUCTURE_BYTES;
  for (let start = 0, end = 0; start < numbers.length; start = end) {
    end = Math.min(numbers.length, start + batches.rows);
    const found = await visibleEmails(read, viewer, numbers.slice(start, end), needs);
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
