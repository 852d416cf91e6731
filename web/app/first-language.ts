import { isLanguage, type Language, preferredLanguage } from '../text/languages.ts';

const languageKey = 'messagerie-language';

/** The language before anybody has signed in: the last one used here, else the browser's. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(languageKey);
  return kept !== null && isLanguage(kept) ? kept : preferredLanguage(navigator.languages);
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(languageKey, language);
}
