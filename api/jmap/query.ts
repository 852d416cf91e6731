/** The parts that every /query shares (RFC 8620 §5.5). */
import { CoreError } from '../client/errors.ts';
import { JmapRefusal } from './errors.ts';
import type { MethodContext } from './method.ts';

export interface WindowArguments {
  readonly position?: number | undefined;
  readonly anchor?: string | null | undefined;
  readonly anchorOffset?: number | undefined;
  readonly limit?: number | null | undefined;
  readonly calculateTotal?: boolean | undefined;
}

/** The most ids that one /query gives; more are asked for by `position`. */
export const mostQueryIds = 10_000;

export interface QueryWindow {
  /** Index of the first id; what the response calls `position`. */
  readonly position: number;
  readonly limit: number;
  /** The limit is ours, not the client's, and the response has to say so. */
  readonly limited: boolean;
}

/** The results of a query, as far as a window needs them; each is asked for at most once. */
export interface QueryResults {
  count(): Promise<number> | number;
  /** Where an id stands among the results. */
  indexOf(id: string): Promise<number | undefined> | number | undefined;
}

/**
 * Where the window lies: `anchor` with `anchorOffset`, else `position`, from the end where that is negative; never before the start.
 * @throws CoreError anchorNotFound
 */
export async function queryWindow(ctx: MethodContext, args: WindowArguments, results: QueryResults): Promise<QueryWindow> {
  const asked = args.limit ?? Number.POSITIVE_INFINITY;
  const limit = Math.min(asked, mostQueryIds);
  return { position: await firstIndex(ctx, args, results), limit, limited: limit < asked };
}

async function firstIndex(ctx: MethodContext, args: WindowArguments, results: QueryResults): Promise<number> {
  if (args.anchor !== null && args.anchor !== undefined) {
    const id = ctx.request.resolveId(args.anchor);
    const index = id === undefined ? undefined : await results.indexOf(id);
    if (index === undefined) throw new CoreError('anchorNotFound', `${args.anchor.slice(0, 80)} is not among the results.`);
    return Math.max(0, index + (args.anchorOffset ?? 0));
  }
  const position = args.position ?? 0;
  return position >= 0 ? position : Math.max(0, (await results.count()) + position);
}

/** A whole answer's window over results that are all at hand. */
export async function windowOf(ctx: MethodContext, args: WindowArguments, ids: readonly string[]): Promise<{ position: number; ids: string[]; total?: number; limit?: number }> {
  const window = await queryWindow(ctx, args, {
    count: () => ids.length,
    indexOf: (id) => {
      const index = ids.indexOf(id);
      return index < 0 ? undefined : index;
    },
  });
  return {
    position: window.position,
    ids: ids.slice(window.position, window.position + window.limit),
    ...(args.calculateTotal ? { total: ids.length } : {}),
    ...(window.limited ? { limit: window.limit } : {}),
  };
}

export interface QueryChangesArguments {
  readonly accountId: string;
  readonly sinceQueryState: string;
  readonly maxChanges?: number | null | undefined;
  readonly calculateTotal?: boolean | undefined;
}

/**
 * A whole /queryChanges over results that are all at hand (RFC 8620 §5.6).
 * @param touched what may stand elsewhere now, or is new: told with its place where it is among the results
 * @param removed what is taken out first
 * @throws JmapRefusal tooManyChanges
 */
export function queryChangesOf(args: QueryChangesArguments, newQueryState: string, ids: readonly string[], touched: ReadonlySet<string>, removed: string[]) {
  const added = ids.flatMap((id, index) => (touched.has(id) ? [{ id, index }] : []));
  if (args.maxChanges && removed.length + added.length > args.maxChanges) {
    throw new JmapRefusal('tooManyChanges', 'More has changed than may be told; make the query anew.');
  }
  return { accountId: args.accountId, oldQueryState: args.sinceQueryState, newQueryState, ...(args.calculateTotal ? { total: ids.length } : {}), removed, added };
}

/** A filter as the validator lets it through: operators over conditions (RFC 8620 §5.5). */
export type Filter<Condition> = { readonly operator: 'AND' | 'OR' | 'NOT'; readonly conditions: readonly Filter<Condition>[] } | Condition;

/** Does an object pass? Null passes all; `NOT` passes where none of its conditions does. */
export function passes<Condition extends object>(filter: Filter<Condition> | null | undefined, meets: (condition: Condition) => boolean): boolean {
  if (filter === null || filter === undefined) return true;
  if (!('operator' in filter)) return meets(filter);
  switch (filter.operator) {
    case 'AND':
      return filter.conditions.every((inner) => passes(inner, meets));
    case 'OR':
      return filter.conditions.some((inner) => passes(inner, meets));
    case 'NOT':
      return !filter.conditions.some((inner) => passes(inner, meets));
  }
}

/** Orders by each comparator in turn; texts by code points after folding of case. The last word has the id, so that the order is the same each time. */
export function compareBy<T extends { id: string }>(sort: readonly { property: string; isAscending?: boolean | undefined }[], valueOf: (object: T, property: string) => string | number | boolean): (a: T, b: T) => number {
  return (a, b) => {
    for (const { property, isAscending } of sort) {
      const [x, y] = [fold(valueOf(a, property)), fold(valueOf(b, property))];
      if (x !== y) return (x < y ? -1 : 1) * (isAscending === false ? -1 : 1);
    }
    return a.id < b.id ? -1 : Number(a.id > b.id);
  };
}

function fold(value: string | number | boolean): string | number {
  return typeof value === 'string' ? value.normalize('NFKC').toLowerCase() : Number(value);
}
