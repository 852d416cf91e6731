import type { Language } from './languages.ts';
import type { Catalogue } from './types.ts';

const sources: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  fr: async () => (await import('./fr/index.ts')).fr,
  en: async () => (await import('./en/index.ts')).en,
  ar: async () => (await import('./ar/index.ts')).ar,
};

/** A promise that says when it is fulfilled, as React's `use` reads it: what is here already is then had without waiting. */
type Loading = Promise<Catalogue> & { status?: 'fulfilled'; value?: Catalogue };

const loading = new Map<Language, Loading>();

/** Fetches a language's texts, once: the same promise each time. Rejects where the network does; the next call tries again. */
export function loadLanguage(language: Language): Promise<Catalogue> {
  const known = loading.get(language);
  if (known) return known;
  const fresh: Loading = sources[language]().then(
    (catalogue) => {
      fresh.status = 'fulfilled';
      fresh.value = catalogue;
      return catalogue;
    },
    (error: unknown) => {
      loading.delete(language);
      throw error;
    },
  );
  loading.set(language, fresh);
  return fresh;
}
