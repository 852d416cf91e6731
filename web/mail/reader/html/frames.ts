/**
 * The frames that messages are drawn in. To load one's page takes longer than to draw most messages, so one is kept loaded, out of sight, and moved to where the next message
 * is shown. Each frame shows one message and is thrown away with it: nothing of a stranger's waits for the next.
 */
import { bringFonts } from './frame-fonts.ts';
import { holdsOwnPage } from './own-page.ts';

/** Where a frame keeps its page as it is moved; browsers that do not know how load a frame for each message. */
type Movable = Element & { moveBefore?: (node: Element, before: Element | null) => void };

let spare: HTMLIFrameElement | undefined;

/** Takes care that the next frame is at hand. */
export function prepareFrame(): void {
  if (spare || !('moveBefore' in Element.prototype) || !('requestIdleCallback' in window)) return;
  requestIdleCallback(() => {
    if (spare) return;
    const frame = newFrame();
    spare = frame;
    frame.hidden = true;
    frame.addEventListener('load', () => (holdsOwnPage(frame) ? void bringFonts(frame.contentWindow as Window & typeof globalThis) : discard(frame)), { once: true });
    document.body.append(frame);
  });
}

/** Puts a frame in its place. @returns it, and whether its page is loaded already; if not, its load event tells */
export function placeFrame(place: HTMLElement): { readonly frame: HTMLIFrameElement; readonly isLoaded: boolean } {
  const ready = spare;
  if (ready?.isConnected && ready.contentDocument?.readyState === 'complete' && holdsOwnPage(ready) && ready.contentDocument.URL !== 'about:blank') {
    spare = undefined;
    (place as Movable).moveBefore?.(ready, null);
    ready.hidden = false;
    // Set on all that lay outside of a dialog when it was opened.
    ready.inert = false;
    ready.removeAttribute('aria-hidden');
    return { frame: ready, isLoaded: true };
  }
  const frame = newFrame();
  place.append(frame);
  return { frame, isLoaded: false };
}

function discard(frame: HTMLIFrameElement): void {
  if (spare === frame) spare = undefined;
  frame.remove();
}

function newFrame(): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  // No scripts, ever: with them "allow-same-origin" would be the whole page.
  frame.setAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  frame.referrerPolicy = 'no-referrer';
  frame.src = '/frame/mail.html';
  return frame;
}
