import { CoreError } from './client/errors.ts';

/** The letter that begins an id of each type (design §5). */
export const idPrefixes = {
  account: 'a', principal: 'p', mailbox: 'f', email: 'e', thread: 't', identity: 'i', submission: 's', queue: 'q', domain: 'd', alias: 'l', token: 'k', appPassword: 'c', session: 'w', pushSubscription: 'u', shareNotification: 'n',
} as const;

export type IdType = keyof typeof idPrefixes;

/** A number as an id: a letter and lower-case base32. */
export function toId(type: IdType, number: number): string {
  return idPrefixes[type] + number.toString(32);
}

/** The number inside an id; undefined where the text is not an id of this type as we write them. */
export function fromId(type: IdType, id: unknown): number | undefined {
  if (typeof id !== 'string' || id.length > 12 || id[0] !== idPrefixes[type]) return undefined;
  const number = Number.parseInt(id.slice(1), 32);
  return Number.isSafeInteger(number) && number >= 0 && toId(type, number) === id ? number : undefined;
}

/** @throws CoreError notFound where it is not an id of this type */
export function needId(type: IdType, id: unknown): number {
  const number = fromId(type, id);
  if (number === undefined) throw new CoreError('notFound', `There is no ${type} with the id ${JSON.stringify(id)?.slice(0, 80)}.`);
  return number;
}

/** The account that a number was taken in: the part above 2³². */
export const accountOf = (number: number): number => Math.floor(number / 2 ** 32);
