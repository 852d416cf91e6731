import type { Language } from '../../client/api.ts';

/** Roles that exist from birth (design §5), in the order of their folders. */
export const birthRoles = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'] as const;
export type BirthRole = (typeof birthRoles)[number];

/** What the role folders are called in an account's language. */
export const roleNames: Record<Language, Record<BirthRole, string>> = {
  en: { inbox: 'Inbox', drafts: 'Drafts', sent: 'Sent', archive: 'Archive', junk: 'Junk', trash: 'Trash' },
  fr: { inbox: 'Boîte de réception', drafts: 'Brouillons', sent: 'Éléments envoyés', archive: 'Archives', junk: 'Courrier indésirable', trash: 'Corbeille' },
  ar: { inbox: 'البريد الوارد', drafts: 'المسودات', sent: 'المرسلة', archive: 'الأرشيف', junk: 'غير المرغوب', trash: 'المهملات' },
};

/** Names that mail programs give these folders. CREATE of one of them means the role folder (design §5). */
const otherNames: Record<Exclude<BirthRole, 'inbox'>, readonly string[]> = {
  drafts: ['Drafts', 'Draft', 'Brouillons', 'Entwürfe', 'المسودات', 'مسودات'],
  sent: ['Sent', 'Sent Items', 'Sent Messages', 'Sent Mail', 'Éléments envoyés', 'Envoyés', 'Messages envoyés', 'Courrier envoyé', 'المرسلة', 'المرسل', 'العناصر المرسلة', 'البريد المرسل'],
  archive: ['Archive', 'Archives', 'الأرشيف', 'أرشيف'],
  junk: ['Junk', 'Junk E-mail', 'Junk Email', 'Junk Mail', 'Spam', 'Bulk Mail', 'Courrier indésirable', 'Indésirables', 'Pourriel', 'غير المرغوب', 'البريد العشوائي', 'البريد غير المرغوب فيه'],
  trash: ['Trash', 'Deleted Items', 'Deleted Messages', 'Deleted', 'Bin', 'Corbeille', 'Éléments supprimés', 'المهملات', 'العناصر المحذوفة', 'المحذوفات'],
};

const fold = (name: string): string => name.normalize('NFKC').toLowerCase();
const byName = new Map(Object.entries(otherNames).flatMap(([role, names]) => names.map((name) => [fold(name), role as BirthRole] as const)));

/** The role that a top-level folder name stands for. */
export function roleOfName(name: string): BirthRole | undefined {
  return byName.get(fold(name));
}
