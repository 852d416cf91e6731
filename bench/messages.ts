/**
 * Messages to deliver. Each has its own Message-ID and thus its own bytes: Cyrus drops doubles, and we would store one
 * copy. Four in a row make a thread. A message is [header, body]: the body is shared between messages, the header is not.
 */
export type MessageSource = (serial: number) => readonly [Buffer, Buffer];

const domain = 'bench.example';
const words =
  'report meeting budget contract délai réunion facture projet livraison اجتماع تقرير monday invoice draft review answer plan order'.split(' ');

/**
 * @param series keeps Message-IDs of several sources apart
 * @param sizeBytes whole message, within some tens of bytes
 */
export function messageSource(series: string, sizeBytes: number): MessageSource {
  const bodies = Array.from({ length: 16 }, (_, variant) =>
    sizeBytes > 16_384 ? withAttachment(variant, sizeBytes - 700) : plainText(variant, sizeBytes - 700),
  );
  return (serial) => {
    const body = bodies[serial % bodies.length] ?? Buffer.alloc(0);
    const first = serial - (serial % 4);
    const subject = `${pick(first)} ${pick(first * 7 + 3)} ${first}`;
    const lines = [
      `Received: from relay.${domain} (relay.${domain} [192.0.2.25]) by mail.${domain} with ESMTPS id ${series}${serial}; Mon, 5 May 2025 09:00:00 +0200`,
      `From: =?utf-8?Q?Andr=C3=A9?= ${pick(serial * 3)} <sender${serial % 97}@example.net>`,
      `To: ${pick(serial)} <someone@${domain}>, other${serial % 31}@${domain}`,
      `Subject: ${serial === first ? '' : 'Re: '}${encodeSubject(subject)}`,
      `Date: ${new Date(Date.UTC(2025, 0, 1) + serial * 60_000).toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${series}.${serial}@${domain}>`,
      ...(serial === first
        ? []
        : [`In-Reply-To: <${series}.${serial - 1}@${domain}>`, `References: <${series}.${first}@${domain}>`]),
      'MIME-Version: 1.0',
      sizeBytes > 16_384
        ? `Content-Type: multipart/mixed; boundary="${boundary}"`
        : 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit',
      '',
      '',
    ];
    return [Buffer.from(lines.join('\r\n')), body];
  };
}

const boundary = 'part-4711-bench';

function pick(n: number): string {
  return words[n % words.length] ?? '';
}

function encodeSubject(text: string): string {
  return `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}

/** Lines of words, none beginning with a dot, so that no dot-stuffing is needed. */
function plainText(seed: number, sizeBytes: number): Buffer {
  const lines: string[] = [];
  for (let length = 0, n = seed * 1009; length < sizeBytes; ) {
    const line = Array.from({ length: 9 }, () => pick((n = (n * 1103515245 + 12345) & 0x7fffffff) >> 8)).join(' ');
    lines.push(line);
    length += Buffer.byteLength(line) + 2;
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

function withAttachment(seed: number, sizeBytes: number): Buffer {
  const text = plainText(seed, 2_000);
  const head = `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`;
  const between = `\r\n--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="figures-${seed}.bin"\r\n\r\n`;
  const bytes = Buffer.alloc(Math.floor(((sizeBytes - text.length - 400) * 57) / 78));
  for (let at = 0, n = seed + 1; at < bytes.length; at++) bytes[at] = (n = (n * 1664525 + 1013904223) & 0x7fffffff) >> 16;
  const encoded = bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.concat([Buffer.from(head), text, Buffer.from(`${between}${encoded}\r\n--${boundary}--\r\n`)]);
}
