/** Combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic, and tatweel: what people leave out when they type. */
const marks = new RegExp(`[${[
  '\\u0300-\\u036f', // Latin, Greek, Cyrillic
  '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7', // Hebrew
  '\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed', // Arabic
  '\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f', // extensions
  '\\u0640', // tatweel
].join('')}]`, 'g');

/** Arabic letters that are written for each other: alef wasla, alef maksura, Farsi yeh, teh marbuta, keheh. */
const letters = /[\u0671\u0649\u06cc\u0629\u06a9]/g;
const standard: Record<string, string> = { '\u0671': '\u0627', '\u0649': '\u064a', '\u06cc': '\u064a', '\u0629': '\u0647', '\u06a9': '\u0643' };

/** Letters that are typed as others where a keyboard has none: folded, in lower case. */
const ligatures = /[\u0153\u00e6\u00df\u00f8\u0142\u0111\u00f0\u00fe\u0131\u0127\u0167]/g;
const typed: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŧ: 't' };

/** Digits of Arabic, and of Persian and Urdu: their last four bits say which. */
const digits = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** As {@link foldText}, for what somebody types: `coeur` finds `cœur`, `strasse` finds `Straße`, `2026` finds `٢٠٢٦`, and the other way round. Letter by letter. */
export function foldTyped(text: string): string {
  const folded = foldText(text);
  if (!/[^\x00-\x7f]/.test(folded)) return folded;
  return folded.replace(ligatures, (letter) => typed[letter] as string).replace(digits, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/**
 * A key by which texts are compared without regard to case, accents, Arabic vowel signs, hamza carriers, forms of yeh and
 * teh marbuta, tatweel, presentation and full-width forms. ASCII text is only put in lower case.
 */
export function foldText(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(marks, '').replace(letters, (letter) => standard[letter] as string).toLowerCase().replace(marks, '');
}
