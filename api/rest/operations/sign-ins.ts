import { createAppPassword, deleteAppPassword, listAppPasswords } from '../../access/app-passwords.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from '../../access/sessions.ts';
import type { RestHandlers } from '../call.ts';

/** Where a person is signed in, and passwords for single programs. */
export const signInOperations: RestHandlers<
  'listAppPasswords' | 'createAppPassword' | 'deleteAppPassword' | 'getSessions' | 'endOtherSessions' | 'endSession'
> = {
  listAppPasswords: ({ ctx, query }) => listAppPasswords(ctx, query),
  createAppPassword: ({ ctx, body }) => createAppPassword(ctx, body),
  deleteAppPassword: async ({ ctx, path }) => {
    await deleteAppPassword(ctx, path.appPasswordId);
    return undefined;
  },
  getSessions: async ({ ctx }) => ({ items: await listOwnSessions(ctx) }),
  endOtherSessions: async ({ ctx }) => ({ ended: await endOtherSessions(ctx) }),
  endSession: async ({ ctx, path }) => {
    await endOwnSession(ctx, path.sessionId);
    return undefined;
  },
};
