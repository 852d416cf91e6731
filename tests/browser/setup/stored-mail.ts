/** Mail put into the accounts of a running server without any protocol: thousands in a moment. */
import { roleOfName } from '../../../api/mail/mailboxes/role-names.ts';
import { createMailbox } from '../../../api/mail/mailboxes/create.ts';
import { arrive } from '../../../api/mail/store/arrival.ts';
import { createEmail } from '../../../api/mail/store/create-email.ts';
import { EmailChanges } from '../../../api/mail/store/email-changes.ts';
import { MailUnit } from '../../../api/mail/store/mail-unit.ts';
import { mimeLimits } from '../../../api/mail/store/mime-limits.ts';
import { packExtra, toKeywords } from '../../../api/mail/store/keywords.ts';
import { accountByAddress } from '../../../db/repositories/accounts.ts';
import { mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import { DOMAIN, type TestServer } from '../../setup/server.ts';

export interface StoredMessage {
  readonly from: string;
  readonly subject: string;
  readonly to?: string;
  readonly text?: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Without `$seen` it is unread. */
  readonly keywords?: readonly string[];
  readonly messageId?: string;
  readonly inReplyTo?: string;
  /** The name of a file that is attached. */
  readonly attachment?: string;
  /** A role, or the name of a folder at the top, which is made where it is missing. */
  readonly folder?: string;
}

const atOnce = 500;

/** @param person as in `people` of the server */
export async function storeMail({ running }: TestServer, person: string, messages: readonly StoredMessage[]): Promise<void> {
  const { core } = running.open;
  const { db, limits, clock } = core;
  const account = await db.read((read) => accountByAddress(read, `${person}@${DOMAIN}`));
  if (!account) throw new Error(`there is no ${person}`);
  const { id } = account;
  const folders = new Map<string, number>();
  for (const row of await db.read((read) => mailboxesOf(read, id))) folders.set(row.role ?? row.name, row.id);
  for (const name of new Set(messages.map(({ folder = 'inbox' }) => folder))) {
    if (folders.has(name) || roleOfName(name)) continue;
    folders.set(name, await db.write([id], (tx) => createMailbox(tx, id, id, { name, parentId: 0, role: null, sortOrder: 0, subscribed: true }, limits, clock.now())));
  }
  for (let start = 0; start < messages.length; start += atOnce) {
    const part = messages.slice(start, start + atOnce);
    const arrived = await Promise.all(part.map((message) => arrive(db.blobs, Buffer.from(written(message)), { maxBytes: limits.messageBytes, limits: mimeLimits(limits) })));
    await db.write([id], async (tx) => {
      const changes = new EmailChanges(new MailUnit(tx, id, clock.now()));
      for (const [index, { keywords = ['$seen'], folder = 'inbox', receivedAt }] of part.entries()) {
        const { bits, extra } = toKeywords([...keywords], limits.keywordsPerEmail);
        await createEmail(changes, db.blobs, {
          arrived: arrived[index] as (typeof arrived)[number],
          prefix: null,
          mailboxIds: [folders.get(folder) as number],
          bits,
          extra: packExtra(extra),
          deleted: false,
          receivedAt,
        });
      }
      await changes.settle();
    });
  }
}

function written({ from, to = `someone@${DOMAIN}`, subject, text = subject, receivedAt, messageId, inReplyTo, attachment }: StoredMessage): string {
  const encoded = (words: string) => (/^[ -~]*$/.test(words) ? words : `=?UTF-8?B?${Buffer.from(words).toString('base64')}?=`);
  const address = (person: string) => person.replace(/^([^<]+)(?= <)/, (name) => (/^[ -~]*$/.test(name) ? `"${name.trim()}"` : encoded(name.trim())));
  const head = [
    `From: ${address(from)}`,
    `To: ${address(to)}`,
    `Subject: ${encoded(subject)}`,
    `Date: ${new Date(receivedAt).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${messageId ?? crypto.randomUUID()}@${DOMAIN}>`,
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: <${inReplyTo}@${DOMAIN}>`, `References: <${inReplyTo}@${DOMAIN}>`]),
    'MIME-Version: 1.0',
  ];
  const body = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', Buffer.from(text).toString('base64')];
  if (attachment === undefined) return [...head, ...body, ''].join('\r\n');
  const file = [`Content-Type: application/pdf; name="${attachment}"`, `Content-Disposition: attachment; filename="${attachment}"`, '', '%PDF-1.4'];
  return [...head, 'Content-Type: multipart/mixed; boundary=b', '', '--b', ...body, '--b', ...file, '--b--', ''].join('\r\n');
}
