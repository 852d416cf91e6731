import { folded } from '../mail/actions/folder-choices.ts';

/** The Principal that stands for everybody (contract: `anyone` of RFC 4314). */
export const everybodyId = 'p0';

/** What people type for it, in whatever language the page is: colleagues do not all write the same one. */
const words = ['all', 'everyone', 'everybody', 'anyone', 'tous', 'toutes', 'tout le monde', 'الجميع', 'الكل'].map(folded);

/** @param typed not empty. @param name what everybody is called on the page */
export function meansEverybody(typed: string, name: string): boolean {
  const text = folded(typed);
  // Few letters are the beginning of somebody's name: they must not offer all in that one's place.
  return folded(name).includes(text) || words.some((word) => word === text || (text.length > 3 && word.startsWith(text)));
}
