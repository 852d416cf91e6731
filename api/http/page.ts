/** The frame of our pages: one file each, styles inside, no scripts, nothing from elsewhere. */
import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Language } from '../client/index.ts';
import { isRightToLeft } from '../shared/text.ts';
import { html, type Html } from './html.ts';

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #57606a; --ground: #f6f7f9; --card: #fff; --line: #d9dde3; --accent: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --quiet: #a5adb8; --ground: #14171a; --card: #1d2125; --line: #363c44; --accent: #8ab8f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", "Noto Sans", "Noto Naskh Arabic", sans-serif; }
main { max-inline-size: 60rem; margin-inline: auto; padding: clamp(1rem, 4vw, 3rem); }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; justify-content: space-between; }
h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin-block: 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin-block: 2.25rem .75rem; }
h3 { font-size: 1.05rem; margin-block: 0 .35rem; }
p { margin-block: 0 .75rem; }
.lead { color: var(--quiet); max-inline-size: 44rem; }
a { color: var(--accent); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
nav { display: flex; flex-wrap: wrap; gap: .9rem; margin-block-end: 1rem; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
table { border-collapse: collapse; inline-size: 100%; }
th, td { text-align: start; padding: .55rem .9rem; border-block-start: 1px solid var(--line); white-space: nowrap; }
thead th { border-block-start: 0; color: var(--quiet); font-weight: 600; font-size: .875rem; }
tbody th { font-weight: 600; }
tbody th, td .note { white-space: normal; }
@media (max-width: 36rem) { th, td { padding-inline: .5rem; } }
.cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem; }
dl { margin: 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem .9rem; font-size: .9375rem; }
.cards dl { grid-template-columns: minmax(0, 1fr); }
.cards dd + dt { margin-block-start: .35rem; }
.cards + .note { margin-block-start: 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
bdi, code { font-family: ui-monospace, "Cascadia Mono", Menlo, monospace; font-size: .9375em; }
.note { color: var(--quiet); font-size: .9375rem; }
`;

const names: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français', ar: 'العربية' };

export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
}

/** A whole page in one language, with links to the others. */
export function renderPage({ language, title, body }: Page): string {
  const links = (Object.keys(names) as Language[]).map((other) =>
    other === language ? html`<a href="?lang=${other}" lang="${other}" aria-current="true">${names[other]}</a>` : html`<a href="?lang=${other}" lang="${other}" hreflang="${other}">${names[other]}</a>`,
  );
  const page = html`<!doctype html>
<html lang="${language}" dir="${isRightToLeft(language) ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${{ html: style }}</style>
</head>
<body>
<main>
<header><h1>${title}</h1><nav aria-label="Language, langue, اللغة">${links}</nav></header>
${body}
</main>
</body>
</html>
`;
  return page.html;
}

/** The policy of a page: its own styles, by their hash, and nothing else. */
export function pagePolicy(page: string): string {
  const hashes = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`);
  return `default-src 'none'; style-src ${hashes.join(' ') || "'none'"}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

export function sendPage(req: Request, res: Response, status: number, language: Language, page: string): void {
  res.status(status);
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader('Content-Language', language);
  res.setHeader('Content-Security-Policy', pagePolicy(page));
  res.setHeader('Cache-Control', 'no-cache');
  res.vary('Accept-Language');
  res.end(req.method === 'HEAD' ? undefined : page);
}
