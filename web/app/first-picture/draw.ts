/** Shows a picture until the client has drawn the same thing itself. */
import { build, type PictureNode } from './nodes.ts';
import { type FirstPicture, rootAttributes } from './picture.ts';

/** Longer than this nobody is shown what does not answer, whatever the client is waiting for. */
const longestMs = 8_000;

/**
 * It goes by itself as soon as the client shows anything final, fails, or takes too long.
 * @param root where the client draws
 * @param late once it is, nothing is shown any more
 */
export async function drawPicture(picture: FirstPicture, root: HTMLElement, late: AbortSignal): Promise<void> {
  await Promise.all(picture.styles.map(linked));
  if (late.aborted) return;
  const { documentElement: page } = document;
  for (const name of rootAttributes) {
    const value = picture.root[name];
    if (value === undefined) page.removeAttribute(name);
    else page.setAttribute(name, value);
  }
  page.style.setProperty('--list-size', picture.listSize);
  document.title = picture.title;
  const box = document.createElement('div');
  box.id = 'first-picture';
  box.inert = true;
  box.ariaHidden = 'true';
  // What the client draws beside it does not have it laid out again.
  box.style.cssText = 'position: fixed; inset: 0; contain: strict; background: var(--c-bg)';
  for (const node of JSON.parse(picture.nodes) as PictureNode[]) box.append(build(node) ?? '');
  const rows = box.querySelectorAll('[role="row"]').length;
  root.after(box);

  const ended = new AbortController();
  const end = (): void => {
    ended.abort();
    box.remove();
    drawing.disconnect();
    clearTimeout(timer);
  };
  // It hears of each drawing before that is seen: the list and its picture are never on the screen together, and there is no moment without either.
  const drawing = new MutationObserver(() => isFinal(root, rows) && end());
  drawing.observe(root, { childList: true, subtree: true, attributeFilter: ['aria-busy'] });
  const timer = setTimeout(end, longestMs);
  // A script that does not come is an unhandled rejection, too.
  for (const failure of ['error', 'unhandledrejection', 'resize']) addEventListener(failure, end, { signal: ended.signal });
}

/** Whether the client shows what it has to show: its rows, or anything else that is not on its way any more. */
function isFinal(root: HTMLElement, rows: number): boolean {
  const drawn = [...root.querySelectorAll('[role="row"]')];
  if (drawn.length > 0) return drawn.slice(0, rows).every((row) => row.ariaBusy !== 'true');
  const main = root.querySelector('main');
  return main !== null && main.textContent !== '' && !main.matches('[aria-busy="true"], :has([aria-busy="true"])');
}

/** @throws where it does not come: without it the picture would be another */
function linked(href: string): Promise<void> {
  if (!/^\/assets\/[\w.-]+\.css$/.test(href)) throw new Error(`not a stylesheet of the client: ${href}`);
  if (document.querySelector(`link[rel="stylesheet"][href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.crossOrigin = '';
    link.href = href;
    link.onload = () => resolve();
    link.onerror = reject;
    document.head.append(link);
  });
}
