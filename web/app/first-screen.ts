/**
 * What is not needed for the first screen waits until that is seen: a page that opens has more to do than the processors of a small machine can take at once, and all that
 * is done beside it (the worker, code of further rooms, bodies of messages) has it come later.
 */
import { useEffect, useState } from 'react';

/** Nobody waits longer for a screen that does not come. */
const longestMs = 3_000;

let settle: () => void = () => {};
const settled = new Promise<void>((resolve) => {
  settle = resolve;
});
let isLimited = false;

/** The room that the page was opened for shows what it has to show, be it an error; called in an effect, before the browser has drawn it. */
export function firstScreenIsThere(): void {
  requestAnimationFrame(() => setTimeout(settle));
}

/**
 * Does something once the first screen is seen and the browser has nothing else to do.
 * @param timeoutMs how long a browser that is never idle is waited for
 * @returns calls it off
 */
export function afterFirstScreen(work: () => void, timeoutMs = 2_000): () => void {
  if (!isLimited) setTimeout(settle, longestMs);
  isLimited = true;
  const off = new AbortController();
  void settled.then(() => {
    if (!off.signal.aborted) whenIdle(work, timeoutMs, off.signal);
  });
  return () => off.abort();
}

/** False until the first screen is seen and the browser has nothing else to do. */
export function useFirstScreenSeen(): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => afterFirstScreen(() => setSeen(true)), []);
  return isSeen;
}

/** Safari has no word for it yet. */
function whenIdle(work: () => void, timeout: number, off: AbortSignal): void {
  if ('requestIdleCallback' in window) {
    const handle = requestIdleCallback(work, { timeout });
    off.addEventListener('abort', () => cancelIdleCallback(handle));
  } else {
    const timer = setTimeout(work, 300);
    off.addEventListener('abort', () => clearTimeout(timer));
  }
}
