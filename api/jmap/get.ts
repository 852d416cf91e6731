/** The parts that every /get shares (RFC 8620 §5.1). */
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import { text } from '../shared/text.ts';
import { JmapRefusal } from './errors.ts';

export interface GetArguments {
  readonly accountId: string;
  readonly ids?: readonly string[] | null | undefined;
  readonly properties?: readonly string[] | null | undefined;
}

/** Which properties a type has: their names, or a test for types with open ones (`header:…`). */
export type KnownProperties = readonly string[] | ((property: string) => boolean);

/**
 * The properties to give, `id` always among them.
 * @param defaults what null asks for; all known ones if left out
 * @throws JmapRefusal invalidArguments for one that the type does not have
 */
export function selectProperties(ctx: Context, asked: readonly string[] | null | undefined, known: KnownProperties, defaults?: readonly string[]): ReadonlySet<string> {
  if (asked === null || asked === undefined) return new Set(['id', ...(defaults ?? (typeof known === 'function' ? [] : known))]);
  const isKnown = typeof known === 'function' ? known : (property: string) => known.includes(property);
  const strange = asked.find((property) => property !== 'id' && !isKnown(property));
  if (strange !== undefined) {
    throw new JmapRefusal('invalidArguments', text(ctx.principal.language, 'method.unknownProperty', { property: strange.slice(0, 200) }), { arguments: ['properties'] });
  }
  return new Set(['id', ...asked]);
}

/** The chosen properties of an object; those that it does not have are left out. */
export function pick<T extends object>(object: T, properties: ReadonlySet<string>): T {
  const picked: Record<string, unknown> = {};
  for (const property of properties) {
    const value = (object as Record<string, unknown>)[property];
    if (value !== undefined) picked[property] = value;
  }
  return picked as T;
}

export interface GetSource<T extends { id: string }> {
  /** The state of the type, read in the same snapshot as the objects. */
  readonly state: string;
  readonly properties: KnownProperties;
  readonly defaults?: readonly string[];
  /** Every id of the type, at most `limit` of them; for `ids: null`. */
  readonly all: (limit: number) => Promise<readonly string[]>;
  /** The objects of these ids that exist, in any order. `properties` may save work; more than asked for is taken off. */
  readonly load: (ids: readonly string[], properties: ReadonlySet<string>) => Promise<readonly T[]>;
}

/**
 * A whole /get, to be called inside one `db.read`. Each id is answered once, in the order of asking.
 * @throws CoreError requestTooLarge where `ids` is null and there are more than `maxObjectsInGet`
 */
export async function getObjects<T extends { id: string }>(
  ctx: Context,
  args: GetArguments,
  source: GetSource<T>,
): Promise<{ accountId: string; state: string; list: T[]; notFound: string[] }> {
  const properties = selectProperties(ctx, args.properties, source.properties, source.defaults);
  const ids = [...new Set(args.ids ?? (await everyId(ctx, source)))];
  const found = new Map((await source.load(ids, properties)).map((object) => [object.id, object]));
  const list: T[] = [];
  const notFound: string[] = [];
  for (const id of ids) {
    const object = found.get(id);
    if (object) list.push(pick(object, properties));
    else if (args.ids) notFound.push(id);
  }
  return { accountId: args.accountId, state: source.state, list, notFound };
}

async function everyId<T extends { id: string }>(ctx: Context, source: GetSource<T>): Promise<readonly string[]> {
  const { maxObjectsInGet } = ctx.core.limits;
  const ids = await source.all(maxObjectsInGet + 1);
  if (ids.length > maxObjectsInGet) {
    throw new CoreError('requestTooLarge', `There are more than ${maxObjectsInGet} of these; name the ids that you want.`, { limit: 'maxObjectsInGet' });
  }
  return ids;
}
