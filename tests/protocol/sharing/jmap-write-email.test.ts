/** Email/set and Email/import by sharees: rights over all visible mailboxes (RFC 8621 §2, §4.6), `$seen` of each reader (design §5). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { numberOf } from '../../setup/mail.ts';
import { message } from '../jmap-mail/messages.ts';
import { BOB, CAROL, type Person, type Sharing, sharing } from './three-people.ts';

const id = (number: number): string => toId('mailbox', number);

eachDatabase((_name, makeUrl) => {
  let at: Sharing;
  /** Ali's: two that are shared, one that is not. */
  let shared: number;
  let second: number;
  let secret: number;
  beforeAll(async () => {
    at = await sharing(makeUrl);
    shared = await at.mail.addMailbox('Shared');
    second = await at.mail.addMailbox('Second');
    secret = await at.mail.addMailbox('Secret');
  });
  beforeEach(async () => {
    await at.grant(shared, BOB, 'lrswite');
    await at.grant(second, BOB, 'lrswite');
    await at.grant(shared, CAROL, 'lrs');
  });
  afterAll(() => at.close());

  let n = 0;
  const add = (mailboxes: readonly number[], keywords: readonly string[] = [], deleted = false): Promise<number> =>
    at.mail.add(message({ id: `w${++n}@x`, subject: `Subject ${n}` }), { mailboxes, keywords, deleted });
  const update = async (who: Person, email: number, patch: Record<string, unknown>) => {
    const key = toId('email', email);
    const answer = await who.call('Email/set', { update: { [key]: patch } });
    return answer.notUpdated?.[key]?.type ?? (answer.updated && key in answer.updated ? 'updated' : 'nothing');
  };
  const destroy = async (who: Person, email: number) => {
    const key = toId('email', email);
    const answer = await who.call('Email/set', { destroy: [key] });
    return answer.notDestroyed?.[key]?.type ?? (answer.destroyed?.includes(key) ? 'destroyed' : 'nothing');
  };
  const state = async (who: Person, type: 'Email' | 'Mailbox' | 'Thread' = 'Email') => (await who.call(`${type}/get`, { ids: [] })).state as string;
  const rowOf = (email: number) => at.mail.db.read((read) => read.get<{ keyword_bits: number; changed_modseq: number }>(sql`SELECT keyword_bits, changed_modseq FROM email WHERE id = ${email}`));
  const overlays = (email: number) => at.mail.db.read((read) => read.all<{ principal_id: number; seen: number }>(sql`SELECT principal_id, seen FROM seen_overlay WHERE email_id = ${email} ORDER BY principal_id`));

  describe('$seen is each reader\'s own', () => {
    test('marking 1 000 messages read changes nothing for the owner, wakes nobody else, and the reader\'s own state tells it', async () => {
      const emails: number[] = await at.mail.addMany(Array.from({ length: 1000 }, (_, i) => ({ message: message({ id: `many${i}@x`, subject: `Many ${i}` }), options: { mailboxes: [shared] } })));
      const [ali, carol, bob, aliMailbox] = [await state(at.ali), await state(at.carol), await state(at.bob), await state(at.ali, 'Mailbox')];
      const thread = await state(at.bob, 'Thread');
      const before = await at.mail.db.read((read) => read.get(sql`SELECT highest_modseq, changed_modseq, unread_emails FROM mailbox WHERE id = ${shared}`));
      at.changes.length = 0;
      const answer = await at.bob.call('Email/set', { update: Object.fromEntries(emails.map((email) => [toId('email', email), { 'keywords/$seen': true }])) });
      expect(answer.notUpdated).toBeNull();
      expect(Object.keys(answer.updated ?? {})).toHaveLength(1000);
      expect(answer.newState).toBe(await state(at.bob));
      expect(answer.newState).not.toBe(bob);
      expect([await state(at.ali), await state(at.carol), await state(at.ali, 'Mailbox'), await state(at.bob, 'Thread')]).toEqual([ali, carol, aliMailbox, thread]);
      expect(await at.mail.db.read((read) => read.get(sql`SELECT highest_modseq, changed_modseq, unread_emails FROM mailbox WHERE id = ${shared}`))).toEqual(before);
      const told = at.changes.filter((change) => change.accountId === at.mail.account);
      expect(told.map((change) => [[...change.types], [...change.mailboxIds], [...change.readers.keys()]])).toEqual([[[], [], [BOB]]]);
      expect([...(told[0]?.readers.get(BOB)?.types ?? [])].sort()).toEqual(['Email', 'Mailbox']);
      const changes = await at.bob.call('Email/changes', { sinceState: bob, maxChanges: 5000 });
      expect(changes.updated.length).toBe(1000);
      expect(await at.look(at.bob, emails[0] as number)).toMatchObject({ keywords: ['$seen'] });
      expect(await at.look(at.carol, emails[0] as number)).toMatchObject({ keywords: [] });
      expect(await at.look(at.ali, emails[0] as number)).toMatchObject({ keywords: [] });
    });

    test('the owner\'s own is not shown to readers, and never in an overlay', async () => {
      const email = await add([shared], ['$seen']);
      expect(await at.look(at.bob, email)).toMatchObject({ keywords: [] });
      expect(await update(at.ali, email, { 'keywords/$seen': null })).toBe('updated');
      expect(await update(at.ali, email, { 'keywords/$seen': true })).toBe('updated');
      expect(await overlays(email)).toEqual([]);
    });

    test('read, unread, read again; the same once more is no change', async () => {
      const email = await add([shared]);
      expect(await update(at.bob, email, { 'keywords/$seen': true })).toBe('updated');
      const once = await state(at.bob);
      expect(await update(at.bob, email, { 'keywords/$seen': true })).toBe('updated');
      expect(await state(at.bob)).toBe(once);
      expect(await update(at.bob, email, { keywords: {} })).toBe('updated');
      expect(await at.look(at.bob, email)).toMatchObject({ keywords: [] });
      expect(await overlays(email)).toEqual([{ principal_id: BOB, seen: 0 }]);
      expect(await update(at.carol, email, { keywords: { $seen: true } })).toBe('updated');
      expect(await at.look(at.carol, email)).toMatchObject({ keywords: ['$seen'] });
    });

    test('other keywords are everybody\'s; one patch may change both, and the owner\'s $seen stays', async () => {
      const email = await add([shared], ['$seen']);
      expect(await update(at.bob, email, { keywords: { $seen: true, $flagged: true, work: true } })).toBe('updated');
      expect(await at.look(at.ali, email)).toMatchObject({ keywords: ['$flagged', '$seen', 'work'] });
      expect(await update(at.bob, email, { keywords: { $flagged: true } })).toBe('updated');
      expect(await at.look(at.ali, email)).toMatchObject({ keywords: ['$flagged', '$seen'] });
      expect(await at.look(at.bob, email)).toMatchObject({ keywords: ['$flagged'] });
      expect(await at.look(at.carol, email)).toMatchObject({ keywords: ['$flagged'] });
    });

    test('when the Email goes, its overlays go', async () => {
      const email = await add([shared]);
      await update(at.bob, email, { 'keywords/$seen': true });
      await update(at.carol, email, { 'keywords/$seen': true });
      expect(await destroy(at.ali, email)).toBe('destroyed');
      expect(await overlays(email)).toEqual([]);
    });
  });

  describe('rights over all visible mailboxes', () => {
    test('s for $seen, w for the rest; a patch with something forbidden is refused as a whole', async () => {
      const email = await add([shared]);
      await at.grant(shared, BOB, 'lrs');
      const before = await rowOf(email);
      expect(await update(at.bob, email, { 'keywords/$seen': true, 'keywords/$flagged': true })).toBe('forbidden');
      expect(await at.look(at.bob, email)).toMatchObject({ keywords: [] });
      expect(await rowOf(email)).toEqual(before);
      expect(await update(at.bob, email, { 'keywords/$seen': true })).toBe('updated');
      await at.grant(shared, BOB, 'lrw');
      expect(await update(at.bob, email, { 'keywords/$seen': null })).toBe('forbidden');
      expect(await update(at.bob, email, { keywords: { $seen: true, $flagged: true } })).toBe('updated');
      expect(await update(at.bob, email, { keywords: { $flagged: true } })).toBe('forbidden');
    });

    test('of several mailboxes every visible one must allow it; those that are hidden have no say', async () => {
      const email = await add([shared, second, secret]);
      await at.grant(second, BOB, 'lr');
      expect(await update(at.bob, email, { 'keywords/$seen': true })).toBe('forbidden');
      expect(await update(at.bob, email, { 'keywords/$flagged': true })).toBe('forbidden');
      await at.grant(second, BOB, '');
      expect(await update(at.bob, email, { 'keywords/$seen': true, 'keywords/$flagged': true })).toBe('updated');
    });

    test('read-only: the account is (RFC 8620 §3.6.2 accountReadOnly); a folder of it is forbidden', async () => {
      const email = await add([shared]);
      await at.grant(shared, BOB, 'lr');
      expect(await update(at.bob, email, { 'keywords/$seen': true })).toBe('forbidden');
      await at.grant(second, BOB, 'lr');
      await expect(at.bob.call('Email/set', { destroy: [toId('email', email)] })).rejects.toMatchObject({ type: 'accountReadOnly' });
      await expect(at.bob.call('Email/import', { emails: {} })).rejects.toMatchObject({ type: 'accountReadOnly' });
    });

    test('an Email in no readable mailbox, or marked \\Deleted in all of them, is notFound', async () => {
      const hidden = await add([secret]);
      const marked = await add([shared], [], true);
      for (const email of [hidden, marked]) {
        expect(await update(at.bob, email, { 'keywords/$seen': true })).toBe('notFound');
        expect(await destroy(at.bob, email)).toBe('notFound');
      }
    });
  });

  describe('mailboxIds', () => {
    test('a full replacement leaves the private one; the sharee names none that they do not see', async () => {
      const email = await add([shared, secret]);
      expect(await update(at.bob, email, { mailboxIds: { [id(second)]: true } })).toBe('updated');
      expect((await at.look(at.ali, email))?.mailboxes).toEqual([id(second), id(secret)].sort());
      expect((await at.look(at.bob, email))?.mailboxes).toEqual([id(second)]);
      expect(await update(at.bob, email, { mailboxIds: { [id(secret)]: true } })).toBe('invalidProperties');
      expect(await update(at.bob, email, { [`mailboxIds/${id(secret)}`]: true })).toBe('invalidProperties');
      expect(await update(at.bob, email, { mailboxIds: {} })).toBe('invalidProperties');
    });

    test('i to put in, t and e to take out', async () => {
      const email = await add([shared]);
      await at.grant(second, BOB, 'lrte');
      expect(await update(at.bob, email, { [`mailboxIds/${id(second)}`]: true })).toBe('forbidden');
      await at.grant(second, BOB, 'lri');
      await at.grant(shared, BOB, 'lrt');
      expect(await update(at.bob, email, { mailboxIds: { [id(second)]: true } })).toBe('forbidden');
      expect((await at.look(at.ali, email))?.mailboxes).toEqual([id(shared)]);
      expect(await update(at.bob, email, { [`mailboxIds/${id(second)}`]: true })).toBe('updated');
      await at.grant(shared, BOB, 'lrte');
      expect(await update(at.bob, email, { [`mailboxIds/${id(shared)}`]: null })).toBe('updated');
      expect((await at.look(at.ali, email))?.mailboxes).toEqual([id(second)]);
    });

    test('destroy takes it out of the readable ones, marked or not, where all allow it; elsewhere it lives on', async () => {
      const email = await add([shared, second, secret]);
      await at.mail.change(async (changes) => {
        await changes.load([email]);
        const open = changes.get(email);
        if (open) await changes.mark(open, second, true);
      });
      await at.grant(second, BOB, 'lrt');
      expect(await destroy(at.bob, email)).toBe('forbidden');
      await at.grant(second, BOB, 'lrte');
      const before = await state(at.bob);
      expect(await destroy(at.bob, email)).toBe('destroyed');
      expect((await at.look(at.ali, email))?.mailboxes).toEqual([id(secret)]);
      expect(await at.look(at.bob, email)).toBeUndefined();
      expect((await at.bob.call('Email/changes', { sinceState: before })).destroyed).toEqual([toId('email', email)]);
      const rows = await at.mail.db.read((read) => read.all<{ mailbox_id: number }>(sql`SELECT mailbox_id FROM membership WHERE email_id = ${email}`));
      expect(rows.map((row) => row.mailbox_id)).toEqual([secret]);
    });

    test('rights taken away in the middle of a request: calls before stand, the rest is refused', async () => {
      const [first, next] = [await add([shared]), await add([shared])];
      expect(await update(at.bob, first, { 'keywords/$flagged': true })).toBe('updated');
      const [, answer] = await Promise.all([at.grant(shared, BOB, 'lrs'), update(at.bob, next, { 'keywords/$flagged': true })]);
      expect(answer).toBe('forbidden');
      expect(await at.look(at.ali, first)).toMatchObject({ keywords: ['$flagged'] });
      const [, gone] = await Promise.all([
        (async () => {
          await at.grant(shared, BOB, '');
          await at.grant(second, BOB, '');
        })(),
        update(at.bob, next, { 'keywords/$seen': true }).catch((error: unknown) => (error as { kind?: string }).kind),
      ]);
      expect(gone).toMatch(/notFound|accountNotFound/);
    });
  });

  describe('new Emails', () => {
    const draft = (mailboxIds: Record<string, boolean>, keywords?: Record<string, boolean>) => ({
      mailboxIds, ...(keywords ? { keywords } : {}), subject: 'Made', from: [{ name: null, email: 'bob@example.org' }],
      bodyValues: { t: { value: 'text' } }, textBody: [{ partId: 't', type: 'text/plain' }],
    });
    const create = async (who: Person, mailboxIds: Record<string, boolean>, keywords?: Record<string, boolean>) => {
      const answer = await who.call('Email/set', { create: { c: draft(mailboxIds, keywords) as never } });
      return { made: answer.created?.['c'], error: answer.notCreated?.['c'] };
    };

    test('i in every mailbox; $seen is the creator\'s; other keywords need w', async () => {
      const { made, error } = await create(at.bob, { [id(shared)]: true }, { $seen: true, $flagged: true });
      expect(error).toBeUndefined();
      const email = numberOf('email', made?.id);
      expect(await at.look(at.bob, email)).toMatchObject({ keywords: ['$flagged', '$seen'] });
      expect(await at.look(at.ali, email)).toMatchObject({ keywords: ['$flagged'] });
      expect(await overlays(email)).toEqual([{ principal_id: BOB, seen: 1 }]);
      await at.grant(shared, BOB, 'lri');
      expect((await create(at.bob, { [id(shared)]: true }, { $flagged: true })).error).toMatchObject({ type: 'forbidden', properties: ['keywords'] });
      expect((await create(at.bob, { [id(shared)]: true }, { $seen: true })).error).toMatchObject({ type: 'forbidden', properties: ['keywords'] });
      expect((await create(at.bob, { [id(shared)]: true })).error).toBeUndefined();
      await at.grant(second, BOB, 'lrs');
      expect((await create(at.bob, { [id(shared)]: true, [id(second)]: true })).error).toMatchObject({ type: 'forbidden', properties: ['mailboxIds'] });
      expect((await create(at.bob, { [id(secret)]: true })).error).toMatchObject({ type: 'invalidProperties', properties: ['mailboxIds'] });
      expect((await create(at.carol, { [id(shared)]: true })).error).toMatchObject({ type: 'forbidden' });
    });

    test('the owner\'s quota counts (design §5)', async () => {
      const used = await at.mail.db.read((read) => read.get<{ used: number }>(sql`SELECT used_bytes AS used FROM account WHERE id = ${at.mail.account}`));
      await at.mail.db.write([], (tx) => tx.run(sql`UPDATE account SET quota_bytes = ${(used?.used ?? 0) + 10} WHERE id = ${at.mail.account}`));
      expect((await create(at.bob, { [id(shared)]: true })).error?.type).toBe('overQuota');
      await at.mail.db.write([], (tx) => tx.run(sql`UPDATE account SET quota_bytes = NULL WHERE id = ${at.mail.account}`));
    });

    test('Email/import keeps the same rules (RFC 8621 §4.8)', async () => {
      const source = await add([shared]);
      const blobId = (await at.bob.call('Email/get', { ids: [toId('email', source)], properties: ['blobId'] })).list[0]?.blobId as string;
      const imported = async (mailbox: number, keywords: Record<string, boolean>, blob = blobId) => {
        const answer = await at.bob.call('Email/import', { emails: { i: { blobId: blob, mailboxIds: { [id(mailbox)]: true }, keywords } } });
        return { made: answer.created?.['i'], error: answer.notCreated?.['i'], answer };
      };
      const { made, answer } = await imported(second, { $seen: true, work: true });
      expect(answer.newState).toBe(await state(at.bob));
      const email = numberOf('email', made?.id);
      expect(await at.look(at.bob, email)).toMatchObject({ keywords: ['$seen', 'work'] });
      expect(await at.look(at.ali, email)).toMatchObject({ keywords: ['work'] });
      await at.grant(second, BOB, 'lrsw');
      expect((await imported(second, {})).error?.type).toBe('forbidden');
      expect((await imported(secret, {})).error).toMatchObject({ type: 'invalidProperties', properties: ['mailboxIds'] });
      const hidden = await add([secret]);
      const secretBlob = (await at.ali.call('Email/get', { ids: [toId('email', hidden)], properties: ['blobId'] })).list[0]?.blobId as string;
      expect((await imported(shared, {}, secretBlob)).error).toMatchObject({ type: 'invalidProperties', properties: ['blobId'] });
    });
  });

  test('after all this the store is sound', async () => {
    expect(await at.verify()).toEqual([]);
  });
});
