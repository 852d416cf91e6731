/** What became of a change of grants, for whoever made it. */
import { errorText } from '../app/error-text.ts';
import { folderName } from '../mail/actions/folder-name.ts';
import type { Folder } from '../store/index.ts';
import type { Format, Translate } from '../text/index.ts';
import type { Outcome, Refusal } from './folder-grants.ts';

/** So many folders are named; more are counted. */
const mostNames = 3;

/** @param name of whom it is about. @param hasEnded the grant was taken away. @returns sentences; none where nothing but the folder itself has changed */
export function outcomeInWords(t: Translate, format: Format, name: string, { along, kept, foreign, refused }: Outcome, hasEnded: boolean): readonly string[] {
  const folders = along.length > mostNames ? t('sharing.subfolders', { count: along.length }) : named(t, format, along);
  const sentences: string[] = [];
  const isDone = refused.every(({ folder }) => folder !== undefined);
  if (hasEnded && isDone) sentences.push(along.length === 0 ? t('sharing.stopped', { name }) : t('sharing.stoppedBelow', { name, folders }));
  else if (along.length > 0) sentences.push(hasEnded ? t('sharing.stoppedOnlyBelow', { name, folders }) : t('sharing.changedBelow', { folders }));
  if (kept.length > 0) sentences.push(t('sharing.kept', { name, folders: named(t, format, kept) }));
  if (foreign.length > 0) sentences.push(t('sharing.foreign', { folders: named(t, format, foreign) }));
  return sentences;
}

/** What the server said, each reason once, with the folders below that it is about. */
export function refusalsInWords(t: Translate, format: Format, refused: readonly Refusal[]): readonly string[] {
  const reasons = new Map<string, Folder[]>();
  const sentences: string[] = [];
  for (const { folder, error } of refused) {
    const { what, why } = errorText(t, error);
    const reason = why ?? what;
    if (folder) reasons.set(reason, [...(reasons.get(reason) ?? []), folder]);
    else sentences.push(reason);
  }
  return [...sentences, ...[...reasons].map(([why, folders]) => t('sharing.refusedBelow', { folders: named(t, format, folders), why }))];
}

const named = (t: Translate, format: Format, folders: readonly Folder[]): string => format.list(folders.map((folder) => t('sharing.folder', { name: folderName(t, folder) })));
