/** What a /query may filter and sort by, checked before the arguments' types (RFC 8620 §5.5). */
import { openApiDocument } from '../../openapi/index.ts';
import type { Context } from '../access/context.ts';
import { text } from '../shared/text.ts';
import { JmapRefusal } from './errors.ts';

/** Collations that sorting knows (RFC 4790); both fold case, over all of Unicode. */
export const collations: readonly string[] = ['i;ascii-casemap', 'i;unicode-casemap'];

type Schemas = Readonly<Record<string, { enum?: readonly string[]; properties?: Readonly<Record<string, unknown>> } | undefined>>;

/**
 * A filter or sort that is well-formed but not ours is told apart from one that is malformed: the validator finds the latter afterwards.
 * @throws JmapRefusal unsupportedSort, unsupportedFilter
 */
export function checkQuery(ctx: Context, name: string, args: Readonly<Record<string, unknown>>): void {
  const [type = '', verb] = name.split('/');
  if (verb === 'query' || verb === 'queryChanges') {
    checkSort(ctx, type, args['sort']);
    checkFilter(ctx, type, args['filter']);
  } else if (name === 'SearchSnippet/get') {
    checkFilter(ctx, 'Email', args['filter']);
  }
}

function checkSort(ctx: Context, type: string, sort: unknown): void {
  if (!Array.isArray(sort)) return;
  const known = (openApiDocument().components.schemas as Schemas)[`${type}SortProperty`]?.enum;
  for (const comparator of sort as unknown[]) {
    if (typeof comparator !== 'object' || comparator === null) continue;
    const { property, collation } = comparator as { property?: unknown; collation?: unknown };
    if (typeof property === 'string' && known && !known.includes(property)) {
      throw new JmapRefusal('unsupportedSort', text(ctx.principal.language, 'query.sortProperty', { property: property.slice(0, 100), known: known.join(', ') }));
    }
    if (typeof collation === 'string' && !collations.includes(collation)) {
      throw new JmapRefusal('unsupportedSort', text(ctx.principal.language, 'query.collation', { collation: collation.slice(0, 100), known: collations.join(', ') }));
    }
  }
}

function checkFilter(ctx: Context, type: string, filter: unknown): void {
  const known = (openApiDocument().components.schemas as Schemas)[`${type}FilterCondition`]?.properties;
  const { queryDepth, queryConditions } = ctx.core.limits;
  let conditions = 0;
  const walk = (node: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { operator, conditions: inner } = node as { operator?: unknown; conditions?: unknown };
    if (operator !== undefined) {
      if (depth >= queryDepth) refuse('query.tooDeep', { limit: queryDepth });
      for (const next of Array.isArray(inner) ? (inner as unknown[]) : []) walk(next, depth + 1);
      // One with nothing in it costs as much as a condition.
      if (Array.isArray(inner) && inner.length > 0) return;
    }
    if (++conditions > queryConditions) refuse('query.tooManyConditions', { limit: queryConditions });
    if (operator !== undefined) return;
    const strange = known && Object.keys(node).find((property) => !Object.hasOwn(known, property));
    if (strange !== undefined) refuse('query.filterProperty', { property: strange.slice(0, 100) });
  };
  walk(filter, 0);

  function refuse(key: 'query.tooDeep' | 'query.tooManyConditions' | 'query.filterProperty', params: Record<string, string | number>): never {
    throw new JmapRefusal('unsupportedFilter', text(ctx.principal.language, key, params));
  }
}
