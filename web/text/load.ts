import type { Language } from './languages.ts';
import type { Catalogue } from './types.ts';

/** What is seen first does not wait for the texts of other rooms. */
const sources = {
  fr: { first: () => import('./fr/first.ts'), later: () => import('./fr/later.ts') },
  en: { first: () => import('./en/first.ts'), later: () => import('./en/later.ts') },
  ar: { first: () => import('./ar/first.ts'), later: () => import('./ar/later.ts') },
} as const;

/** A promise that says when it is fulfilled, as React's `use` reads it: what is here already is then had without waiting. */
type Loading = Promise<Catalogue> & { status?: 'fulfilled'; value?: Catalogue };

const loading = new Map<Language, Loading>();
let areLaterWanted = false;

/** Fetches a language's texts, once: the same promise each time. Rejects where the network does; the next call tries again. */
export function loadLanguage(language: Language): Promise<Catalogue> {
  const known = loading.get(language);
  if (known) return known;
  const fresh: Loading = fetched(language).then(
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

/** Where a room that needs all texts is drawn, the next language comes with all of them. */
async function fetched(language: Language): Promise<Catalogue> {
  const source = sources[language];
  const [{ first }, later] = await Promise.all([source.first(), areLaterWanted ? source.later() : undefined]);
  return { ...first, ...later?.later } as Catalogue;
}

/** The texts of all other rooms, in each language that is loaded. Rejects where the network does. */
export async function loadLaterTexts(): Promise<void> {
  areLaterWanted = true;
  await Promise.all([...loading].map(async ([language, catalogue]) => Object.assign(await catalogue, (await sources[language].later()).later)));
}

/** A module whose components use the texts of `later.ts`: it comes with them. */
export async function laterRoom<Room>(room: Promise<Room>): Promise<Room> {
  const [loaded] = await Promise.all([room, loadLaterTexts()]);
  return loaded;
}
