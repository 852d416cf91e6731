import type { MessageSource } from '../messages.ts';

const domain = 'bench.example';
const words = 'report meeting budget contract délai réunion facture projet livraison اجتماع تقرير monday invoice draft review answer plan order'.split(' ');
const pick = (n: number): string => words[n % words.length] ?? '';

/** In the subject of one message in a hundred: what is searched for. */
export const searchedWord = 'perimeter';

/** How a row tells which message it shows. */
export const numberOfRow = 'Nr(\\d{6})';

/** Stands in the text of message `number` only: once it is seen, the message is. */
export const markOf = (number: string): string => `mark${number}`;

/**
 * Messages as a webmail meets them, each its own conversation: every other one HTML of a newsletter's kind beside its plain text, the rest plain.
 * The number in its subject counts from 000000, the newest last.
 * @param series keeps Message-IDs of several mailboxes apart
 */
export function webMessages(series: string, textBytes: number): MessageSource {
  return (serial) => {
    const number = String(serial).padStart(6, '0');
    const isHtml = serial % 2 === 0;
    const paragraphs = text(serial, textBytes);
    const subject = `${pick(serial * 5)} ${pick(serial * 7 + 3)} Nr${number}${serial % 100 === 7 ? ` ${searchedWord}` : ''}`;
    const head = [
      `Received: from relay.${domain} (relay.${domain} [192.0.2.25]) by mail.${domain} with ESMTPS id ${series}${serial}; Mon, 5 May 2025 09:00:00 +0200`,
      `From: =?utf-8?Q?Andr=C3=A9?= ${pick(serial * 3).normalize('NFD').replace(/[^ -~]/g, '')} <sender${serial % 97}@example.net>`,
      `To: someone@${domain}`,
      `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
      `Date: ${new Date(Date.UTC(2025, 0, 1) + serial * 60_000).toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${series}.${serial}.web@${domain}>`,
      'MIME-Version: 1.0',
      isHtml ? 'Content-Type: multipart/alternative; boundary="web-bench"' : 'Content-Type: text/plain; charset=utf-8',
      ...(isHtml ? [] : ['Content-Transfer-Encoding: 8bit']),
      '',
      '',
    ].join('\r\n');
    const plain = [...paragraphs, `The text of ${markOf(number)} ends here.`].join('\r\n\r\n');
    if (!isHtml) return [Buffer.from(head), Buffer.from(`${plain}\r\n`)];
    const part = (type: string, content: string): string => `--web-bench\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${content}\r\n`;
    return [Buffer.from(head), Buffer.from(`${part('text/plain', plain)}${part('text/html', html(paragraphs, markOf(number)))}--web-bench--\r\n`)];
  };
}

function text(seed: number, bytes: number): string[] {
  const paragraphs: string[] = [];
  for (let length = 0, n = seed * 1009 + 1; length < bytes; ) {
    const paragraph = Array.from({ length: 24 }, () => pick((n = (n * 1103515245 + 12345) & 0x7fffffff) >> 8)).join(' ');
    paragraphs.push(`${paragraph.slice(0, 70)}\r\n${paragraph.slice(70)}`);
    length += Buffer.byteLength(paragraph);
  }
  return paragraphs;
}

function html(paragraphs: readonly string[], mark: string): string {
  const rows = paragraphs.map(
    (paragraph, n) => `<tr><td class="cell" style="padding: 12px; border-bottom: 1px solid #ddd"><h2 style="font-size: 18px">${pick(n)}</h2>\r\n<p>${paragraph}</p>\r\n<p><a href="https://news.example.net/${n}">${pick(n + 4)}</a></p></td></tr>`,
  );
  return `<html><head><style>.cell { color: #222 } p { line-height: 1.5 }</style></head><body><table width="600" align="center" cellpadding="0">\r\n${rows.join('\r\n')}\r\n</table><p>The text of ${mark} ends here.</p></body></html>`;
}
