import { completeRecipient } from '../../people/completion.ts';
import { forgetCorrespondent } from '../../people/correspondents.ts';
import type { RestHandlers } from '../call.ts';

/** Whom one may mean by what one types. */
export const completionOperations: RestHandlers<'completeRecipient' | 'forgetRecipient'> = {
  completeRecipient: async ({ ctx, query }) => ({ items: await completeRecipient(ctx, query) }),
  forgetRecipient: async ({ ctx, path }) => {
    await forgetCorrespondent(ctx, path.address);
    return undefined;
  },
};
