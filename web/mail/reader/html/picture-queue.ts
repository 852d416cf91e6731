/** Pictures that come through the server's proxy: a few at a time, so that slow ones do not hold up the mail. */

const atOnce = 4;
let running = 0;
const waiting: (() => void)[] = [];

/** Fetches a picture into the browser's cache. @returns whether it is there now; never rejects */
export async function fetchPicture(address: string, signal: AbortSignal): Promise<boolean> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    if (signal.aborted) return false;
    const picture = new Image();
    picture.src = address;
    await Promise.race([picture.decode(), aborted(signal)]);
    return !signal.aborted;
  } catch {
    return false;
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
