/**
 * Where the page begins: some kilobytes that show the first picture, if there is one that fits. The client's own code is fetched meanwhile and run after, since it keeps
 * the browser from drawing for some hundred milliseconds.
 */
import { drawPicture } from './draw.ts';
import { readPicture } from './read.ts';

/** The client does not wait longer than this for a slow disk. */
const patienceMs = 300;

/** So long the client's code, which keeps all else from being done while it begins, lets what is asked of the server go before. */
const headStartMs = 150;

void begin();

async function begin(): Promise<void> {
  const waited = new AbortController();
  const timer = setTimeout(() => waited.abort(), patienceMs);
  const isOver = new Promise<void>((resolve) => waited.signal.addEventListener('abort', () => resolve()));
  // Without a picture the page is as it would be at a first visit.
  await Promise.race([show(waited.signal).catch(() => {}), isOver]);
  clearTimeout(timer);
  await Promise.race([askAhead().catch(() => {}), new Promise((resolve) => setTimeout(resolve, headStartMs))]);
  await import('../main.tsx');
}

/** Asks for what the client is going to show. */
async function askAhead(): Promise<void> {
  if (location.pathname === '/sign-in') return;
  const { beginOpening } = await import('../first-store.ts');
  await beginOpening();
}

/** @param late once it is, nothing is shown any more */
async function show(late: AbortSignal): Promise<void> {
  const root = document.getElementById('root');
  // A page that is opened in the background is not drawn, and in no hurry.
  if (!root || document.visibilityState !== 'visible') return;
  const picture = await readPicture();
  if (!picture || late.aborted) return;
  await drawPicture(picture, root, late);
  await painted();
}

/** Resolves once the browser has drawn what is in the page now. */
function painted(): Promise<void> {
  return new Promise((resolve) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(undefined);
    }),
  );
}
