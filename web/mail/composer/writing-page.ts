/** This page among all in this browser in which something is written. */

export interface WritingPage {
  /** In what is kept of its drafts. */
  readonly id: string;
  /** The page that was in this tab before it was loaded again, if any. */
  readonly before: string | null;
}

/** In sessionStorage, which a tab keeps over a reload. */
const key = 'messagerie-writing';

let page: WritingPage | undefined;

/** The same for as long as the page lives, however often the composer is begun in it. */
export function writingPage(): WritingPage {
  page ??= begin();
  return page;
}

function begin(): WritingPage {
  const id = crypto.randomUUID();
  const before = sessionStorage.getItem(key);
  sessionStorage.setItem(key, id);
  // Held while this page lives: what it writes is not taken over by others.
  void navigator.locks.request(lockOf(id), () => new Promise(() => {}));
  return { id, before };
}

/** Tells of the `id` of a page whether it is there now. */
export async function livingPages(): Promise<(id: string) => boolean> {
  const { held = [] } = await navigator.locks.query();
  const alive = new Set(held.map(({ name }) => name));
  return (id) => alive.has(lockOf(id));
}

const lockOf = (id: string): string => `messagerie-writing:${id}`;
