/** Before a session ends: every tab saves what is being written in it. Whether they have is seen in what this browser keeps of drafts, which is the same for all tabs. */
import type { Store } from '../../store/index.ts';
import { isUnsaved } from './left-drafts.ts';
import type { KeptDraft } from './open-draft.ts';

const longestMs = 4_000;
const lookAgainMs = 100;

/** @returns false if something is still in this browser only after some seconds, or cannot be saved */
export async function saveEverywhere(store: Store): Promise<boolean> {
  let isOver = false;
  const limit = new Promise<false>((resolve) => {
    setTimeout(() => {
      isOver = true;
      resolve(false);
    }, longestMs);
  });
  const saved = async (): Promise<boolean> => {
    while (!isOver) {
      const isHereSaved = await store.saveWriting();
      if (isHereSaved && !(await isUnsavedKept(store))) return true;
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
    return false;
  };
  return Promise.race([saved(), limit]);
}

/** Quotes and files stand beside the drafts, under `id/…`. */
async function isUnsavedKept(store: Store): Promise<boolean> {
  const entries = await store.database.entries<KeptDraft>('drafts');
  return entries.some(([key, kept]) => !String(key).includes('/') && isUnsaved(kept));
}
