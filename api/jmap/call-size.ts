import type { Context } from '../access/context.ts';
import { text } from '../shared/text.ts';
import { JmapRefusal } from './errors.ts';

const sizeOf = (value: unknown): number => {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
};

/** Arguments that name objects to read, to which `maxObjectsInGet` applies, by the method's last part. */
const getArguments: Readonly<Record<string, readonly string[]>> = { get: ['ids', 'emailIds'], parse: ['blobIds'] };
/** Arguments that change objects, to which `maxObjectsInSet` applies together. */
const setArguments: Readonly<Record<string, readonly string[]>> = { set: ['create', 'update', 'destroy'], copy: ['create', 'blobIds'], import: ['emails'] };

/**
 * The limits on objects in one call (RFC 8620 §5.1, §5.3).
 * @throws JmapRefusal requestTooLarge
 */
export function checkCallSize(ctx: Context, name: string, args: Readonly<Record<string, unknown>>): void {
  const verb = name.slice(name.indexOf('/') + 1);
  const count = (names: readonly string[] = []): number => names.reduce((sum, argument) => sum + sizeOf(args[argument]), 0);
  const { maxObjectsInGet, maxObjectsInSet } = ctx.core.limits;
  if (count(getArguments[verb]) > maxObjectsInGet) refuse('maxObjectsInGet', maxObjectsInGet);
  if (!name.startsWith('LegacyMailbox/') && count(setArguments[verb]) > maxObjectsInSet) refuse('maxObjectsInSet', maxObjectsInSet);

  function refuse(limit: string, most: number): never {
    throw new JmapRefusal('requestTooLarge', text(ctx.principal.language, 'method.tooManyObjects', { limit, most }));
  }
}
