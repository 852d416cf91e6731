import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EmailBodyPart } from '../../../../openapi/generated/jmap.ts';
import { useText } from '../../../text/index.ts';
import { bringFonts } from './frame-fonts.ts';
import { keepFitted } from './frame-fit.ts';
import { baseStyle, frameLook, lastStyle } from './frame-style.ts';
import { placeFrame, prepareFrame } from './frames.ts';
import { showInlinePictures } from './inline-pictures.ts';
import { type LinkSuspicion, suspicionOf } from './link-check.ts';
import styles from './mail-frame.module.css';
import { setNumbersApart } from './numbers-apart.ts';
import { holdsOwnPage } from './own-page.ts';
import { fetchPicture } from './picture-queue.ts';
import { foldQuotes } from './quotes.ts';
import { type SanitisedHtml, sanitiseHtml, type WantedPicture } from './sanitise.ts';
import { linkTarget, proxied } from './web-address.ts';

/** What the reader needs to know of a message that is drawn. */
export interface FrameFacts {
  readonly remotePictures: number;
  readonly trackers: number;
  readonly isColoured: boolean;
  readonly isCut: boolean;
}

export interface SuspiciousLink {
  readonly href: string;
  readonly text: string;
  readonly why: LinkSuspicion;
}

export interface MailFrameProps {
  readonly html: string;
  readonly accountId: string;
  /** The parts that `cid:` may name. */
  readonly parts: readonly EmailBodyPart[];
  /** Who it is from, for the frame's name. */
  readonly sender: string;
  /** It passes another message on: nothing of it is folded. */
  readonly isForward?: boolean;
  readonly showsRemote: boolean;
  readonly isDark: boolean;
  /** Chosen by the person; by itself a message with colours lies on paper. */
  readonly surface: 'auto' | 'paper' | 'theme';
  readonly onFacts: (facts: FrameFacts) => void;
  /** @param count how many remote pictures could not be fetched so far */
  readonly onPicturesFailed?: (count: number) => void;
  /** The page that messages are drawn in could not be loaded. */
  readonly onMissing: () => void;
  readonly onMailto: (href: string) => void;
  readonly onSuspiciousLink: (link: SuspiciousLink) => void;
}

/** How often a frame that is not loaded is looked at, in milliseconds. */
const lookedAtEvery = 500;

/**
 * HTML of a stranger, in a page of its own that can run nothing, fetch nothing but pictures by way of our server, and draw nothing outside of its rectangle.
 * `/frame/mail.html` brings the policy; whatever the sanitiser should miss fails there.
 */
export function MailFrame(props: MailFrameProps) {
  const t = useText();
  const place = useRef<HTMLDivElement>(null);
  const [frame, setFrame] = useState<HTMLIFrameElement>();
  const [isLoaded, setLoaded] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  const { html, accountId, parts, showsRemote, isDark, surface, sender, isForward = false } = props;
  const quoteLabel = t('reader.quoted');
  const title = t('reader.frame', { sender });

  // Before the browser draws: a frame that was at hand is seen together with what is around it.
  useLayoutEffect(() => {
    if (!place.current) return;
    const { frame: placed, isLoaded: isAtHand } = placeFrame(place.current);
    placed.className = styles.frame ?? '';
    placed.setAttribute('aria-busy', 'true');
    const hear = () => (holdsOwnPage(placed) ? setLoaded(true) : latest.current.onMissing());
    placed.addEventListener('load', hear);
    setFrame(placed);
    setLoaded(isAtHand);
    return () => {
      placed.removeEventListener('load', hear);
      placed.remove();
    };
  }, []);

  useLayoutEffect(() => {
    if (frame) frame.title = title;
  }, [frame, title]);

  useLayoutEffect(() => {
    if (!isLoaded || !frame) return;
    return fill(frame, { html, accountId, parts, showsRemote, isDark, surface, isForward, quoteLabel }, latest);
  }, [isLoaded, frame, html, accountId, parts, showsRemote, isDark, surface, isForward, quoteLabel]);

  useEffect(() => {
    if (isLoaded) prepareFrame();
  }, [isLoaded]);

  // Of a page that could not be fetched Firefox tells by no event: it puts its own word about that in the frame, which nobody may look into.
  useEffect(() => {
    if (isLoaded || !frame) return;
    const looking = setInterval(() => frame.contentDocument === null && latest.current.onMissing(), lookedAtEvery);
    return () => clearInterval(looking);
  }, [isLoaded, frame]);

  return <div ref={place} className={styles.place} />;
}

type Filling = Pick<MailFrameProps, 'html' | 'accountId' | 'parts' | 'showsRemote' | 'isDark' | 'surface' | 'isForward'> & { readonly quoteLabel: string };

function fill(frame: HTMLIFrameElement, filling: Filling, latest: { readonly current: MailFrameProps }): () => void {
  const window = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!window?.document?.body) return () => {};
  const { document } = window;
  // Taken before anything of the message is there: names in it could pose as these.
  const { documentElement: root, head, body } = document;
  const options = { window, ownHost: location.host, remoteInSheets: filling.showsRemote ? proxied : undefined };
  let clean: SanitisedHtml = sanitiseHtml(filling.html, { ...options, darkens: filling.isDark && filling.surface !== 'paper' });
  const look = frameLook(frame, surfaceOf(filling, clean), filling.isDark);
  if (filling.isDark && look.surface !== 'theme' && filling.surface !== 'paper') clean = sanitiseHtml(filling.html, { ...options, darkens: false });
  const { isColoured, trackers, isCut } = clean;
  foldQuotes(clean.body, clean.quoteLine, filling.quoteLabel, filling.isForward);

  head.replaceChildren(...[baseStyle(look), ...clean.styles, lastStyle(look)].map((text) => Object.assign(document.createElement('style'), { textContent: text })));
  body.replaceChildren();
  for (const { name } of [...body.attributes]) body.removeAttribute(name);
  for (const { name, value } of [...clean.body.attributes]) if (name !== 'style') body.setAttribute(name, value);
  if (clean.body.style.length > 0) body.style.cssText = clean.body.style.cssText;
  body.append(...clean.body.childNodes);
  setNumbersApart(body);
  root.lang = documentLanguage(clean.body) ?? '';
  // Which side columns of a table begin on is said by nothing else.
  root.dir = clean.body.parentElement?.dir ?? '';
  // Colours that reach to the edge need no margin.
  root.toggleAttribute('data-bare', /^(?:rgba\(0, 0, 0, 0\)|transparent)$/.test(window.getComputedStyle(body).backgroundColor));
  void bringFonts(window);

  const ended = new AbortController();
  const place = (picture: WantedPicture, address: string) => {
    if (picture.place === 'src') picture.element.setAttribute('src', address);
    else {
      picture.element.style.backgroundImage = `url("${address}")`;
      picture.element.setAttribute('data-pictured', '');
    }
  };
  // The body itself stays where it was made: its place is taken by the frame's own.
  const inFrame = (pictures: readonly WantedPicture[]) => pictures.map((picture) => (picture.element === clean.body ? { ...picture, element: body } : picture));
  const endInline = showInlinePictures(inFrame(clean.inline), filling.parts, filling.accountId, place);
  if (filling.showsRemote) showRemotePictures(inFrame(clean.remote), ended.signal, place, (count) => latest.current.onPicturesFailed?.(count));
  const endFit = keepFitted(frame, root, body);
  const endListening = listen(frame, document, body, latest);
  frame.setAttribute('aria-busy', 'false');
  latest.current.onFacts({ remotePictures: clean.remote.length, trackers, isColoured, isCut });
  return () => {
    ended.abort();
    endInline();
    endFit();
    endListening();
  };
}

function surfaceOf({ isDark, surface }: Filling, { isColoured }: SanitisedHtml): 'paper' | 'theme' | 'inverted' {
  if (!isDark) return 'theme';
  if (surface === 'paper') return 'paper';
  if (!isColoured) return 'theme';
  return surface === 'theme' ? 'inverted' : 'paper';
}

function documentLanguage(body: HTMLElement): string | undefined {
  return body.parentElement?.lang || undefined;
}

/** Those near the part that is seen, as it comes near. */
function showRemotePictures(wanted: readonly WantedPicture[], signal: AbortSignal, place: (picture: WantedPicture, address: string) => void, onFailed: (count: number) => void): void {
  const byElement = new Map<Element, WantedPicture[]>();
  let failed = 0;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        for (const picture of byElement.get(target) ?? []) {
          const address = proxied(picture.url);
          void fetchPicture(address, signal).then((isThere) => {
            if (isThere) place(picture, address);
            else if (!signal.aborted) onFailed(++failed);
          });
        }
      }
    },
    { rootMargin: '800px' },
  );
  signal.addEventListener('abort', () => observer.disconnect());
  for (const picture of wanted) {
    const { element } = picture;
    byElement.set(element, [...(byElement.get(element) ?? []), picture]);
    observer.observe(element);
  }
}

/** What a style sheet writes before or behind an element. */
function written(element: Element, place: '::before' | '::after'): string {
  const { content = '' } = element.ownerDocument.defaultView?.getComputedStyle(element, place) ?? {};
  return [...content.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1')).join('');
}

function listen(frame: HTMLIFrameElement, document: Document, body: HTMLElement, latest: { readonly current: MailFrameProps }): () => void {
  const follow = (event: MouseEvent) => {
    const link = (event.target as Element | null)?.closest?.('a[href], area[href]');
    const href = link?.getAttribute('href');
    const target = href ? linkTarget(href) : undefined;
    if (!link || !target) return;
    const text = `${written(link, '::before')}${link.textContent ?? ''}${written(link, '::after')}`;
    const why = suspicionOf(text, href ?? '');
    if (why !== undefined) {
      event.preventDefault();
      latest.current.onSuspiciousLink({ href: href ?? '', text: text.trim(), why });
    } else if (target.kind === 'mail') {
      event.preventDefault();
      latest.current.onMailto(target.href);
    } else if (target.kind === 'place') {
      event.preventDefault();
      const name = CSS.escape(target.name);
      body.querySelector(`[id="${name}"], a[name="${name}"]`)?.scrollIntoView({ block: 'start' });
    }
  };
  // What is pressed in the frame is pressed in what the frame stands in: the reader, a dialog, a message being written.
  const press = (event: KeyboardEvent) => {
    if (!frame.dispatchEvent(new KeyboardEvent(event.type, event))) event.preventDefault();
  };
  document.addEventListener('click', follow);
  document.addEventListener('auxclick', follow);
  document.addEventListener('keydown', press);
  return () => {
    document.removeEventListener('click', follow);
    document.removeEventListener('auxclick', follow);
    document.removeEventListener('keydown', press);
  };
}
