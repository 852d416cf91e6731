/** One set of rights for every protocol (design §7): the finest grain is stored, each protocol projects it. */
import type { MailboxRights } from '../../openapi/index.ts';

/** The rights of RFC 4314 §2.1 as bits. */
export const rightBits = { l: 1, r: 2, s: 4, w: 8, i: 16, p: 32, k: 64, x: 128, t: 256, e: 512, a: 1024 } as const;
export type Right = keyof typeof rightBits;

export const ALL_RIGHTS = 2047;
/** See a mailbox and what is in it: what every look at it asks for. */
export const READ = rightBits.l | rightBits.r;
/** Everything that changes something; without any of it an account is read-only. */
export const WRITE = ALL_RIGHTS & ~READ;

/** Which bits stand behind a JMAP right. `x` serves two. */
const jmapBits: Readonly<Record<keyof MailboxRights, number>> = {
  mayReadItems: READ,
  mayAddItems: rightBits.i,
  mayRemoveItems: rightBits.t | rightBits.e,
  maySetSeen: rightBits.s,
  maySetKeywords: rightBits.w,
  mayCreateChild: rightBits.k,
  mayRename: rightBits.x,
  mayDelete: rightBits.x,
  maySubmit: rightBits.p,
  mayShare: rightBits.a,
};

const jmapRights = Object.keys(jmapBits) as (keyof MailboxRights)[];

/** A right of several bits is there only with all of them (contract). */
export function toMailboxRights(rights: number): Required<MailboxRights> {
  return Object.fromEntries(jmapRights.map((name) => [name, (rights & jmapBits[name]) === jmapBits[name]])) as Required<MailboxRights>;
}

/**
 * Rights as somebody wants them in `shareWith`: bits that no name says anything about stay as they were.
 * @returns the bits, or the name of a right that contradicts another (`mayRename` and `mayDelete` are one bit) or is none
 */
export function fromMailboxRights(rights: Readonly<Record<string, boolean>>, before: number): number | { readonly wrong: string } {
  let bits = before;
  for (const [name, given] of Object.entries(rights)) {
    const mask = Object.hasOwn(jmapBits, name) ? jmapBits[name as keyof MailboxRights] : undefined;
    if (mask === undefined || typeof given !== 'boolean') return { wrong: name };
    bits = given ? bits | mask : bits & ~mask;
  }
  const { mayRename, mayDelete } = toMailboxRights(bits);
  const asked = { mayRename: rights['mayRename'], mayDelete: rights['mayDelete'] };
  if ((asked.mayRename !== undefined && asked.mayRename !== mayRename) || (asked.mayDelete !== undefined && asked.mayDelete !== mayDelete)) return { wrong: 'mayRename' };
  return bits;
}

/** The letters of RFC 4314, in its order. */
export function toRightLetters(rights: number): string {
  return (Object.keys(rightBits) as Right[]).filter((letter) => rights & rightBits[letter]).join('');
}

/**
 * Bits of letters; the obsolete `c` means `k` and `x`, `d` means `t`, `e` and `x` (RFC 4314 §2.1.1).
 * @returns undefined where a letter is no right
 */
export function fromRightLetters(letters: string): number | undefined {
  let bits = 0;
  for (const letter of letters) {
    if (letter === 'c') bits |= rightBits.k | rightBits.x;
    else if (letter === 'd') bits |= rightBits.t | rightBits.e | rightBits.x;
    else if (Object.hasOwn(rightBits, letter)) bits |= rightBits[letter as Right];
    else return undefined;
  }
  return bits;
}
