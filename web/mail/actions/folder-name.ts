import type { Folder } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { withoutBidiControls } from '../../ui/name-parts.ts';

const named = ['inbox', 'drafts', 'scheduled', 'sent', 'archive', 'junk', 'trash'] as const;
type Named = (typeof named)[number];

/** A folder's name: those of a role are called the same in each account, in the language of the person who looks. */
export function folderName(t: Translate, { role, name }: Pick<Folder, 'role' | 'name'>): string {
  return named.includes(role as Named) ? t(`folders.${role as Named}`) : withoutBidiControls(name);
}
