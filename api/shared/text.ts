/** What people read, in their language. Pure: the server and pages share it. */
import { ar } from './texts/ar.ts';
import { en } from './texts/en.ts';
import { fr } from './texts/fr.ts';

export type TextKey = keyof typeof en;
export type TextLanguage = 'fr' | 'en' | 'ar';

/** One catalogue: every key of the English one, no other. */
export type Catalogue = { readonly [Key in TextKey]: string };

export const catalogues: Readonly<Record<TextLanguage, Catalogue>> = { fr, en, ar };

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

/** A text with its `{names}` filled in. Values are put in as they are: whoever writes HTML escapes the result. */
export function text(language: TextLanguage, key: TextKey, params: Readonly<Record<string, string | number>> = {}): string {
  return catalogues[language][key].replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : place));
}

/** The languages written from right to left. */
export function isRightToLeft(language: TextLanguage): boolean {
  return language === 'ar';
}
