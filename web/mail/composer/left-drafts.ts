/** What pages that are gone have left in this browser of what was being written in them. */
import type { Store } from '../../store/index.ts';
import type { Draft } from './draft.ts';
import type { KeptDraft } from './open-draft.ts';
import { livingPages } from './writing-page.ts';

export interface LeftDrafts {
  readonly left: readonly KeptDraft[];
  /** All that this browser keeps: quotes and files stand beside the drafts, under `id/…`. */
  readonly entries: ReadonlyMap<string, unknown>;
}

export async function leftDrafts({ database }: Store): Promise<LeftDrafts> {
  const isAlive = await livingPages();
  const entries = new Map((await database.entries<unknown>('drafts')).map(([key, value]) => [String(key), value]));
  const left = [...entries].flatMap(([key, value]) => (key.includes('/') || isAlive((value as KeptDraft).tab) ? [] : [value as KeptDraft]));
  return { left, entries };
}

/** Something of it is in this browser only, as far as that knows; or it is to be sent from here. */
export function isUnsaved({ draft, plan }: KeptDraft): boolean {
  return plan !== undefined || draft.savedRevision !== draft.revision || draft.attachments.some(({ blobId }) => blobId === undefined);
}

/** Whether one that was left is newer than this, which the server has of the same draft: a save whose answer came too late may have given it another id. */
export function goesBeyond(kept: KeptDraft, { accountId, serverId, messageId }: Draft): boolean {
  return kept.draft.accountId === accountId && isUnsaved(kept) && (kept.draft.serverId === serverId || kept.draft.messageId === messageId);
}
