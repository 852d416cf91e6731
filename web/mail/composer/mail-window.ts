/**
 * HTML of other people, made safe: in the window of an empty page that runs no script (`/frame/mail.html`), where styles survive the cleaning and nothing is fetched.
 * Trusted Types forbid parsing a string in the page itself.
 */
import createPurify, { type Config } from 'dompurify';
import { holdsOwnPage } from '../reader/html/own-page.ts';

let ready: Promise<Window & typeof globalThis> | undefined;

/** Set once it is loaded. */
let here: (Window & typeof globalThis) | undefined;

/** The window of that page; it stays for as long as the client does. */
function mailWindow(): Promise<Window & typeof globalThis> {
  ready ??= new Promise((resolve, reject) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-same-origin');
    frame.hidden = true;
    frame.title = '';
    frame.setAttribute('aria-hidden', 'true');
    frame.src = '/frame/mail.html';
    frame.onload = () => {
      here = frame.contentWindow as (Window & typeof globalThis) | undefined;
      if (here && holdsOwnPage(frame)) return resolve(here);
      here = undefined;
      frame.remove();
      reject(new Error('The frame for mail could not be loaded.'));
    };
    frame.onerror = () => reject(new Error('The frame for mail could not be loaded.'));
    document.body.append(frame);
  });
  ready.catch(() => {
    ready = undefined;
  });
  return ready;
}

const forbidden: Config = {
  WHOLE_DOCUMENT: true,
  RETURN_DOM: true,
  FORBID_TAGS: ['form', 'input', 'button', 'select', 'textarea', 'option', 'svg', 'math', 'meta', 'link', 'base', 'audio', 'video', 'source', 'track', 'iframe', 'object', 'embed', 'template', 'dialog'],
  FORBID_ATTR: ['srcset', 'id', 'name', 'ping', 'background', 'poster', 'tabindex', 'accesskey', 'contenteditable', 'autofocus', 'popover', 'popovertarget', 'target'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|data:image\/(?:png|jpe?g|gif|webp);|#)/i,
  // No address stands in these: without them quotations, directions, tables and lists would not be what they were.
  ADD_URI_SAFE_ATTR: ['type', 'dir', 'lang', 'align', 'valign', 'width', 'height', 'border', 'bgcolor', 'color', 'face', 'size', 'cellpadding', 'cellspacing', 'colspan', 'rowspan', 'nowrap', 'start', 'reversed'],
  ALLOW_DATA_ATTR: false,
};

/** A body without anything that runs, calls out or stands outside of it; style sheets are written into the elements. */
export async function safeBody(html: string): Promise<HTMLElement> {
  return cleanedIn(await mailWindow(), html);
}

/** The same without waiting; undefined as long as the page for it is not loaded ({@link mailWindowReady}). */
export function safeBodyNow(html: string): HTMLElement | undefined {
  return here && cleanedIn(here, html);
}

/** Undefined once HTML can be cleaned without waiting; else what to wait for. */
export function mailWindowReady(): Promise<unknown> | undefined {
  return here ? undefined : mailWindow();
}

function cleanedIn(window: Window & typeof globalThis, html: string): HTMLElement {
  const root = createPurify(window).sanitize(html, forbidden) as unknown as HTMLElement;
  const body = root.querySelector('body') ?? root;
  inlineStyles(window, root, body);
  for (const style of root.querySelectorAll('style, title')) style.remove();
  return body;
}

/** More of these together, and the styles of a message are left out: a newsletter has some hundred rules. */
const mostRules = 2_000;
const mostElements = 20_000;
/** What could take an element out of its place. */
const unwanted = /^(?:position|z-index|inset|top|left|right|bottom|transform|animation|transition|content|cursor)/;

function inlineStyles(window: Window & typeof globalThis, root: HTMLElement, body: HTMLElement): void {
  for (const element of body.querySelectorAll<HTMLElement>('[style]')) for (const name of [...element.style]) if (unwanted.test(name)) element.style.removeProperty(name);
  const texts = [...root.querySelectorAll('style')].map(({ textContent }) => textContent ?? '');
  if (texts.length === 0 || body.querySelectorAll('*').length > mostElements) return;
  const rules = texts.flatMap((text) => rulesOf(window, text));
  if (rules.length > mostRules) return;
  for (const { selectorText, style } of rules) {
    let found: Iterable<HTMLElement> = [];
    try {
      found = body.querySelectorAll<HTMLElement>(selectorText);
    } catch {
      continue; // a selector of another time
    }
    for (const element of found) {
      for (const name of style) {
        if (unwanted.test(name) || element.style.getPropertyValue(name) !== '' || /url\(|expression/i.test(style.getPropertyValue(name))) continue;
        element.style.setProperty(name, style.getPropertyValue(name));
      }
    }
  }
}

/** Later rules first: they hold. */
function rulesOf(window: Window & typeof globalThis, text: string): CSSStyleRule[] {
  const sheet = new window.CSSStyleSheet();
  try {
    sheet.replaceSync(text.replace(/^\s*<!--|-->\s*$/g, ''));
  } catch {
    return [];
  }
  return [...sheet.cssRules].filter((rule): rule is CSSStyleRule => rule instanceof window.CSSStyleRule).reverse();
}
