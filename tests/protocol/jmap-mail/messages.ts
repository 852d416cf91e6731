/** Small messages for these suites. */
export interface MessageText {
  readonly from?: string;
  readonly to?: string;
  readonly cc?: string;
  readonly subject?: string;
  readonly date?: string;
  readonly id?: string;
  readonly references?: string;
  readonly body?: string;
  readonly extra?: string;
}

export function message({ from = 'Ali <ali@example.org>', to = 'Zoé <zoe@example.org>', subject = 'Hello', date, id, references, cc, body = 'Hello.', extra = '' }: MessageText = {}): string {
  const lines = [
    `From: ${from}`, `To: ${to}`, ...(cc ? [`Cc: ${cc}`] : []), `Subject: ${subject}`, `Date: ${date ?? 'Thu, 01 Jan 2026 10:00:00 +0100'}`,
    ...(id ? [`Message-ID: <${id}>`] : []), ...(references ? [`References: ${references}`] : []), ...(extra ? [extra] : []), 'Content-Type: text/plain; charset=utf-8', '', body, '',
  ];
  return lines.join('\r\n');
}

/** An alternative of text and HTML with a PDF beside it. */
export const withAttachment = [
  'From: =?utf-8?q?Zo=C3=A9?= <zoe@example.org>',
  'To: Ali <ali@example.org>',
  'Subject: =?utf-8?b?UsOpdW5pb24=?=',
  'Date: Thu, 01 Jan 2026 10:00:00 +0100',
  'Message-ID: <pdf@example.org>',
  'X-Strange: one',
  'X-Strange: two',
  'List-Post: <mailto:list@example.org>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'L=C3=A0-bas, un =C3=A9l=C3=A9phant.',
  '--a',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Là-bas, un <b>éléphant</b>.</p>',
  '--a--',
  '--m',
  'Content-Type: application/pdf; name=plan.pdf',
  'Content-Disposition: attachment; filename=plan.pdf',
  'Content-Transfer-Encoding: base64',
  'Content-Language: fr, en',
  '',
  'JVBERi0xLjQ=',
  '--m--',
  '',
].join('\r\n');
