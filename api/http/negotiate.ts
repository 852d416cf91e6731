/** What the caller understands: languages and kinds of answer. */
import type { IncomingMessage } from 'node:http';
import type { Language } from '../client/index.ts';

const languages: readonly Language[] = ['fr', 'en', 'ar'];

/** The best of our languages by Accept-Language (RFC 9110 §12.5.4); `fallback` where none is named. */
export function requestLanguage(req: IncomingMessage, fallback: Language): Language {
  let best: { language: Language; quality: number } | undefined;
  for (const range of (req.headers['accept-language'] ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...params] = range.trim().toLowerCase().split(';');
    const language = languages.find((known) => tag === known || tag.startsWith(`${known}-`));
    const quality = Number(/^\s*q=([\d.]+)/.exec(params.join(';'))?.[1] ?? 1);
    if (language && quality > 0 && (!best || quality > best.quality)) best = { language, quality };
  }
  return best?.language ?? fallback;
}

/** Whether a person with a browser asks: only these name text/html. */
export function wantsPage(req: IncomingMessage): boolean {
  return /\btext\/html\b/i.test(req.headers.accept ?? '');
}

/** A media type as it may stand in a header, parameters and all; undefined where it is none. */
export function mediaType(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 255) return undefined;
  const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  const form = new RegExp(`^${token}/${token}(?:[ \\t]*;[ \\t]*${token}=(?:${token}|"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*"))*$`);
  return form.test(text) ? text : undefined;
}
