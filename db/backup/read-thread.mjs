// Answers questions about a backup's database, one after the other. Columns are those that every release has.
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;
const db = new BetterSqlite3(workerData.file, { readonly: true });

/** Messages looked at for one answer. */
const PAGE_ROWS = 500;

/** @type {Map<number, { mailboxIds: string, places: Map<number, { mailboxId: number, receivedAt: number, deleted: boolean }[]> }>} */
const placesByAccount = new Map();

/** Memberships by Email: they lie by mailbox, so they are gathered once. */
function placesOf(/** @type {number} */ accountId, /** @type {number[]} */ mailboxIds) {
  const key = mailboxIds.join(',');
  const known = placesByAccount.get(accountId);
  if (known?.mailboxIds === key) return known.places;
  /** @type {Map<number, { mailboxId: number, receivedAt: number, deleted: boolean }[]>} */
  const places = new Map();
  const rows = db.prepare('SELECT mailbox_id, email_id, received_at, deleted FROM membership WHERE mailbox_id = ? ORDER BY uid');
  for (const mailboxId of mailboxIds) {
    for (const row of rows.iterate(mailboxId)) {
      const { email_id: emailId, received_at: receivedAt, deleted } = /** @type {Record<string, any>} */ (row);
      const place = { mailboxId, receivedAt, deleted: deleted !== 0 };
      const others = places.get(emailId);
      if (others) others.push(place);
      else places.set(emailId, [place]);
    }
  }
  placesByAccount.set(accountId, { mailboxIds: key, places });
  return places;
}

const questions = {
  account: ({ address }) => db.prepare('SELECT p.id, p.address FROM principal p JOIN account a ON a.id = p.id WHERE p.address = ?').get(address),
  mailboxes: ({ accountId }) => db.prepare(
    'SELECT id, parent_id AS parentId, name, role, sort_order AS sortOrder FROM mailbox WHERE account_id = ? ORDER BY id').all(accountId),
  metadata({ accountId }) {
    // Releases before 0007 had none.
    if (!db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'metadata'").get()) return [];
    return db.prepare(`
      SELECT mailbox_id AS mailboxId, principal_id = 0 AS isShared, entry, value FROM metadata
       WHERE account_id = ? AND principal_id IN (0, ?) AND mailbox_id <> 0`).all(accountId, accountId);
  },
  messages({ accountId, after, mailboxIds, messageIdHash }) {
    const places = placesOf(accountId, mailboxIds);
    const page = db.prepare(`
      SELECT e.id, e.blob_hash AS blobHash, b.size_bytes AS blobBytes, b.segment, b.segment_offset AS "offset", e.prefix, e.keyword_bits AS bits, e.extra_keywords AS extra,
             e.received_at AS receivedAt
        FROM email e LEFT JOIN stored_blob b ON b.hash = e.blob_hash
       WHERE e.account_id = ? AND e.id > ? AND (? IS NULL OR e.message_id_hash = ?) ORDER BY e.id LIMIT ${PAGE_ROWS}`);
    for (let from = after; ; ) {
      const rows = /** @type {Record<string, any>[]} */ (page.all(accountId, from, messageIdHash, messageIdHash));
      const last = rows.at(-1);
      if (!last) return [];
      from = last.id;
      const found = rows.filter(({ id }) => places.has(id)).map((row) => ({ ...row, memberships: places.get(row.id) }));
      if (found.length > 0) return found;
    }
  },
};

port.on('message', (/** @type {{ ask: keyof typeof questions }} */ question) => {
  try {
    port.postMessage({ answer: questions[question.ask](/** @type {any} */ (question)) });
  } catch (error) {
    port.postMessage({ answer: undefined, error: String(error) });
  }
});
