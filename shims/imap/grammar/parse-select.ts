import type { Parser } from './parser.ts';

/** `(CONDSTORE)` behind SELECT and EXAMINE (RFC 7162 §3.1.8). */
export function selectParameters(parser: Parser): { condstore: boolean } {
  const words = parser.list((p) => p.oneOf(['CONDSTORE'], 'select parameter'));
  return { condstore: words.length > 0 };
}

/** `(USE (\Archive \Sent))` behind CREATE (RFC 6154 §3): the special uses asked for, in lower case. */
export function createParameters(parser: Parser): { specialUses: readonly string[] } {
  const specialUses: string[] = [];
  parser.list((p) => {
    p.oneOf(['USE'], 'create parameter');
    specialUses.push(...p.sp().list((q) => q.character('\\').keyword('a special use').toLowerCase()));
  });
  return { specialUses };
}
