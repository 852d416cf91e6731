import { getPreferences, updatePreferences } from '../../people/preferences.ts';
import type { RestHandlers } from '../call.ts';
import { etagOf, matchesTag } from '../entity-tag.ts';

/** What a person prefers. */
export const preferencesOperations: RestHandlers<'getPreferences' | 'updatePreferences'> = {
  getPreferences: async ({ ctx, reply }) => {
    const preferences = await getPreferences(ctx);
    reply.etag = etagOf(preferences);
    return preferences;
  },
  updatePreferences: async ({ ctx, body, headers, reply }) => {
    const expected = headers['if-match'];
    const preferences = await updatePreferences(ctx, body, (present) => expected === undefined || matchesTag(expected, etagOf(present), 'strong'));
    reply.etag = etagOf(preferences);
    return preferences;
  },
};
