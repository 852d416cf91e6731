/** This page among all in this browser in which something is written. */

export interface WritingPage {
  /** In what is kept of its drafts. */
  readonly id: string;
  /** The page that was in this tab before it was loaded again, if any. */
  readonly before: string | null;
}

/** In sessionStorage, which a tab keeps over a reload. */
const key = 'messagerie-writing';
/** On which pages tell the others of their beginning. */
const channelName = 'messagerie-writing';
const lockPrefix = 'messagerie-writing:';
/** A page that is loaded again has found what it left by then. */
const comesBackMs = 10_000;

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
  void navigator.locks.request(lockOf(id), () => {
    const channel = new BroadcastChannel(channelName);
    channel.postMessage(id);
    channel.close();
    return new Promise(() => {});
  });
  return { id, before };
}

/** Tells of the `id` of a page whether it is there now. */
export async function livingPages(): Promise<(id: string) => boolean> {
  const { held = [] } = await navigator.locks.query();
  const alive = new Set(held.map(({ name }) => name));
  return (id) => alive.has(lockOf(id));
}

/**
 * Calls back some seconds after another page has gone in which something could be written.
 * @returns ends that
 */
export function followPages(onGone: () => void): () => void {
  const ended = new AbortController();
  const followed = new Set<string>();
  const follow = async (id: string): Promise<void> => {
    if (id === page?.id || followed.has(id)) return;
    followed.add(id);
    // Granted once that page holds it no more; together with others who wait for it, and let go of at once: it would seem alive.
    await navigator.locks.request(lockOf(id), { mode: 'shared', signal: ended.signal }, () => {});
    setTimeout(() => !ended.signal.aborted && onGone(), comesBackMs);
  };
  const noMore = (): void => {};
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }) => void follow(String(data)).catch(noMore);
  void navigator.locks.query().then(({ held = [] }) => {
    for (const { name = '' } of held) if (name.startsWith(lockPrefix)) void follow(name.slice(lockPrefix.length)).catch(noMore);
  });
  return () => {
    channel.close();
    ended.abort();
  };
}

const lockOf = (id: string): string => `${lockPrefix}${id}`;
