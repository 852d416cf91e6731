/** What stands behind an operator, in any of the languages. */
import { latinDigits } from '../../text/latin-digits.ts';

/** Letters as they are compared: no accents, no case, no spaces. */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/[\p{M}\s_-]/gu, '').toLowerCase();
}

const everywhereWords = new Set(['anywhere', 'all', 'partout', 'الكل'].map(fold));

/** Whether `in:` asks for all folders, those too that a search leaves out. */
export function isEverywhere(value: string): boolean {
  return everywhereWords.has(fold(value));
}

const meWords = new Set(['me', 'moi', 'أنا'].map(fold));

/** Whether a person is whoever searches. */
export function isMe(value: string): boolean {
  return meWords.has(fold(value));
}

const attachmentWords = new Set(['attachment', 'attachments', 'file', 'piece', 'pieces', 'pj', 'piecejointe', 'piecesjointes', 'مرفق', 'مرفقات'].map(fold));

/** Whether `has:` asks for what can be asked for. */
export function isAttachment(value: string): boolean {
  return attachmentWords.has(fold(value));
}

export type State = 'unread' | 'read' | 'flagged' | 'answered' | 'forwarded' | 'draft';

const stateWords: ReadonlyMap<string, State> = new Map(
  (
    [
      ['unread', ['unread', 'nonlu', 'nonlus', 'غير مقروء', 'غير مقروءة']],
      ['read', ['read', 'lu', 'lus', 'مقروء', 'مقروءة']],
      ['flagged', ['flagged', 'starred', 'suivi', 'suivis', 'مميز', 'مميزة']],
      ['answered', ['answered', 'replied', 'repondu', 'مردود']],
      ['forwarded', ['forwarded', 'transfere', 'محول']],
      ['draft', ['draft', 'brouillon', 'مسودة']],
    ] as const
  ).flatMap(([state, words]) => words.map((word) => [fold(word), state] as const)),
);

/** The state that `is:` asks for, in any of the languages. */
export function stateOf(value: string): State | undefined {
  return stateWords.get(fold(value));
}

const labelWords: ReadonlyMap<string, string> = new Map(
  (
    [
      ['$label1', ['important', 'مهم']],
      ['$label2', ['work', 'travail', 'عمل']],
      ['$label3', ['personal', 'personnel', 'شخصي']],
      ['$label4', ['todo', 'afaire', 'للإنجاز']],
      ['$label5', ['later', 'plustard', 'لاحقًا']],
    ] as const
  ).flatMap(([keyword, words]) => words.map((word) => [fold(word), keyword] as const)),
);

/** The keyword behind `label:`: that of a label's name, or any other as it is written. Undefined for what no keyword can be (RFC 8621 §4.1.1). */
export function keywordOf(value: string): string | undefined {
  const known = labelWords.get(fold(value));
  if (known !== undefined) return known;
  return /^[!#-$&'+-[^-z|}~]{1,255}$/.test(value) ? value.toLowerCase() : undefined;
}

const roleWords: ReadonlyMap<string, string> = new Map(
  (
    [
      ['inbox', ['Inbox', 'Boîte de réception', 'البريد الوارد']],
      ['drafts', ['Drafts', 'Brouillons', 'المسودات']],
      ['scheduled', ['Scheduled', 'Envois programmés', 'المجدولة']],
      ['sent', ['Sent', 'Envoyés', 'المرسلة']],
      ['archive', ['Archive', 'Archives', 'الأرشيف']],
      ['junk', ['Junk', 'Indésirables', 'غير المرغوبة']],
      ['trash', ['Trash', 'Corbeille', 'المهملات']],
    ] as const
  ).flatMap(([role, words]) => words.map((word) => [fold(word), role] as const)),
);

/** The role of a folder that everybody has: a search that is kept among the folders is understood after the language has changed, too. @param folded see {@link fold} */
export const roleNamed = (folded: string): string => roleWords.get(folded) ?? folded;

/** `2026`, `2026-03`, `2026-03-14`, `14/03/2026`; a year alone stands for its first day. */
export function dayOf(written: string): { readonly year: number; readonly month: number; readonly day: number } | undefined {
  const value = latinDigits(written);
  const iso = /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?$/.exec(value);
  const dayFirst = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(value);
  const [year, month, day] = iso ? [iso[1], iso[2] ?? '1', iso[3] ?? '1'].map(Number) : dayFirst ? [dayFirst[3], dayFirst[2], dayFirst[1]].map(Number) : [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  // The 30th of February is no day.
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return isDay ? { year, month, day } : undefined;
}

/** `500k`, `5M`, `1.5 Mo`. */
export function bytesOf(value: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:[.,]\d+)?)\s*([kmg]?)[bo]?$/i.exec(latinDigits(value).replace('٫', '.')) ?? [];
  if (number === undefined) return undefined;
  const factor = { '': 1, k: 1e3, m: 1e6, g: 1e9 }[unit.toLowerCase()] ?? 1;
  return Math.round(Number(number.replace(',', '.')) * factor);
}
