import type { Client, LegacyMailbox } from '../../../api/client/index.ts';
import type { ImapSession } from '../imap-session.ts';
import type { StatusItem } from '../grammar/parse-list.ts';
import type { Writer } from '../grammar/writer.ts';

const UID_MAX = 0xffff_ffff;

/** `* STATUS name (MESSAGES 3 …)` (RFC 9051 §7.3.4; RECENT: RFC 3501 §6.3.10). */
export async function writeStatus(writer: Writer, session: ImapSession, mailbox: LegacyMailbox, items: readonly StatusItem[]): Promise<void> {
  const recent = items.includes('RECENT') ? await countRecent(session.user, mailbox) : 0;
  const appendLimit = session.host.limits.messageBytes;
  writer.text('* STATUS ').mailbox(mailbox.path).text(` (${items.map((item) => `${item} ${value(mailbox, item, recent, appendLimit)}`).join(' ')})\r\n`);
}

function value(mailbox: LegacyMailbox, item: StatusItem, recent: number, appendLimit: number): string | number {
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
    case 'APPENDLIMIT':
      return appendLimit;
    case 'MAILBOXID':
      return `(${mailbox.id})`;
  }
}

/** Messages that no session was told of: none, nearly always. */
async function countRecent(client: Client, { id, recentUid, uidNext, messages }: LegacyMailbox): Promise<number> {
  if (recentUid >= uidNext || messages === 0) return 0;
  return (await client.legacy.search(id, { op: 'uids', ranges: [[recentUid, UID_MAX]] })).length;
}
