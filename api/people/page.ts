import { CoreError } from '../client/errors.ts';

export interface Page<T> {
  readonly items: T[];
  /** Where the next page starts; null where this is the last. */
  readonly next: string | null;
}

export interface PageOptions {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

const defaultLimit = 50;
const mostLimit = 500;

/**
 * A page by key: the cursor holds the last key of the page before, so that what comes and goes meanwhile neither repeats nor hides anything.
 * @throws CoreError invalidArguments where the cursor is none of ours
 */
export async function pageOf<Row, Item>(
  options: PageOptions, list: (after: string | undefined, limit: number) => Promise<Row[]>, keyOf: (row: Row) => string, view: (row: Row) => Item,
): Promise<Page<Item>> {
  const limit = Math.min(Math.max(options.limit ?? defaultLimit, 1), mostLimit);
  const rows = await list(options.cursor === undefined ? undefined : parseCursor(options.cursor), limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(view), next: rows.length > limit && last !== undefined ? makeCursor(keyOf(last)) : null };
}

export const makeCursor = (key: string): string => Buffer.from(`>${key}`).toString('base64url');

/** @throws CoreError invalidArguments */
export function parseCursor(cursor: string): string {
  const decoded = Buffer.from(cursor, 'base64url').toString();
  if (!decoded.startsWith('>') || makeCursor(decoded.slice(1)) !== cursor) {
    throw new CoreError('invalidArguments', 'The cursor is not one that this server gave; start again without it.', { properties: ['cursor'] });
  }
  return decoded.slice(1);
}
