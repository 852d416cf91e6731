/** Names for sets of rights, as people think of them; each right can be set by itself too. */
import type { MailboxRights } from '../../openapi/generated/jmap.ts';

export type Right = keyof MailboxRights;
export type Role = 'reader' | 'contributor' | 'editor' | 'manager';

/** In the order that they are shown in. `mayRename` stands for `mayDelete` too: they are one right of RFC 4314. */
export const singleRights = ['mayReadItems', 'maySetSeen', 'maySetKeywords', 'mayAddItems', 'mayRemoveItems', 'mayCreateChild', 'mayRename', 'maySubmit', 'mayShare'] as const;
export type SingleRight = (typeof singleRights)[number];

const rightsOfRole: Readonly<Record<Role, readonly SingleRight[]>> = {
  reader: ['mayReadItems', 'maySetSeen'],
  contributor: ['mayReadItems', 'maySetSeen', 'mayAddItems', 'maySubmit'],
  editor: ['mayReadItems', 'maySetSeen', 'maySetKeywords', 'mayAddItems', 'mayRemoveItems', 'mayCreateChild', 'maySubmit'],
  manager: singleRights,
};

export const roles: readonly Role[] = ['reader', 'contributor', 'editor', 'manager'];

export function rightsOf(role: Role): MailboxRights {
  return fromSet(new Set(rightsOfRole[role]));
}

/** The letters of RFC 4314 that stand behind a right. */
const letters: Readonly<Record<SingleRight, string>> = { mayReadItems: 'lr', maySetSeen: 's', maySetKeywords: 'w', mayAddItems: 'i', mayRemoveItems: 'te', mayCreateChild: 'k', mayRename: 'x', maySubmit: 'p', mayShare: 'a' };

/** Rights as REST tells them. */
export function rightsOfLetters(held: string): MailboxRights {
  return fromSet(new Set(singleRights.filter((right) => [...letters[right]].every((letter) => held.includes(letter)))));
}

/** The role that has just these rights; undefined for a set of one's own. */
export function roleOf(rights: MailboxRights): Role | undefined {
  const set = toSet(rights);
  return roles.find((role) => rightsOfRole[role].length === set.size && rightsOfRole[role].every((right) => set.has(right)));
}

/** One right given or taken; reading is what all others stand on. */
export function withRight(rights: MailboxRights, right: SingleRight, isGiven: boolean): MailboxRights {
  const set = toSet(rights);
  if (isGiven) set.add(right).add('mayReadItems');
  else if (right === 'mayReadItems') set.clear();
  else set.delete(right);
  return fromSet(set);
}

/** Rights that whoever passes them on does not have cannot be passed on. */
export function within(rights: MailboxRights, most: MailboxRights): boolean {
  return [...toSet(rights)].every((right) => most[right]);
}

export function isSame(a: MailboxRights, b: MailboxRights): boolean {
  return within(a, b) && within(b, a);
}

export function toSet(rights: MailboxRights): Set<SingleRight> {
  return new Set(singleRights.filter((right) => rights[right]));
}

function fromSet(set: ReadonlySet<SingleRight>): MailboxRights {
  return {
    mayReadItems: set.has('mayReadItems'),
    mayAddItems: set.has('mayAddItems'),
    mayRemoveItems: set.has('mayRemoveItems'),
    maySetSeen: set.has('maySetSeen'),
    maySetKeywords: set.has('maySetKeywords'),
    mayCreateChild: set.has('mayCreateChild'),
    mayRename: set.has('mayRename'),
    mayDelete: set.has('mayRename'),
    maySubmit: set.has('maySubmit'),
    mayShare: set.has('mayShare'),
  };
}
