/** What people and their programs write around a quotation. Pure. */

const longestAttribution = 400;
const wrote = /(?:wrote|écrit|كتب|كتابة|schrieb|escribió|ha scritto)[^\n]{0,160}[:：]\s*$/iu;

/** "On 27/11/2026 at 9:00, Leïla wrote:". Programs write the date or the address; where neither stands, it is the writer who leads over to the quotation. */
export function isAttribution(text: string): boolean {
  if (text.length > longestAttribution || !/[\p{Nd}@]/u.test(text)) return false;
  return wrote.test(text) || (/\p{Nd}/u.test(text) && /@.*[:：]\s*$/su.test(text));
}

/** Header lines under a line between dashes, as Samsung and K-9 put them above what they quote. */
export function isHeaderBlock(lines: readonly string[]): boolean {
  return /^-{4,}[^-].{0,80}-{4,}$/.test(lines[0] ?? '') && lines.length <= 8 && lines.join('').length <= 1_000;
}

/** From here on a signature stands, or what a mailing list puts below each message. */
export function isSignatureMark(line: string): boolean {
  return /^(?:--|_{20,})$/.test(line);
}

const below = new RegExp(
  [
    String.raw`\b(?:below|in-?line|interspersed|in (?:red|blue|green|bold|colou?r))\b`,
    String.raw`\b(?:ci[- ]dessous|plus bas|entre les lignes|dans le (?:texte|corps)|en (?:rouge|bleu|vert|gras|couleur))\b`,
    String.raw`(?:أدناه|ادناه|(?:في|ب)\s?الأسفل|باللون|بال(?:أحمر|أزرق|أخضر)|(?:ضمن|داخل) النص|بين السطور)`,
  ].join('|'),
  'iu',
);

/** Whether the writer sends readers on to what stands below. Answers within a quotation of Outlook look like the quotation itself: this alone tells of them. */
export function saysBelow(text: string): boolean {
  return below.test(text.normalize('NFC').replace(/[\u064b-\u0652\u200e\u200f\u2066-\u2069]/g, ''));
}
