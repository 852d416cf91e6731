/**
 * HTML that a stranger sent, made into nodes that can only be looked at. DOMPurify takes away what could run; what is left is gone through once more node by node,
 * by lists of what may stay, and nothing is ever written out and read again, where it could turn into something else (mutation XSS).
 */
import createDOMPurify, { type Config, type WindowLike } from 'dompurify';
import { isPaper, onEither, parseColour } from './colour.ts';
import { outlookLine } from './quote-parts.ts';
import { cleanDeclarations, cleanSheet, type StyleContext } from './safe-css.ts';
import { showsNothing } from './shows-nothing.ts';
import { contentIdOf, isDataPicture, linkTarget, remotePicture } from './web-address.ts';

/** A picture that is not in place yet. */
export interface WantedPicture {
  readonly element: HTMLElement;
  /** `src` of an image, or a background. */
  readonly place: 'src' | 'background';
  readonly url: string;
}

export interface SanitisedHtml {
  /** The sanitised `<body>`, in a document that shows nothing. */
  readonly body: HTMLElement;
  readonly styles: readonly string[];
  /** Pictures that lie elsewhere. */
  readonly remote: readonly WantedPicture[];
  /** Pictures inside of the message; `url` is the Content-Id or Content-Location. */
  readonly inline: readonly WantedPicture[];
  /** Pictures that would have shown nothing, but told the sender: never fetched. */
  readonly trackers: number;
  /** Where Outlook drew a line above what is quoted. */
  readonly quoteLine: HTMLElement | undefined;
  /** It has backgrounds of its own and is to lie on white paper. */
  readonly isColoured: boolean;
  /** Only the beginning is here. */
  readonly isCut: boolean;
}

export interface SanitiseOptions {
  /** Whose parser is used: that of the frame which the nodes will be shown in. */
  readonly window: Window & typeof globalThis;
  readonly darkens: boolean;
  /** With remote pictures: rules of style sheets fetch theirs through the proxy. */
  readonly remoteInSheets: ((url: string) => string) | undefined;
  readonly ownHost: string;
}

const allowedTags = `a abbr acronym address area article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del dfn dir div dl dt em figcaption figure font
  footer h1 h2 h3 h4 h5 h6 head header hgroup hr html i img ins kbd li main map mark nav nobr ol p picture pre q rp rt ruby s samp section small source span strike strong style sub sup table
  tbody td tfoot th thead time tr tt u ul var wbr`.split(/\s+/);

const allowedAttributes = `abbr align alt axis background bgcolor border cellpadding cellspacing char charoff class clear color cols colspan compact coords datetime dir face headers height
  href hspace id lang name noshade nowrap reversed role rowspan rules scope shape size span src srcset start style summary title type usemap valign value vspace width`.split(/\s+/);

const config = {
  ALLOWED_TAGS: allowedTags,
  ALLOWED_ATTR: allowedAttributes,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_NAMESPACES: ['http://www.w3.org/1999/xhtml'],
  // Addresses are judged below, each by what it is for.
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|data:image\/|blob:|#|\/\/|www\.)|^[^:]*$/i,
  FORBID_CONTENTS: `audio canvas datalist embed frame frameset iframe math noembed noframes noscript object optgroup option plaintext portal script select svg template textarea title video xmp`.split(' '),
  WHOLE_DOCUMENT: true,
  RETURN_DOM: true,
  SANITIZE_DOM: true,
} satisfies Config;

/** Browsers begin to fetch media, and apply `<base>`, in documents that are only parsed; these are gone before that. */
const livelyTags = /<(\/?)(?:video|audio|source|track|base|embed|object|applet|link)(?=[\s/>])/gi;

/** Tags beyond this are not worth waiting for: the page would stand still. */
const mostTags = 60_000;
const mostCharacters = 5_000_000;
const mostStyleCharacters = 600_000;

export function sanitiseHtml(html: string, { window, darkens, remoteInSheets, ownHost }: SanitiseOptions): SanitisedHtml {
  const { text, isCut } = beginningOf(html);
  const purify = createDOMPurify(window as unknown as WindowLike);
  const root = purify.sanitize(text.replace(livelyTags, '<$1x-gone'), config) as unknown as HTMLElement;

  let isColoured = false;
  let trackers = 0;
  let quoteLine: HTMLElement | undefined;
  const remote: WantedPicture[] = [];
  const inline: WantedPicture[] = [];
  const styles: string[] = [];
  const coloured = () => {
    isColoured = true;
  };
  const want = (element: HTMLElement, place: WantedPicture['place'], raw: string): string | undefined => {
    if (isDataPicture(raw)) return raw.trim();
    const contentId = contentIdOf(raw);
    const url = contentId ?? remotePicture(raw, ownHost);
    if (url !== undefined) (contentId === undefined ? remote : inline).push({ element, place, url });
    // A name alone may be the Content-Location of a part (MHTML, RFC 2557).
    else if (/^[\w.%-]{1,200}$/.test(raw.trim())) inline.push({ element, place, url: raw.trim() });
    return undefined;
  };
  const inElement = (element: HTMLElement): StyleContext => ({ darkens, coloured, picture: (url) => want(element, 'background', url) });
  const inSheet: StyleContext = {
    darkens,
    coloured,
    picture(raw) {
      if (isDataPicture(raw)) return raw.trim();
      const url = remotePicture(raw, ownHost);
      return url === undefined ? undefined : remoteInSheets?.(url);
    },
  };

  let styleCharacters = 0;
  for (const element of [...root.querySelectorAll<HTMLElement>('*')]) {
    const tag = element.localName;
    if (!allowedTags.includes(tag)) {
      element.remove();
      continue;
    }
    if (tag === 'style') {
      const text = element.textContent ?? '';
      styleCharacters += text.length;
      if (styleCharacters <= mostStyleCharacters) styles.push(cleanSheet(text, window, inSheet));
      element.remove();
      continue;
    }
    for (const { name } of [...element.attributes]) if (!allowedAttributes.includes(name)) element.removeAttribute(name);
    if (tag !== 'a') element.removeAttribute('name');
    if (tag !== 'a' && tag !== 'area') element.removeAttribute('href');
    else cleanLink(element);
    if (element.hasAttribute('role') && !/^(?:presentation|none)$/.test(element.getAttribute('role') ?? '')) element.removeAttribute('role');
    cleanColours(element, darkens, coloured);
    const isTracker = tag === 'img' && showsNothing(element);
    if (tag === 'img' && isTracker) trackers += 1;
    cleanPictures(element, isTracker ? () => undefined : want);
    if (element.hasAttribute('style')) {
      if (!quoteLine && tag === 'div' && outlookLine.test(element.getAttribute('style') ?? '')) quoteLine = element;
      cleanDeclarations(element.style, isTracker ? { ...inElement(element), picture: () => undefined } : inElement(element));
      if (element.style.length === 0) element.removeAttribute('style');
    }
  }
  const body = root.querySelector('body') ?? root;
  return { body, styles, remote, inline, trackers, quoteLine, isColoured, isCut };
}

/** What can be drawn before anybody loses patience. */
function beginningOf(html: string): { text: string; isCut: boolean } {
  const end = Math.min(html.length, mostCharacters);
  let tags = 0;
  for (let at = html.indexOf('<'); at >= 0 && at < end; at = html.indexOf('<', at + 1)) {
    if (++tags > mostTags) return { text: html.slice(0, at), isCut: true };
  }
  return { text: html.slice(0, end), isCut: end < html.length };
}

function cleanLink(element: HTMLElement): void {
  const target = linkTarget(element.getAttribute('href') ?? '');
  if (!target) {
    element.removeAttribute('href');
    return;
  }
  if (target.kind === 'place') {
    element.setAttribute('href', `#${encodeURIComponent(target.name)}`);
    return;
  }
  element.setAttribute('href', target.href);
  element.setAttribute('target', '_blank');
  element.setAttribute('rel', 'noopener noreferrer nofollow');
}

/** HTML's own attributes for what CSS does. */
function cleanColours(element: HTMLElement, darkens: boolean, coloured: () => void): void {
  for (const name of ['bgcolor', 'color']) {
    const text = element.getAttribute(name);
    if (text === null) continue;
    const colour = parseColour(text) ?? parseColour(`#${text}`);
    if (name === 'bgcolor') {
      if (colour && !isPaper(colour)) coloured();
      else if (darkens) element.removeAttribute(name);
    } else if (darkens && colour) {
      element.removeAttribute(name);
      element.style.color = onEither(colour);
    }
  }
}

function cleanPictures(element: HTMLElement, want: (element: HTMLElement, place: WantedPicture['place'], raw: string) => string | undefined): void {
  const tag = element.localName;
  const background = element.getAttribute('background');
  if (background !== null) {
    element.removeAttribute('background');
    const kept = want(element, 'background', background);
    if (kept !== undefined) element.style.backgroundImage = `url("${kept.replace(/["\\\n]/g, encodeURIComponent)}")`;
  }
  if (tag === 'source') {
    element.remove();
    return;
  }
  const source = element.getAttribute('src');
  const set = element.getAttribute('srcset');
  element.removeAttribute('src');
  element.removeAttribute('srcset');
  if (tag !== 'img') return;
  element.setAttribute('decoding', 'async');
  // One picture, one address: the others are the same at other sizes.
  const raw = source?.trim() || set?.trim().split(/\s/, 1)[0]?.replace(/,$/, '');
  const kept = raw ? want(element, 'src', raw) : undefined;
  if (kept !== undefined) element.setAttribute('src', kept);
}
