/** Every statement of the mail store finds its rows by an index, also on a database that never gathered statistics (design §6: cost follows what is asked for). */
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, expect, test, vi } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { append } from '../../../api/legacy/append.ts';
import { changeFlags, copy, expunge, move } from '../../../api/legacy/change.ts';
import { changes, snapshot } from '../../../api/legacy/snapshot.ts';
import { copyMany } from '../../../api/mail/store/copy-many.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { SqliteConnection } from '../../../db/sqlite/connection.ts';
import { render, type SqlValue, type Statement } from '../../../db/sql/statement.ts';
import { freshDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';

afterEach(() => vi.restoreAllMocks());

/** Remembers each different statement text that runs, with the values it ran with. */
function recordStatements(): Map<string, readonly SqlValue[]> {
  const seen = new Map<string, readonly SqlValue[]>();
  for (const method of ['all', 'get', 'run'] as const) {
    const original = SqliteConnection.prototype[method] as (statement: Statement) => Promise<unknown>;
    vi.spyOn(SqliteConnection.prototype, method).mockImplementation(function record(this: SqliteConnection, statement: Statement) {
      const { text, values } = render(statement, 'sqlite');
      seen.set(text.replace(/\s+/g, ' ').trim(), values);
      return original.call(this, statement) as never;
    });
  }
  return seen;
}

/** Tables that grow with the mail. */
const large = /^SCAN (?!json_each)(\w+)/;
/** All that an account has: what only `verify` and the change of Trash may look through. */
const accountWide = /^SEARCH (\w+) .*\(account_id=\?\)$/;
/** Few rows an account, or a table of a handful of rows. */
const small = new Set(['account', 'mailbox', 'meta', 'queue_entry', 'q', 'upload', 'u', 'CONSTANT']);

test('no statement scans a table, none of the hot ones looks through an account', async () => {
  const database = await freshDatabase('sqlite');
  const mail = await mailFixture(() => Promise.resolve(database));
  try {
    const seen = recordStatements();
    const message = (n: number): string => `Subject: s\r\nMessage-ID: <${n}@x>\r\nReferences: <${n - 1}@x>\r\n\r\n${n}`;
    for (let n = 0; n < 6; n++) await mail.add(message(n), { mailboxes: n % 2 ? ['inbox'] : ['inbox', 'archive'], receivedAt: n });
    const inbox = mail.mailboxId('inbox');
    const uids = Uint32Array.of(1, 2, 3);
    await append(mail.ctx, { mailboxId: inbox, keywords: [], deleted: true, sizeBytes: 10, source: (async function* () { yield Buffer.from(message(9)); })() });
    const flags = { mailboxId: inbox, uids, keywords: ['$seen', 'work'], deleted: true };
    await changeFlags(mail.ctx, { ...flags, op: 'add' });
    await changeFlags(mail.ctx, { ...flags, op: 'remove' });
    await changeFlags(mail.ctx, { ...flags, op: 'add', keywords: ['$draft'], deleted: false });
    await copyMany(mail.db, {
      accountId: mail.account, fromMailboxId: mail.mailbox.inbox, toMailboxId: mail.mailbox.sent, uids: Uint32Array.of(4, 5, 6), check: async () => undefined, now: () => 1,
    });
    await copy(mail.ctx, { mailboxId: inbox, uids, toMailboxId: mail.mailboxId('trash') });
    await move(mail.ctx, { mailboxId: inbox, uids, toMailboxId: mail.mailboxId('junk') });
    await changeFlags(mail.ctx, { ...flags, mailboxId: mail.mailboxId('junk'), op: 'add' });
    await expunge(mail.ctx, mail.mailboxId('junk'));
    await snapshot(mail.ctx, inbox);
    await changes(mail.ctx, inbox, 1);
    await mail.call('Email/set', { destroy: [toId('email', await mail.add(message(20)))] });
    const aboutSending = (): string[] => [...seen.keys()].filter((text) => /\b(?:submission|queue_entry)\b/.test(text));
    expect(aboutSending(), 'what leaves a mailbox where nothing waits for its time').toEqual([]);
    const sent = mail.mailboxId('sent');
    const { destinationUids } = await copy(mail.ctx, { mailboxId: inbox, uids: Uint32Array.of(4, 5, 6), toMailboxId: sent });
    await move(mail.ctx, { mailboxId: sent, uids: destinationUids, toMailboxId: mail.mailboxId('junk') });
    expect(aboutSending(), 'what leaves Sent').toHaveLength(1);
    await mail.call('Email/changes', { sinceState: '2' });
    await mail.call('Thread/changes', { sinceState: '2' });
    // What a client asks for as somebody scrolls, and after each change; of one id another statement is made than of several.
    for (const n of [30, 31, 32]) await mail.add(`Subject: another ${n}\r\nMessage-ID: <${n}@x>\r\n\r\n${n}`);
    const list = { filter: { inMailbox: inbox }, sort: [{ property: 'receivedAt', isAscending: false }], collapseThreads: true };
    const { ids } = (await mail.call('Email/query', list)) as { ids: string[] };
    const { list: rows } = (await mail.call('Email/get', { ids, properties: ['threadId', 'mailboxIds', 'keywords', 'from', 'subject', 'receivedAt', 'hasAttachment', 'preview'] })) as { list: { threadId: string }[] };
    expect(new Set(rows.map(({ threadId }) => threadId)).size).toBeGreaterThan(2);
    await mail.call('Thread/get', { ids: rows.map(({ threadId }) => threadId) });
    await mail.call('Email/queryChanges', { ...list, sinceQueryState: '2' });
    await mail.call('Email/queryChanges', { ...list, filter: { inMailbox: inbox, someInThreadHaveKeyword: '$flagged' }, sinceQueryState: '2' });
    await mail.call('Email/get', { ids, properties: ['bodyValues', 'textBody', 'htmlBody', 'attachments'], fetchAllBodyValues: true });
    await mail.call('Mailbox/get', { ids: null });
    const hot = new Set(seen.keys());
    await mail.call('Mailbox/set', { update: { [mail.mailboxId('trash')]: { role: null } } } as never);
    await mail.call('Mailbox/set', { destroy: [mail.mailboxId('archive')], onDestroyRemoveEmails: true });
    await createVerifyService(mail.core).verify({});
    vi.restoreAllMocks();

    const reader = new BetterSqlite3(database.url.slice('sqlite:'.length), { readonly: true });
    const bad: string[] = [];
    for (const [text, values] of seen) {
      const bound = values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
      for (const { detail } of reader.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(...bound)) {
        const scanned = large.exec(detail)?.[1];
        const searched = hot.has(text) ? accountWide.exec(detail)?.[1] : undefined;
        const name = scanned ?? searched;
        if (name !== undefined && !small.has(name)) bad.push(`${detail}: ${text}`);
      }
    }
    reader.close();
    expect(hot.size, 'statements looked at').toBeGreaterThan(40);
    expect(bad).toEqual([]);
  } finally {
    await mail.close();
    await database.drop();
  }
});
