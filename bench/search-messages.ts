import type { MessageSource } from './messages.ts';

/** What is looked for, in the words of {@link searchMessages}. */
export const searched = {
  /** In one message of each account. */
  rare: 'qwertzuiop',
  /** In most messages. */
  common: 'delivery',
  /** The middle of words of some messages. */
  substring: 'arburet',
  /** Each in some messages, both in few. */
  two: ['invoice', 'harbour'],
  /** Some messages. */
  arabic: 'مدرسة',
} as const;

const domain = 'bench.example';
const syllables = 'ba be bi co da de do fa fe ga ha jo ka la le li lo ma me mi mo na ne no pa pe ra re ri ro sa se si so ta te ti to va ve vi za'.split(' ');
const letters = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي';
const VOCABULARY = 40_000;
const MIXED = 7; // every so many words are Arabic

/** Made-up words, the short ones first; frequent words of a language are short as well. */
const vocabulary = Array.from({ length: VOCABULARY }, (_, n) => {
  const isArabic = n % MIXED === 3;
  const alphabet = isArabic ? [...letters] : syllables;
  let word = isArabic ? 'ال' : '';
  for (let rest = n + alphabet.length; rest > 0; rest = Math.floor(rest / alphabet.length)) word += alphabet[rest % alphabet.length] ?? '';
  return n % 11 === 5 ? `${word}é` : word;
});

/**
 * Messages of some 2 KB as people write them, for searching: words as frequent as in a language, unique ids in the headers, three alphabets' forms. The same
 * for the same serial.
 * @param series keeps Message-IDs of several accounts apart
 */
export function searchMessages(series: string): MessageSource {
  return (serial) => {
    let state = (serial * 2_654_435_761 + series.length * 97 + 1) >>> 0;
    const random = (): number => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    const word = (): string => vocabulary[Math.min(VOCABULARY - 1, Math.floor(VOCABULARY ** random()) - 1)] ?? '';
    const special = [
      ...(serial === 7 ? [searched.rare] : []),
      ...(random() < 0.8 ? [searched.common] : []),
      ...(random() < 0.03 ? ['carburetted'] : []),
      ...(random() < 0.08 ? [searched.two[0]] : []),
      ...(random() < 0.08 ? [searched.two[1]] : []),
      ...(random() < 0.05 ? [searched.arabic] : []),
    ];
    const lines: string[] = [];
    for (let length = 0; length < 1_500; ) {
      const line = [...Array.from({ length: 9 }, word), ...special.splice(0, 1)].join(random() < 0.1 ? ', ' : ' ');
      lines.push(line);
      length += Buffer.byteLength(line) + 2;
    }
    const subject = Buffer.from(`${word()} ${word()} ${word()}`).toString('base64');
    const header = [
      `Received: from relay.${domain} (relay.${domain} [192.0.2.25]) by mail.${domain} with ESMTPS id ${series}x${serial.toString(36)}; Mon, 5 May 2025 09:00:00 +0200`,
      `From: =?utf-8?Q?Andr=C3=A9?= <sender${serial % 97}@example.net>`,
      `To: someone@${domain}`,
      `Subject: =?utf-8?B?${subject}?=`,
      `Date: ${new Date(Date.UTC(2025, 0, 1) + serial * 60_000).toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${series}.${serial}.${Math.floor(random() * 2 ** 32).toString(36)}@${domain}>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      '',
    ];
    return [Buffer.from(header.join('\r\n')), Buffer.from(`${lines.join('\r\n')}\r\n`)];
  };
}
