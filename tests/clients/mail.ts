/** The mail that clients find, and ways to look at what they did. */
import { LmtpClient } from '../setup/lmtp.ts';
import type { TestServer } from '../setup/server.ts';
import { accountIdOf, basic, jmapCall, listIn } from './agreement.ts';

export interface Letter {
  readonly subject: string;
  readonly text?: string;
  /** A file of this many bytes goes along. */
  readonly attachmentBytes?: number;
}

/** The message with CRLF line ends; its Message-ID is made from the subject. */
export function letter({ subject, text = 'Bonjour,\r\n\r\n.dotted line\r\nà demain\r\n', attachmentBytes }: Letter): string {
  const head = [
    `Message-ID: <${Buffer.from(subject).toString('hex')}@elsewhere.example>`, 'Date: Thu, 01 Jan 2026 10:00:00 +0100', 'From: =?UTF-8?Q?Zo=C3=A9?= <zoe@elsewhere.example>',
    'To: alice@example.com', `Subject: ${/^[ -~]*$/.test(subject) ? subject : `=?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`}`, 'MIME-Version: 1.0',
  ];
  const plain = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', text];
  if (attachmentBytes === undefined) return [...head, ...plain].join('\r\n');
  const file = Buffer.alloc(attachmentBytes, 'report ').toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    ...head, 'Content-Type: multipart/mixed; boundary="=_b"', '', '--=_b', ...plain, '--=_b',
    'Content-Type: application/pdf; name="rapport.pdf"', 'Content-Disposition: attachment; filename="rapport.pdf"', 'Content-Transfer-Encoding: base64', '', file, '--=_b--', '',
  ].join('\r\n');
}

/** Delivers by LMTP, one after the other. @throws Error where one is not taken */
export async function deliver(server: TestServer, to: string, letters: readonly Letter[]): Promise<void> {
  const client = new LmtpClient(server.ports.lmtp);
  try {
    for (const [i, each] of letters.entries()) {
      const stuffed = letter(each).replace(/^\./gm, '..').replace(/\r\n$/, '');
      if (!(await (i === 0 ? client.deliver(to, stuffed) : client.again(to, stuffed)))) throw new Error(`${each.subject} was not taken for ${to}`);
    }
  } finally {
    client.close();
  }
}

export interface Stored {
  readonly id: string;
  readonly subject: string;
  readonly keywords: readonly string[];
  readonly blobId: string;
}

/** What JMAP says lies in each mailbox, by its path, oldest first. */
export async function mailOf(server: TestServer, address: string): Promise<Record<string, Stored[]>> {
  const accountId = await accountIdOf(server, address);
  const answers = await jmapCall(server, address, [
    ['Mailbox/get', { accountId }, 'm'],
    ['Email/query', { accountId, sort: [{ property: 'receivedAt', isAscending: true }], limit: 500 }, 'q'],
    ['Email/get', { accountId, properties: ['mailboxIds', 'keywords', 'subject', 'blobId'], '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' } }, 'g'],
  ]);
  const mailboxes = listIn<{ id: string; name: string; parentId: string | null }>(answers, 0);
  const emails = listIn<{ id: string; mailboxIds: object; keywords: object; subject: string; blobId: string }>(answers, 2);
  const path = (id: string): string => {
    const mailbox = mailboxes.find((each) => each.id === id);
    return mailbox ? `${mailbox.parentId ? `${path(mailbox.parentId)}/` : ''}${mailbox.name}` : '?';
  };
  return Object.fromEntries(mailboxes.map(({ id }) => [
    path(id),
    emails.filter(({ mailboxIds }) => id in mailboxIds).map(({ keywords, ...email }) => ({ ...email, keywords: Object.keys(keywords).sort() })),
  ]));
}

/** Subjects by mailbox; empty ones left out. */
export async function subjectsOf(server: TestServer, address: string): Promise<Record<string, string[]>> {
  const mail = await mailOf(server, address);
  return Object.fromEntries(Object.entries(mail).filter(([, emails]) => emails.length > 0).map(([name, emails]) => [name, emails.map(({ subject }) => subject)]));
}

/** Changes Emails through JMAP. @throws Error where one is refused */
export async function changeMail(server: TestServer, address: string, update: Readonly<Record<string, object>>): Promise<void> {
  const [answer] = await jmapCall(server, address, [['Email/set', { accountId: await accountIdOf(server, address), update }, 's']]);
  if (answer?.[0] !== 'Email/set' || answer[1]['notUpdated']) throw new Error(JSON.stringify(answer));
}

/** The message as the server has it. */
export async function bytesOf(server: TestServer, address: string, { blobId }: Stored): Promise<Buffer> {
  const accountId = await accountIdOf(server, address);
  const answer = await fetch(`${server.http}/jmap/download/${accountId}/${blobId}/message.eml?type=message/rfc822`, { headers: { authorization: basic(address, server.passwordOf(address)) } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}
