/** What became of a change of grants, for whoever made it. */
import { errorText } from '../app/error-text.ts';
import { folderName } from '../mail/actions/folder-name.ts';
import type { Folder } from '../store/index.ts';
import type { Format, Translate } from '../text/index.ts';
import type { Outcome, Refusal } from './folder-grants.ts';
import { roleOf } from './roles.ts';
import type { StillHeld } from './still-held.ts';

/** So many folders are named; more are counted. */
const mostNames = 3;

interface Whom {
  readonly name: string;
  /** What the group of an address is called. */
  readonly groupAt: (address: string) => string;
}

/** @param hasEnded the grant was taken away. @returns sentences; none where nothing but the folder itself has changed */
export function outcomeInWords(t: Translate, format: Format, whom: Whom, outcome: Outcome, hasEnded: boolean): readonly string[] {
  const { along, kept, foreign } = outcome;
  const { name } = whom;
  const sentences = hasEnded ? endInWords(t, format, whom, outcome) : along.length > 0 ? [t('sharing.changedBelow', { folders: few(t, format, along) })] : [];
  if (kept.length > 0) sentences.push(t('sharing.kept', { name, folders: named(t, format, kept) }));
  if (foreign.length > 0) sentences.push(t('sharing.foreign', { folders: named(t, format, foreign) }));
  return sentences;
}

function endInWords(t: Translate, format: Format, { name, groupAt }: Whom, { along, refused, still }: Outcome): string[] {
  const isDone = refused.every(({ folder }) => folder !== undefined);
  if (!still) return [...(isDone ? [t('sharing.stoppedByName', { name })] : []), ...(along.length > 0 ? [t('sharing.changedBelow', { folders: few(t, format, along) })] : [])];
  const { here, below } = still;
  const gone = along.filter((folder) => !below.includes(folder));
  const folders = few(t, format, gone);
  const sentences: string[] = [];
  if (isDone && here) sentences.push(t('sharing.stillHas', { name, role: t(`sharing.role.${roleOf(here.rights) ?? 'custom'}`), through: throughWhom(t, format, here, groupAt) }));
  if (isDone && !here) sentences.push(gone.length === 0 ? t('sharing.stopped', { name }) : t('sharing.stoppedBelow', { name, folders }));
  else if (gone.length > 0) sentences.push(t('sharing.stoppedOnlyBelow', { name, folders }));
  if (below.length > 0) sentences.push(t('sharing.stillHasBelow', { name, folders: few(t, format, below) }));
  return sentences;
}

const throughWhom = (t: Translate, format: Format, { through }: StillHeld, groupAt: Whom['groupAt']): string =>
  format.list(through.map(({ kind, grantee }) => (kind === 'anyone' ? t('sharing.everybody') : groupAt(grantee))));

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

const few = (t: Translate, format: Format, folders: readonly Folder[]): string => (folders.length > mostNames ? t('sharing.subfolders', { count: folders.length }) : named(t, format, folders));

const named = (t: Translate, format: Format, folders: readonly Folder[]): string => format.list(folders.map((folder) => t('sharing.folder', { name: folderName(t, folder) })));
