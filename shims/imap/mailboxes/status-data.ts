import type { Client, LegacyMailbox } from '../../../api/client/index.ts';
import type { StatusItem } from '../grammar/parse-list.ts';
import type { Writer } from '../grammar/writer.ts';

const UID_MAX = 0xffff_ffff;

/** `* STATUS name (MESSAGES 3 …)` (RFC 9051 §7.3.4; RECENT: RFC 3501 §6.3.10). */
export async function writeStatus(writer: Writer, client: Client, mailbox: LegacyMailbox, items: readonly StatusItem[]): Promise<void> {
  const recent = items.includes('RECENT') ? await countRecent(client, mailbox) : 0;
  writer.text('* STATUS ').mailbox(mailbox.path).text(` (${items.map((item) => `${item} ${value(mailbox, item, recent)}`).join(' ')})\r\n`);
}

function value(mailbox: LegacyMailbox, item: StatusItem, recent: number): string | number {
  switch (item) {
    case 'MESSAGES':
      return mailbox.messages;
    case 'RECENT':
      return recent;
    case 'UIDNEXT':
      return mailbox.uidNext;
    case 'UIDVALIDITY':
      return mailbox.uidValidity;
    case 'UNSEEN':
      return mailbox.unseen;
    case 'DELETED':
      return mailbox.deletedCount;
    case 'DELETED-STORAGE':
      return mailbox.deletedBytes;
    case 'SIZE':
      return mailbox.sizeBytes;
    case 'HIGHESTMODSEQ':
      return mailbox.highestModseq;
    case 'MAILBOXID':
      return `(${mailbox.id})`;
  }
}

/** Messages that no session was told of: none, nearly always. */
async function countRecent(client: Client, { id, recentUid, uidNext, messages }: LegacyMailbox): Promise<number> {
  if (recentUid >= uidNext || messages === 0) return 0;
  return (await client.legacy.search(id, { op: 'uids', ranges: [[recentUid, UID_MAX]] })).length;
}
