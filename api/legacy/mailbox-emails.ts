/** Which Email each message of a mailbox is: kept in memory, since a search for a common word goes through all of them. */
import { LRUCache } from 'lru-cache';
import { type Database, type Read, sql } from '../../db/index.ts';
import type { MailboxRow } from '../../db/repositories/mailboxes.ts';
import type { Turn } from '../mail/query/turn.ts';

/** In order of UIDs. */
export interface MailboxEmails {
  readonly uids: Uint32Array;
  readonly emails: Float64Array;
}

interface Kept extends MailboxEmails {
  readonly uidValidity: number;
  /** The mailbox's when this was read. */
  readonly modseq: number;
}

/** Twelve bytes a message. */
const KEPT_BYTES = 16 * 1024 * 1024;
const PAGE = 2000;

const kept = new WeakMap<Database, LRUCache<number, Kept>>();

/** @param mailbox its row in the snapshot of `read` */
export async function mailboxEmails(db: Database, read: Read, mailbox: MailboxRow, turn: Turn): Promise<MailboxEmails> {
  let cache = kept.get(db);
  if (!cache) kept.set(db, (cache = new LRUCache({ maxSize: KEPT_BYTES, sizeCalculation: ({ uids, emails }) => uids.byteLength + emails.byteLength + 1 })));
  const known = cache.get(mailbox.id);
  const isUsable = known?.uidValidity === mailbox.uid_validity && known.modseq <= mailbox.highest_modseq;
  const before = isUsable ? known : undefined;
  if (before?.modseq === mailbox.highest_modseq) return before;
  // Messages come with higher UIDs only, and are never another Email: where as many are there as should be, none of the earlier ones has gone.
  const grown = before && (await extended(read, mailbox, before, turn));
  const now = grown?.uids.length === mailbox.message_count ? grown : await extended(read, mailbox, nothing, turn);
  cache.set(mailbox.id, { ...now, uidValidity: mailbox.uid_validity, modseq: mailbox.highest_modseq });
  return now;
}

const nothing: MailboxEmails = { uids: new Uint32Array(), emails: new Float64Array() };

async function extended(read: Read, mailbox: MailboxRow, before: MailboxEmails, turn: Turn): Promise<MailboxEmails> {
  const uids: number[] = [];
  const emails: number[] = [];
  for (let after = before.uids.at(-1) ?? 0; ; ) {
    const page = await read.all<{ uid: number; email_id: number }>(sql`
      SELECT uid, email_id FROM membership WHERE mailbox_id = ${mailbox.id} AND uid > ${after} ORDER BY uid LIMIT ${PAGE}`);
    for (const row of page) {
      uids.push(row.uid);
      emails.push(row.email_id);
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = last.uid;
    await turn.giveWay();
  }
  return uids.length === 0 ? before : { uids: joined(new Uint32Array(before.uids.length + uids.length), before.uids, uids), emails: joined(new Float64Array(before.emails.length + emails.length), before.emails, emails) };
}

function joined<Column extends Uint32Array | Float64Array>(into: Column, before: Column, more: readonly number[]): Column {
  into.set(before);
  into.set(more, before.length);
  return into;
}
