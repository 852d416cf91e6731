/** Pages of messages that neither skip nor repeat one when others come and go meanwhile. */
import type { components, Email, EmailFilter } from '../../openapi/index.ts';
import type { Context } from '../access/index.ts';
import { CoreError, isCoreError } from '../client/errors.ts';
import { fromId, toId } from '../ids.ts';
import { callMethod } from '../jmap/engine.ts';
import { makeCursor, type Page, parseCursor } from '../people/page.ts';
import { type MessageSummary, messageSummary, summaryProperties } from './message-view.ts';

/** Looked through at a time, of messages that arrived in one moment. */
const mostPassed = 5_000;

export interface MessageQuestion {
  readonly accountId: string;
  readonly filter: EmailFilter;
  readonly order: components['schemas']['MessageOrder'];
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** The last message of the page before: when it arrived, and its number. */
interface Place {
  readonly receivedAt: number;
  readonly number: number;
}

/** @throws CoreError invalidArguments for a cursor that is none; accountNotFound, notPermitted */
export async function messagePage(ctx: Context, question: MessageQuestion): Promise<Page<MessageSummary>> {
  const { accountId, limit } = question;
  const after = question.cursor === undefined ? undefined : readPlace(question.cursor);
  const ids = await (after ? idsAfter(ctx, question, after) : query(ctx, question, question.filter, { position: 0, limit: limit + 1 }));
  const shown = ids.slice(0, limit);
  const list = await emails(ctx, accountId, shown, [...summaryProperties]);
  const last = list.at(-1);
  return { items: list.map(messageSummary), next: ids.length > limit && last ? makeCursor(placeText(placeOf(last))) : null };
}

async function idsAfter(ctx: Context, question: MessageQuestion, after: Place): Promise<string[]> {
  const { filter, limit } = question;
  if (isPlain(filter)) {
    // The index knows at once where the last one stands.
    try {
      return await query(ctx, question, filter, { anchor: toId('email', after.number), anchorOffset: 1, limit: limit + 1 });
    } catch (error) {
      if (!isCoreError(error) || error.kind !== 'anchorNotFound') throw error;
    }
  }
  return idsBeyond(ctx, question, after);
}

/** From where the last one stood, wherever it is now: those that arrived with it are passed by their numbers, in the order of the results. */
async function idsBeyond(ctx: Context, question: MessageQuestion, after: Place): Promise<string[]> {
  const { accountId, order, limit } = question;
  const isNewest = order === 'newest';
  const from = isNewest ? { before: new Date(after.receivedAt + 1).toISOString() } : { after: new Date(after.receivedAt).toISOString() };
  const filter: EmailFilter = { operator: 'AND', conditions: [question.filter, from] };
  const found: string[] = [];
  const wanted = limit + 1;
  // Twice as many each time: thousands may have arrived in one moment, and each query begins from the start.
  let size = wanted;
  for (let position = 0; found.length < wanted; position += size, size = Math.min(2 * size, mostPassed)) {
    const ids = await query(ctx, question, filter, { position, limit: size });
    const times = new Map((await emails(ctx, accountId, ids, ['receivedAt'])).map((email) => [email.id, Date.parse(email.receivedAt ?? '')]));
    for (const id of ids) {
      const isPassed = times.get(id) === after.receivedAt && (isNewest ? numberOf(id) >= after.number : numberOf(id) <= after.number);
      if (!isPassed) found.push(id);
    }
    if (ids.length < size) break;
  }
  return found.slice(0, wanted);
}

/** A Mailbox, or everything. */
const isPlain = (filter: EmailFilter): boolean => ('operator' in filter ? (filter['conditions'] as unknown[]).length === 0 : Object.keys(filter).join() === 'inMailbox');

const numberOf = (id: string): number => fromId('email', id) ?? 0;

async function query(
  ctx: Context, { accountId, order }: MessageQuestion, filter: EmailFilter, window: { position?: number; anchor?: string; anchorOffset?: number; limit: number },
): Promise<string[]> {
  const { ids } = await callMethod(ctx, 'Email/query', { accountId, filter, sort: [{ property: 'receivedAt', isAscending: order === 'oldest' }], ...window });
  return ids;
}

/** In the order of the ids. */
async function emails(ctx: Context, accountId: string, ids: readonly string[], properties: string[]): Promise<Email[]> {
  const { maxObjectsInGet } = ctx.core.limits;
  const found = new Map<string, Email>();
  for (let start = 0; start < ids.length; start += maxObjectsInGet) {
    const { list } = await callMethod(ctx, 'Email/get', { accountId, ids: ids.slice(start, start + maxObjectsInGet), properties });
    for (const email of list) found.set(email.id, email);
  }
  return ids.map((id) => found.get(id)).filter((email) => email !== undefined);
}

const placeOf = (email: Email): Place => ({ receivedAt: Date.parse(email.receivedAt ?? ''), number: numberOf(email.id) });
const placeText = ({ receivedAt, number }: Place): string => `${receivedAt} ${number}`;

function readPlace(cursor: string): Place {
  const [, receivedAt, number] = /^(-?\d{1,16}) (\d{1,16})$/.exec(parseCursor(cursor)) ?? [];
  if (receivedAt === undefined || Math.abs(Number(receivedAt)) > 8.64e15) {
    throw new CoreError('invalidArguments', 'The cursor is not one of this list; start again without it.', { properties: ['cursor'] });
  }
  return { receivedAt: Number(receivedAt), number: Number(number) };
}
