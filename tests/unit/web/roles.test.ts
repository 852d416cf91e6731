/** Named roles stand for sets of rights; any other set is one's own. */
import { describe, expect, test } from 'vitest';
import { type Role, rightsOf, roleOf, roles, singleRights, toSet, within, withRight } from '../../../web/sharing/roles.ts';

describe('roles of a shared folder', () => {
  test.each(roles)('%s is known again by its rights', (role) => {
    expect(roleOf(rightsOf(role))).toBe(role);
  });

  test('each may all that the one before it may', () => {
    for (const [place, role] of roles.entries()) {
      const before = roles[place - 1];
      if (before) expect(within(rightsOf(before), rightsOf(role)), role).toBe(true);
    }
  });

  test('a manager may everything', () => {
    expect(Object.values(rightsOf('manager')).every(Boolean)).toBe(true);
  });

  test('deleting the folder goes with renaming it: RFC 4314 has one right for both', () => {
    expect(withRight(rightsOf('reader'), 'mayRename', true)).toMatchObject({ mayRename: true, mayDelete: true });
  });

  test('one right more or less is no role', () => {
    expect(roleOf(withRight(rightsOf('reader'), 'mayShare', true))).toBeUndefined();
    expect(roleOf(withRight(rightsOf('editor'), 'maySetSeen', false))).toBeUndefined();
    expect(roleOf(withRight(withRight(rightsOf('reader'), 'mayAddItems', true), 'maySubmit', true))).toBe('contributor' satisfies Role);
  });

  test('nothing can be done without reading', () => {
    const none = Object.fromEntries(Object.keys(rightsOf('reader')).map((right) => [right, false])) as unknown as ReturnType<typeof rightsOf>;
    expect(toSet(withRight(none, 'mayAddItems', true))).toEqual(new Set(['mayReadItems', 'mayAddItems']));
    expect(toSet(withRight(rightsOf('manager'), 'mayReadItems', false)).size).toBe(0);
  });

  test('what somebody does not have they cannot give', () => {
    expect(within(rightsOf('reader'), rightsOf('editor'))).toBe(true);
    expect(within(rightsOf('editor'), rightsOf('reader'))).toBe(false);
    for (const right of singleRights) expect(within(rightsOf('manager'), { ...rightsOf('manager'), [right]: false }), right).toBe(false);
  });
});
