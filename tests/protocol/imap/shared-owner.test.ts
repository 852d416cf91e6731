/** Sharing costs owners nothing: what they do in their own mailboxes asks neither for grants nor for readers' marks (design §5, §6). */
import { expect, test } from 'vitest';
import type { Context } from '../../../api/access/context.ts';
import { createLegacyClient } from '../../../api/legacy/legacy-client.ts';
import { RecentMarks } from '../../../api/legacy/recent.ts';
import type { Statement } from '../../../db/index.ts';
import { freshDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';
import { message } from './harness.ts';

/** Every statement that goes through it is written down. */
function recording<T extends object>(target: T, statements: string[]): T {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const [first] = args as [Partial<Statement> | undefined];
        if (first?.kind === 'statement') statements.push(textOf(first as Statement));
        return value.apply(of, args);
      };
    },
  });
}

function textOf(statement: Statement): string {
  return statement.strings.map((piece, i) => {
    const part = statement.parts[i];
    if (typeof part !== 'object' || part === null || !('kind' in part)) return piece;
    return piece + (part.kind === 'text' ? part.sqlite : part.kind === 'statement' ? textOf(part) : '?');
  }).join('');
}

test('SELECT, FETCH, STORE, COPY, MOVE, EXPUNGE, APPEND, SEARCH of flags', async () => {
  const database = await freshDatabase('sqlite');
  const mail = await mailFixture(async () => database);
  try {
    await mail.addMany([1, 2, 3].map((i) => ({ message: message(`m${i}`) })));
    const statements: string[] = [];
    const { db } = mail.core;
    const spied = new Proxy(db, {
      get(of, name) {
        if (name === 'read') return (work: (read: object) => unknown) => db.read((read) => work(recording(read, statements)) as never);
        if (name === 'write') return (accounts: number[], work: (tx: object) => unknown) => db.write(accounts, (tx) => work(recording(tx, statements)) as never);
        const value: unknown = Reflect.get(of, name, of);
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
    const core = { ...mail.core, db: spied };
    const ctx: Context = { ...mail.ctx, core };
    const legacy = createLegacyClient(ctx, { recent: new RecentMarks(core) });
    const [inbox, archive] = [mail.mailboxId('inbox'), mail.mailboxId('archive')];
    await legacy.mailboxes();
    const { highestModseq } = await legacy.snapshot(inbox);
    await legacy.recent(inbox, false);
    await legacy.changeFlags({ mailboxId: inbox, uids: Uint32Array.of(1, 2), op: 'add', keywords: ['$seen', 'work'], deleted: true });
    await legacy.changesSince(inbox, highestModseq);
    for await (const columns of legacy.fetch(inbox, Uint32Array.of(1), ['sizes', 'envelopes'])) expect(columns.uids).toHaveLength(1);
    await legacy.message(inbox, 1);
    await legacy.search(inbox, { op: 'keyword', keyword: '$seen' });
    await legacy.copy({ mailboxId: inbox, uids: Uint32Array.of(1), toMailboxId: archive });
    await legacy.move({ mailboxId: inbox, uids: Uint32Array.of(3), toMailboxId: archive });
    await legacy.expunge(inbox);
    const source = (async function* () {
      yield Buffer.from('Subject: x\r\n\r\n');
    })();
    await legacy.append({ mailboxId: inbox, keywords: ['$seen'], deleted: false, source, sizeBytes: 14 });
    await legacy.quota(inbox);
    expect(statements.length).toBeGreaterThan(30);
    // Readers' marks on an Email that ends go with it, as ever.
    const asked = statements.filter((text) => /access_grant|seen_overlay|reader_mailbox|group_member/.test(text) && !text.startsWith('DELETE FROM seen_overlay'));
    expect(asked).toEqual([]);
    // With somebody else's mailboxes asked for, they are.
    await legacy.mailboxes('all');
    expect(statements.some((text) => text.includes('access_grant'))).toBe(true);
  } finally {
    await mail.close();
    await database.drop();
  }
});
