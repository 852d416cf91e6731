/** Notices of grants to many people (RFC 9670 §3): joined while they wait, finished after a stop, and no quicker than people work. */
import { afterEach, expect, test, vi } from 'vitest';
import { setFolderGrant } from '../../../api/people/folder-rights.ts';
import { resumeShareChanges } from '../../../api/people/share-changes.ts';
import { toId } from '../../../api/ids.ts';
import { DatabaseClosed, SYSTEM_ACCOUNT, sql } from '../../../db/index.ts';
import type { Context } from '../../../api/access/context.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { BOB, sharing, type Sharing, TEAM } from './three-people.ts';

const FIRST = 1000;
const MANY = 250;

eachDatabase((_, makeUrl) => {
  let at: Sharing;
  afterEach(async () => {
    vi.restoreAllMocks();
    await at.close();
  });

  /** Team has so many members more. */
  async function opened(options?: Parameters<typeof sharing>[1]): Promise<void> {
    at = await sharing(makeUrl, options);
    const people = Array.from({ length: MANY }, (_unused, n) => FIRST + n);
    await at.mail.db.write([], async (tx) => {
      await tx.insertMany('principal', ['id', 'type', 'name', 'address', 'language', 'created_at'], people.map((id) => [id, 'individual', `P${id}`, `p${id}@example.org`, 'en', 0]));
      await tx.insertMany('account', ['id'], people.map((id) => [id]));
      await tx.insertMany('group_member', ['group_id', 'member_id'], people.map((id) => [TEAM, id]));
    });
  }

  const waiting = () => at.mail.db.read((read) => read.all(sql`SELECT * FROM share_change`));
  const allTold = () => expect.poll(waiting, { timeout: 20_000 }).toEqual([]);
  const resting = () => expect.poll(() => at.mail.clock.waiting).toBe(1);
  const notices = (mailbox: number) =>
    at.mail.db.read((read) => read.all<{ account_id: number; old_rights: number | null; new_rights: number | null }>(sql`
      SELECT account_id, old_rights, new_rights FROM share_notification WHERE object_id = ${mailbox} AND account_id >= ${FIRST} ORDER BY account_id, id`));

  test('what changes while people are being told is told once, and nothing where it ends as it began', async () => {
    await opened();
    const mailbox = await at.mail.addMailbox('For many');
    await at.share(mailbox, TEAM, 'lr');
    await allTold();
    expect(await notices(mailbox)).toHaveLength(MANY);
    // Whoever told many rests: what comes meanwhile waits.
    await resting();
    for (const letters of ['', 'lrs', '', 'lrsw']) await at.share(mailbox, TEAM, letters);
    expect(await waiting()).toHaveLength(1);
    await at.mail.clock.advance(10_000);
    await allTold();
    const rows = await notices(mailbox);
    expect(rows).toHaveLength(2 * MANY);
    const [first, second] = rows;
    expect(second).toEqual({ account_id: FIRST, old_rights: first?.new_rights, new_rights: expect.any(Number) });
    expect(second?.new_rights).not.toBe(first?.new_rights);
    await resting();
    for (const letters of ['', 'lrs', '', 'lrsw']) await at.share(mailbox, TEAM, letters);
    await at.mail.clock.advance(10_000);
    await allTold();
    expect(await notices(mailbox)).toHaveLength(2 * MANY);
    expect(await at.verify()).toEqual([]);
  });

  test('while one mailbox of an account is told of, another one waits', async () => {
    await opened();
    const [one, other] = [await at.mail.addMailbox('One'), await at.mail.addMailbox('Other')];
    const units: number[] = [];
    const write = at.mail.db.write.bind(at.mail.db);
    let open = 0;
    vi.spyOn(at.mail.core.db, 'write').mockImplementation(async (accounts, fn) => {
      if (!accounts.some((id) => id >= FIRST)) return write(accounts, fn);
      units.push(++open);
      return write(accounts, fn).finally(() => open--);
    });
    await Promise.all([at.share(one, TEAM, 'lr'), at.share(other, TEAM, 'lr')]);
    await resting();
    expect(await waiting()).toHaveLength(1);
    await at.mail.clock.advance(10_000);
    await allTold();
    expect(new Set(units)).toEqual(new Set([1]));
    expect([await notices(one), await notices(other)].map((rows) => rows.length)).toEqual([MANY, MANY]);
  });

  test('a stop in the middle loses none and doubles none', async () => {
    await opened();
    const mailbox = await at.mail.addMailbox('Interrupted');
    const write = at.mail.db.write.bind(at.mail.db);
    let left = 2;
    const stopped = new Promise<void>((resolve) => {
      vi.spyOn(at.mail.core.db, 'write').mockImplementation((accounts, fn) => {
        if (accounts.length < 50 || left-- > 0) return write(accounts, fn);
        resolve();
        return Promise.reject(new DatabaseClosed());
      });
    });
    await at.share(mailbox, TEAM, 'lr');
    await stopped;
    vi.restoreAllMocks();
    expect(await waiting()).toHaveLength(1);
    const before = await notices(mailbox);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(MANY);
    await resumeShareChanges(at.mail.core, at.mail.clock.now());
    expect(await notices(mailbox)).toHaveLength(before.length);
    await resumeShareChanges(at.mail.core, Number.MAX_SAFE_INTEGER);
    await allTold();
    const people = (await notices(mailbox)).map((row) => row.account_id);
    expect(people).toHaveLength(MANY);
    expect(new Set(people).size).toBe(MANY);
  });

  test('a folder that goes takes with it what people were to be told', async () => {
    await opened();
    const mailbox = await at.mail.addMailbox('Gone at once');
    await at.share(mailbox, TEAM, 'lr');
    await at.ali.own('Mailbox/set', { destroy: [toId('mailbox', mailbox)] });
    expect(await waiting()).toEqual([]);
    expect(await at.verify()).toEqual([]);
  });

  test('limits.grantChangesPerMinute: the next change is refused in every protocol\'s words; the console goes on', async () => {
    await opened({ limits: { grantChangesPerMinute: 2 } });
    const mailbox = await at.mail.addMailbox('Fast');
    const id = toId('mailbox', mailbox);
    await at.grant(mailbox, BOB, 'lr');
    await at.grant(mailbox, BOB, 'lrs');
    const path = `shareWith/${toId('principal', BOB)}`;
    const answer = await at.ali.own('Mailbox/set', { update: { [id]: { [path]: null } } });
    expect(answer.notUpdated?.[id]).toEqual({ type: 'rateLimit', description: expect.stringMatching(/2 times within a minute; go on in \d+ s/) });
    // Nothing of the patch was done, and what changes no grant is not counted.
    const both = await at.ali.own('Mailbox/set', { update: { [id]: { [path]: null, name: 'Renamed' } } });
    expect(both.notUpdated?.[id]?.type).toBe('rateLimit');
    expect((await at.ali.own('Mailbox/set', { update: { [id]: { sortOrder: 4 } } })).updated).toHaveProperty(id);
    expect((await at.ali.own('Mailbox/get', { ids: [id], properties: ['name'] })).list).toEqual([{ id, name: 'Fast' }]);
    const input = { folder: id, grantee: 'bob@example.org', rights: '' };
    await expect(setFolderGrant(at.ali.ctx, at.ali.accountId, input)).rejects.toMatchObject({
      kind: 'rateLimit', mapping: { jmap: 'rateLimit', http: 429, imap: 'LIMIT' }, details: { retryAfterSeconds: expect.any(Number) },
    });
    const { principal } = at.ali.ctx;
    const console: Context = { ...at.ali.ctx, principal: { ...principal, id: SYSTEM_ACCOUNT, administrator: true }, scopes: new Set(['admin']) };
    for (const rights of ['', 'lr', '', 'lr']) await setFolderGrant(console, at.ali.accountId, { ...input, rights });
  });
});
