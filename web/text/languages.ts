/** The languages that people may choose. French is the one in which the catalogues are typed. */
export const languages = ['fr', 'en', 'ar'] as const;
export type Language = (typeof languages)[number];

/** What each calls itself: a choice of language is read by somebody who may not read the present one. */
export const languageNames: Readonly<Record<Language, string>> = { fr: 'Français', en: 'English', ar: 'العربية' };

/** For Intl. Algeria's months (جانفي) with Western digits; English with the day before the month. */
export const locales: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB', ar: 'ar-DZ-u-nu-latn' };

export type Direction = 'ltr' | 'rtl';

export function directionOf(language: Language): Direction {
  return language === 'ar' ? 'rtl' : 'ltr';
}

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language);
}

/** The first of the browser's languages that we speak. @param wanted as in navigator.languages */
export function preferredLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'fr';
}
