/** What actions change in an Email. */
import { describe, expect, test } from 'vitest';
import type { Folder } from '../../../web/store/types.ts';
import { patchOf } from '../../../web/mail/actions/action.ts';

const folder = (id: string) => ({ id }) as Folder;
const email = (...ids: string[]) => ({ id: 'e', keywords: {}, mailboxIds: Object.fromEntries(ids.map((id) => [id, true as const])) });

describe('a message that was copied into a second folder', () => {
  test.each(['trash', 'junk', 'archive'] as const)('%s takes it out of the folder that it is looked at in, and leaves the copy', (kind) => {
    expect(patchOf({ kind }, email('inbox', 'kept'), 'inbox', folder('to'))?.mailboxIds).toEqual({ inbox: false, to: true });
  });
  test('found by a search, in no folder, it goes from everywhere', () => {
    expect(patchOf({ kind: 'trash' }, email('inbox', 'kept'), undefined, folder('trash'))?.mailboxIds).toEqual({ inbox: false, kept: false, trash: true });
  });
  test('for ever, it leaves that folder; what is nowhere else is destroyed', () => {
    expect(patchOf({ kind: 'destroy' }, email('trash', 'kept'), 'trash', undefined)).toEqual({ mailboxIds: { trash: false } });
    expect(patchOf({ kind: 'destroy' }, email('trash'), 'trash', undefined)).toEqual({ destroy: true });
    expect(patchOf({ kind: 'destroy' }, email('trash', 'kept'), undefined, undefined)).toEqual({ destroy: true });
  });
});
