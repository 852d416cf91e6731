/**
 * Files that were chosen and cannot go along. They stand among the others until they are taken away, so that nothing is sent without them unseen. The server knows
 * nothing of them: they are noted in this browser by the draft's Message-ID, and whoever goes on with the draft after a reload, or another day, is told again.
 */
import type { Store } from '../../store/index.ts';

export interface RefusedFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Larger than a message may be, or than what is left of it. */
  readonly reason: 'fileTooLarge' | 'filesTooLarge';
}

type Notes = Readonly<Record<string, readonly RefusedFile[]>>;

/** In `meta`. */
const key = 'refused-files';
/** Notes of drafts that were thrown away elsewhere would stay for ever, else. */
const mostDrafts = 50;
/** One after the other: each is written over what the one before has left. */
let last: Promise<void> = Promise.resolve();

export async function notedRefusals({ database }: Store, messageId: string): Promise<readonly RefusedFile[]> {
  await last;
  return (await database.meta<Notes>(key))?.[messageId] ?? [];
}

/** @param files none: they were taken away, or the draft is gone */
export function noteRefusals({ database }: Store, messageId: string, files: readonly RefusedFile[]): void {
  last = last.then(async () => {
    const { [messageId]: before, ...others } = (await database.meta<Notes>(key)) ?? {};
    if (before === undefined && files.length === 0) return;
    const notes = files.length === 0 ? others : { ...others, [messageId]: files };
    database.putMeta(key, Object.fromEntries(Object.entries(notes).slice(-mostDrafts)));
    await database.flush();
  });
}
