/** Prints messages as they are drawn: their sanitised nodes, copied into an empty page with a policy of its own. */
import { runsOf } from '../plain/numbers-alone.ts';

export interface PrintedHeading {
  readonly subject: string;
  readonly direction: 'ltr' | 'rtl';
  readonly language: string;
}

const style = `
  html { color: #000; background: #fff; color-scheme: light; font: 11pt/1.5 "Segoe UI", system-ui, "Noto Sans Arabic", sans-serif; }
  body { margin: 24px; }
  h1 { font-size: 16pt; margin: 0 0 12px; unicode-bidi: plaintext; }
  article { border-top: 1px solid #999; padding: 12px 0; }
  header { margin-bottom: 12px; font-size: 10pt; color: #333; }
  .content { white-space: normal; }
  ul { margin: 12px 0 0; padding: 8px 0 0; border-top: 1px dotted #999; font-size: 10pt; list-style: none; }
  @page { margin: 16mm; }`;

/**
 * Opens the page and prints it. Within a click, else the browser stops it.
 * @param articles messages, drawn by then, with `[data-print-head]` (its value, where it has one, is what is printed), `[data-print-body]` and frames in them, and `[data-print-file]`
 * @returns false where no window could be opened
 */
export function printMessages(articles: Promise<readonly HTMLElement[]>, { subject, direction, language }: PrintedHeading): boolean {
  const opened = window.open('/frame/print.html', '_blank') as (Window & typeof globalThis) | null;
  if (!opened) return false;
  opened.addEventListener('load', () => void articles.then((drawn) => opened.closed || fill(opened, drawn, { subject, direction, language })));
  return true;
}

/** Whoever waits longer for what is printed has lost the network: what is there is printed. */
const longestWaitMs = 10_000;
const lookAgainMs = 100;

/** The messages of a pane, once so many are drawn with what they say. */
export async function drawnMessages(pane: HTMLElement, count: number): Promise<readonly HTMLElement[]> {
  const until = Date.now() + longestWaitMs;
  for (;;) {
    const articles = [...pane.querySelectorAll<HTMLElement>('article[data-email]')];
    if ((articles.length >= count && articles.every(isDrawn)) || Date.now() > until) return articles;
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
}

function isDrawn(article: HTMLElement): boolean {
  const content = article.querySelector('[data-print-body]');
  const frames = [...(content?.querySelectorAll('iframe') ?? [])];
  return frames.length > 0 ? frames.every(({ contentDocument }) => contentDocument?.body?.hasChildNodes()) : content?.querySelector('[data-plain], p, img') != null;
}

function fill(opened: Window & typeof globalThis, articles: readonly HTMLElement[], { subject, direction, language }: PrintedHeading): void {
  const { document } = opened;
  const { documentElement: root, head, body } = document;
  root.dir = direction;
  root.lang = language;
  document.title = subject;
  head.append(Object.assign(document.createElement('style'), { textContent: style }));
  body.append(Object.assign(document.createElement('h1'), { textContent: subject }));
  for (const article of articles) {
    const copy = document.createElement('article');
    const from = document.createElement('header');
    for (const part of article.querySelectorAll<HTMLElement>('[data-print-head]')) {
      const text = part.dataset['printHead'] || (part.querySelector('time')?.title ?? linesOf(part));
      for (const line of text.split('\n')) from.append(Object.assign(document.createElement('div'), { textContent: line.trim() }));
    }
    copy.append(from);
    for (const content of article.querySelectorAll<HTMLElement>('[data-print-body] iframe, [data-print-body] [data-plain]')) copy.append(copied(document, content));
    const files = [...article.querySelectorAll<HTMLElement>('[data-print-file]')].filter((file) => !file.closest('[data-print-body]'));
    if (files.length > 0) copy.append(listOf(document, files.map((file) => file.dataset['printFile'] ?? '')));
    body.append(copy);
  }
  // Pictures are in the browser's cache already: a moment for them to be drawn.
  const pictures = [body, ...[...body.querySelectorAll('div')].flatMap(({ shadowRoot }) => shadowRoot ?? [])].flatMap((tree) => [...tree.querySelectorAll('img')]).map((picture) => picture.decode().catch(() => {}));
  void Promise.all(pictures).then(() => opened.print());
}

function listOf(document: Document, lines: readonly string[]): HTMLElement {
  const list = document.createElement('ul');
  for (const line of lines) list.append(Object.assign(document.createElement('li'), { textContent: line }));
  return list;
}

/** Each message in a tree of its own, so that the styles of one do not dress the next, and in a box that it cannot leave: who it is from stands above. */
function copied(document: Document, content: HTMLElement): HTMLElement {
  const place = document.createElement('div');
  if (!(content instanceof HTMLIFrameElement)) {
    place.style.whiteSpace = 'pre-wrap';
    place.style.unicodeBidi = 'plaintext';
    for (const { text, isNumbers } of runsOf(withQuote(content))) place.append(isNumbers ? Object.assign(document.createElement('bdi'), { dir: 'ltr', textContent: text }) : text);
    return place;
  }
  const shown = content.contentDocument;
  if (!shown) return place;
  Object.assign(place.style, { display: 'flow-root', position: 'relative', isolation: 'isolate', overflow: 'clip' });
  const shadow = place.attachShadow({ mode: 'open' });
  for (const sheet of shown.querySelectorAll('head > style')) shadow.append(document.importNode(sheet, true));
  const body = document.createElement('div');
  for (const child of shown.body.childNodes) body.append(document.importNode(child, true));
  for (const fold of body.querySelectorAll('details')) fold.open = true;
  shadow.append(body);
  return place;
}

/** On paper nothing can be unfolded. */
function withQuote(content: HTMLElement): string {
  const fold = content.querySelector<HTMLElement>('[data-print-quote]');
  const lines = linesOf(content);
  return fold ? lines.replace(fold.textContent ?? '', () => fold.dataset['printQuote'] ?? '') : lines;
}

/** As it is seen: the blocks each on a line of their own. */
function linesOf(element: HTMLElement): string {
  // biome-ignore lint/performance/useDomNodeTextContent: textContent knows no lines
  return element.innerText;
}
