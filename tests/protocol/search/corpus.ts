/** Messages in French, Arabic and English with what makes searching hard, and what a plain scan knows of each. */
import { foldText, foldTyped } from '../../../api/mail/mime/index.ts';
import type { Random } from '../jmap-mail/random.ts';

/** A message, and its texts as they are written. */
export interface Written {
  readonly source: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly texts: readonly string[];
}

const english = 'annual report meeting budget draft don’t re-read naïve (urgent) C++ bob@example.org 50% the The of'.split(' ');
const french = 'Réunion délai été ŒUVRE cœur l’élève à où garçon Noël déjà "vraiment" efﬁcace projet contrat'.split(' ');
const arabic = 'اجتماع المَدْرَسَة مدرسـة إبراهيم أحمد آمال الأولى مستشفى على علي مكتبة قطّة ﻣﺮﺣﺒﺎ كتاب'.split(' ');
const strange = ['ＡＢＣ', '日本語の長い文', 'Ο ΟΔΟΣ', 'οδός', '😀👍', 'x'.repeat(70), `https://example.org/${'path/'.repeat(20)}?q=é`, 'Straße', 'I\u0307', '\u00a8x', 'tab\tbed', "O'Neil"];

/** A piece of text of some words. */
export function phrase({ pick, below, chance }: Random, most: number): string {
  const language = pick([english, french, arabic]);
  return Array.from({ length: 1 + below(most) }, () => (chance(0.08) ? pick(strange) : pick(chance(0.8) ? language : pick([english, french, arabic])))).join(chance(0.05) ? '  ' : ' ');
}

const encoded = (text: string): string => (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?') ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`);
const names = ['Zoé Durand', 'Ali', 'أحمد', 'Bob O’Neil', 'Chloë'];

export function compose(by: Random, n: number): Written {
  const { pick, chance, below } = by;
  const person = (): string => pick(names);
  const address = (): string => `${pick(['zoe', 'ali', 'bob'])}${below(5)}@example.org`;
  const subject = phrase(by, 4).replaceAll('\t', ' ');
  const [fromName, fromAddress, toName, toAddress, ccAddress] = [person(), address(), person(), address(), address()];
  const note = phrase(by, 3).replaceAll('\t', ' ');
  const plain = phrase(by, 30);
  const html = chance(0.3) ? phrase(by, 20) : undefined;
  const headers: [string, string, string?][] = [
    ['From', `${fromName} <${fromAddress}>`, `${encoded(fromName)} <${fromAddress}>`],
    ['To', `${toName} <${toAddress}>`, `${encoded(toName)} <${toAddress}>`],
    ...(chance(0.5) ? ([['Cc', ccAddress]] as [string, string][]) : []),
    ['Subject', subject, encoded(subject)],
    ['Date', 'Thu, 01 Jan 2026 10:00:00 +0100'],
    ['Message-ID', `<${n}.${below(1_000_000)}@example.org>`],
    ...(chance(0.5) ? ([['X-Note', note, encoded(note)]] as [string, string, string][]) : []),
    ['MIME-Version', '1.0'],
    ['Content-Type', html === undefined ? 'text/plain; charset=utf-8' : 'multipart/alternative; boundary=b'],
  ];
  const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const body = html === undefined
    ? wrapped(plain)
    : ['--b', 'Content-Type: text/plain; charset=utf-8', '', wrapped(plain), '--b', 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '', Buffer.from(`<html><head><title>hidden</title></head><p class="markup">${escape(html)}</p></html>`).toString('base64').replace(/.{76}/g, '$&\r\n'), '--b--'].join('\r\n');
  return {
    source: [...headers.map(([name, value, wire = value]) => `${name}: ${wire}`), '', body, ''].join('\r\n'),
    headers: headers.map(([name, value]) => [name, value] as const),
    texts: [plain, ...(html === undefined ? [] : [html])],
  };
}

/** Line ends in the middle of a text are blanks to whoever reads it. */
const wrapped = (text: string): string => text.replaceAll('the ', 'the\r\n').replace(/^\.|\r\n\./g, '');

/** The plain definition of what is the same in a search; an accent by itself is nothing. */
export const normal = (text: string): string => foldTyped(text.replaceAll('\u00a8', '').replace(/\s+/g, ' ').trim()).replaceAll('ς', 'σ').replace(/\s+/g, ' ');

/** What somebody may type to find a text: a piece of it, written another way. */
export function needle({ pick, below, chance }: Random, text: string): string {
  const characters = [...text];
  const start = below(Math.max(1, characters.length));
  const piece = characters.slice(start, start + 1 + below(pick([3, 8, 20, 60]))).join('');
  const ways: ((piece: string) => string)[] = [(same) => same, (same) => same.toUpperCase(), (same) => same.normalize('NFD'), (same) => foldText(same), (same) => foldTyped(same), (same) => same.replaceAll('ة', 'ه').replaceAll('أ', 'ا')];
  const other = pick(ways)(piece);
  return chance(0.07) ? `${other}q` : other;
}
