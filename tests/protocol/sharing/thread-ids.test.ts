/** Threads as somebody sees them who sees a part of an account: nothing of them depends on the rest (RFC 8621 §3; docs/decisions/007). */
import { afterAll, describe, expect, test } from 'vitest';
import { append } from '../../../api/legacy/append.ts';
import { toId } from '../../../api/ids.ts';
import { keepUpload } from '../../../api/jmap/upload.ts';
import { deliverToAccount, deliveryPrefix } from '../../../api/mail/delivery/deliver-to-account.ts';
import { threadIds } from '../../../api/mail/read/thread-ids.ts';
import { arrive } from '../../../api/mail/store/arrival.ts';
import { mimeLimits } from '../../../api/mail/store/mime-limits.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase, type MakeUrl } from '../../setup/databases.ts';
import { message, type MessageText } from '../jmap-mail/messages.ts';
import { BOB, CAROL, type Person, sharing, type Sharing } from './three-people.ts';

const SECRET: MessageText = { id: 'guessed@example.org', references: '<parent@example.org>', subject: 'Re: Merger' };
const OTHER: MessageText = { id: 'other@example.org', references: '<elder@example.org>', subject: 'Re: Nothing' };

/** Ali's folders: one that Bob fills, one that Carol fills, an Inbox that Bob reads, and an archive with one message that nobody else reads. */
interface World {
  readonly at: Sharing;
  readonly shared: number;
  readonly carols: number;
  readonly secret: number;
}

async function world(makeUrl: MakeUrl, hidden: MessageText): Promise<World> {
  const at = await sharing(makeUrl);
  const shared = await at.mail.addMailbox('Shared');
  const carols = await at.mail.addMailbox('Carols');
  const secret = await at.mail.add(message(hidden), { mailboxes: ['archive'] });
  await at.grant(shared, BOB, 'lrswite');
  await at.grant(carols, CAROL, 'lrswite');
  await at.grant(at.ali.inbox, BOB, 'lrs');
  return { at, shared, carols, secret };
}

async function importAs(who: Person, mailbox: number, ...texts: readonly MessageText[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const text of texts) {
    const blob = await keepUpload(who.ctx, toId('account', 7), Buffer.from(message(text)), 'message/rfc822');
    const { created, notCreated } = await who.call('Email/import', { emails: { k: { blobId: blob.blobId, mailboxIds: { [toId('mailbox', mailbox)]: true } } } });
    expect(notCreated ?? {}).toEqual({});
    ids.push(created?.['k']?.id as string);
  }
  return ids;
}

async function appendAs(who: Person, mailbox: number, text: MessageText): Promise<string> {
  const bytes = Buffer.from(message(text));
  async function* source(): AsyncGenerator<Buffer> {
    yield bytes;
  }
  const made = await append(who.ctx, { mailboxId: toId('mailbox', mailbox), keywords: [], deleted: false, source: source(), sizeBytes: bytes.length });
  return made.emailId;
}

async function draftAs(who: Person, mailbox: number, inReplyTo: string): Promise<string> {
  const { created } = await who.call('Email/set', {
    create: { k: { mailboxIds: { [toId('mailbox', mailbox)]: true }, subject: 'Re: Merger', inReplyTo: [inReplyTo], messageId: ['draft@example.org'] } },
  });
  return created?.['k']?.id as string;
}

async function copyAs(who: Person, mailbox: number, text: MessageText): Promise<string> {
  const blob = await keepUpload(who.ctx, who.accountId, Buffer.from(message(text)), 'message/rfc822');
  const { created } = await who.own('Email/import', { emails: { k: { blobId: blob.blobId, mailboxIds: { [toId('mailbox', who.inbox)]: true } } } });
  const copied = await who.call('Email/copy', { fromAccountId: who.accountId, create: { k: { id: created?.['k']?.id as string, mailboxIds: { [toId('mailbox', mailbox)]: true } } } });
  return copied.created?.['k']?.id as string;
}

async function deliverTo({ at }: Pick<World, 'at'>, text: MessageText): Promise<void> {
  const { core } = at.mail;
  const arrived = await arrive(core.db.blobs, Buffer.from(message(text)), { maxBytes: 100_000, limits: mimeLimits(core.limits), before: 'Received: here\r\n' });
  await deliverToAccount(core, at.mail.account, { arrived, prefix: deliveryPrefix('bob@example.org', 'ali@example.org'), receivedAt: core.clock.now() });
}

/** Everything that JMAP shows somebody, the ids of threads by the order of the Emails that they hold. */
async function picture(who: Person, since: { thread: string; query: string }): Promise<unknown> {
  const emails = await who.call('Email/get', { ids: null, properties: ['threadId', 'mailboxIds', 'messageId'] });
  const threads = await who.call('Thread/get', { ids: null });
  const shown = {
    emails,
    threads: { ...threads, list: [...threads.list].sort((a, b) => String(a.emailIds?.[0]).localeCompare(String(b.emailIds?.[0]))) },
    changes: await who.call('Thread/changes', { sinceState: since.thread }),
    mailboxes: await who.call('Mailbox/get', { ids: null }),
    collapsed: await who.call('Email/query', { collapseThreads: true, calculateTotal: true }),
    queryChanges: await who.call('Email/queryChanges', { collapseThreads: true, sinceQueryState: since.query, calculateTotal: true }),
    pages: await pagesOf(who, since.thread),
  };
  const names = new Map<string, string>();
  return JSON.parse(JSON.stringify(shown).replace(/\bt[\da-f]{32}\b/g, (id) => {
    if (!names.has(id)) names.set(id, `thread ${names.size}`);
    return names.get(id) as string;
  }));
}

/** Thread/changes one by one: its states on the way carry places. */
async function pagesOf(who: Person, since: string): Promise<unknown[]> {
  const pages: unknown[] = [];
  for (let state = since, more = true; more; ) {
    const page = await who.call('Thread/changes', { sinceState: state, maxChanges: 1 });
    pages.push(page);
    more = page.hasMoreChanges;
    state = page.newState;
  }
  return pages;
}

const startOf = async (who: Person): Promise<{ thread: string; query: string }> =>
  ({ thread: (await who.call('Thread/get', { ids: [] })).state, query: (await who.call('Email/query', { collapseThreads: true })).queryState });
const threadOf = async (who: Person, id: string): Promise<string> => (await who.call('Email/get', { ids: [id], properties: ['threadId'] })).list[0]?.threadId as string;

eachDatabase((_name, makeUrl) => {
  const open: Sharing[] = [];
  const begin = async (hidden: MessageText): Promise<World> => {
    const made = await world(makeUrl, hidden);
    open.push(made.at);
    return made;
  };
  afterAll(() => Promise.all(open.map((at) => at.close())));

  /** Plays the same where the guessed message is there, and where another one is. */
  async function inBoth(play: (in_: World) => Promise<void>): Promise<readonly [unknown, unknown]> {
    const pictures: unknown[] = [];
    for (const hidden of [SECRET, OTHER]) {
      const in_ = await begin(hidden);
      const since = await startOf(in_.at.bob);
      await play(in_);
      pictures.push(await picture(in_.at.bob, since));
      expect(await in_.at.verify()).toEqual([]);
    }
    return [pictures[0], pictures[1]];
  }

  describe('whoever reads a part of an account sees the same, whether a message is hidden in the rest or not', () => {
    const ways: Record<string, (w: World, text: MessageText) => Promise<unknown>> = {
      'Email/import': ({ at, shared }, text) => importAs(at.bob, shared, text),
      'APPEND': ({ at, shared }, text) => appendAs(at.bob, shared, text),
      'Email/copy': ({ at, shared }, text) => copyAs(at.bob, shared, text),
    };
    for (const [name, put] of Object.entries(ways)) {
      test(`${name}: replies to it, to what it replies to, to both, and itself, again and again`, async () => {
        const [there, not] = await inBoth(async (w) => {
          await put(w, { id: 'one@example.org', references: `<${SECRET.id}>`, subject: 'Re: Merger' });
          await put(w, { id: 'two@example.org', references: String(SECRET.references), subject: 'Re: Merger' });
          await put(w, { id: 'three@example.org', references: `${SECRET.references} <${SECRET.id}>`, subject: 'Re: Merger' });
          await put(w, { ...SECRET });
          await put(w, { id: 'four@example.org', references: `<one@example.org> <${SECRET.id}>`, subject: 'Re: Merger' });
          const { ids } = await w.at.bob.call('Email/query', { filter: { inMailbox: toId('mailbox', w.shared) } });
          await w.at.bob.call('Email/set', { destroy: ids.slice(0, 3) });
          await put(w, { id: 'five@example.org', references: `<${SECRET.id}>`, subject: 'Re: Merger' });
        });
        expect(there).toEqual(not);
      });
    }

    test('Email/set: a draft that replies to it', async () => {
      const [there, not] = await inBoth(async ({ at, shared }) => {
        await draftAs(at.bob, shared, String(SECRET.id));
        await importAs(at.bob, shared, { id: 'one@example.org', references: '<draft@example.org>', subject: 'Re: Merger' });
      });
      expect(there).toEqual(not);
    });

    test('the message itself, all of whose ids lead to a thread that it does not join', async () => {
      const [there, not] = await inBoth(({ at, shared }) => importAs(at.bob, shared, SECRET).then(() => undefined));
      expect(there).toEqual(not);
    });

    test('messages that the owner moves into the folder at once, one of them a reply to it: threads change in the order of their Emails', async () => {
      const [there, not] = await inBoth(async ({ at, shared }) => {
        const ids = [];
        for (const text of [{ id: 'apart@example.org', subject: 'Apart' }, { id: 'reply@example.org', references: `<${SECRET.id}>`, subject: 'Re: Merger' }]) ids.push(await at.mail.add(message(text), { mailboxes: ['archive'] }));
        await at.ali.call('Email/set', { update: Object.fromEntries(ids.map((id) => [toId('email', id), { mailboxIds: { [toId('mailbox', shared)]: true } }])) });
      });
      expect(there).toEqual(not);
    });

    test('delivery into an Inbox that they read: a reply to it, and another; no id tells that the thread is old', async () => {
      const [there, not] = await inBoth(async (w) => {
        await w.at.mail.add(message({ id: 'young@example.org', subject: 'Young' }), { mailboxes: ['inbox'] });
        await deliverTo(w, { id: 'one@example.org', references: `<${SECRET.id}>`, subject: 'Re: Merger' });
        await deliverTo(w, { id: 'two@example.org', references: `<${SECRET.id}>`, subject: 'Re: Merger' });
        await deliverTo(w, { id: 'three@example.org', subject: 'Apart' });
      });
      expect(there).toEqual(not);
    });
  });

  test('what they read joins: the parent, replies in one call, a second copy; not with another subject', async () => {
    const { at, shared } = await begin(SECRET);
    const parent = await at.mail.add(message({ id: 'seen@example.org', subject: 'Plan' }), { mailboxes: [shared, 'archive'] });
    const [reply, other, deeper] = await importAs(
      at.bob, shared, { id: 'reply@example.org', references: '<seen@example.org>', subject: 'Re: Plan' }, { id: 'else@example.org', references: '<seen@example.org>', subject: 'Something else' },
      { id: 'deeper@example.org', references: '<reply@example.org>', subject: 'Re: Plan' },
    );
    const thread = await threadOf(at.bob, toId('email', parent));
    expect((await at.bob.call('Thread/get', { ids: [thread] })).list).toEqual([{ id: thread, emailIds: [toId('email', parent), reply, deeper] }]);
    expect(await threadOf(at.bob, other as string)).not.toBe(thread);
    const blobs = await Promise.all(['first', 'second'].map((id, i) => keepUpload(
      at.bob.ctx, at.mail.accountId, Buffer.from(message({ id: `${id}@example.org`, subject: 'Batch', ...(i > 0 ? { references: '<first@example.org>' } : {}) })), 'message/rfc822',
    )));
    const { created } = await at.bob.call('Email/import', { emails: Object.fromEntries(blobs.map(({ blobId }, i) => [`k${i}`, { blobId, mailboxIds: { [toId('mailbox', shared)]: true } }])) });
    expect(created?.['k1']?.threadId).toBe(created?.['k0']?.threadId);
    expect(await at.verify()).toEqual([]);
  });

  test('what only a third person reads joins nothing', async () => {
    const { at, shared, carols } = await begin(OTHER);
    const [hers] = await importAs(at.carol, carols, { id: 'hers@example.org', subject: 'Hers' });
    const [his] = await importAs(at.bob, shared, { id: 'his@example.org', references: '<hers@example.org>', subject: 'Re: Hers' });
    expect(await threadOf(at.ali, his as string)).not.toBe(await threadOf(at.ali, hers as string));
    expect(await at.verify()).toEqual([]);
  });

  test('the owner\'s threads are as they were: replies, deliveries and what others put there join by every id; the oldest thread wins', async () => {
    const { at, shared, secret } = await begin(SECRET);
    const [sibling] = await importAs(at.ali, at.ali.inbox, { id: 'sibling@example.org', references: String(SECRET.references), subject: 'Re: Merger' });
    await deliverTo({ at }, { id: 'delivered@example.org', references: `<${SECRET.id}>`, subject: 'Re: Merger' });
    const thread = await threadOf(at.ali, toId('email', secret));
    expect(thread).toMatch(/^t[\da-v]{1,11}$/);
    const [{ emailIds } = {}] = (await at.ali.call('Thread/get', { ids: [thread] })).list;
    expect(emailIds).toHaveLength(3);
    expect(emailIds).toContain(sibling);
    // A reply to what Bob put there joins that.
    const [his] = await importAs(at.bob, shared, { id: 'his@example.org', subject: 'Question' });
    const [answer] = await importAs(at.ali, at.ali.inbox, { id: 'answer@example.org', references: '<his@example.org>', subject: 'Re: Question' });
    expect(await threadOf(at.ali, answer as string)).toBe(await threadOf(at.ali, his as string));
    expect(await at.verify()).toEqual([]);
  });

  test('whoever reads every folder puts messages into threads as the owner does', async () => {
    const { at, shared, secret } = await begin(SECRET);
    for (const { id } of await at.mail.db.read((read) => read.all<{ id: number }>(sql`SELECT id FROM mailbox WHERE account_id = ${at.mail.account}`))) await at.grant(id, CAROL, 'lrswite');
    const [reply] = await importAs(at.carol, shared, { id: 'sibling@example.org', references: String(SECRET.references), subject: 'Re: Merger' });
    expect(await threadOf(at.carol, reply as string)).toBe(await threadOf(at.carol, toId('email', secret)));
  });

  test('ids: alike for all whom something is shared with, unlike the owner\'s, and of no order; those of private threads and strange ones are not found', async () => {
    const { at, shared, secret } = await begin(SECRET);
    await at.grant(shared, CAROL, 'lr');
    const ids = await at.mail.addMany(Array.from({ length: 30 }, (_, i) => ({ message: message({ id: `m${i}@example.org`, subject: `Number ${i}` }), options: { mailboxes: [shared] } })));
    const threads = await Promise.all(ids.map((id) => threadOf(at.bob, toId('email', id))));
    expect(await Promise.all(ids.map((id) => threadOf(at.carol, toId('email', id))))).toEqual(threads);
    // One in 30! that they are in order by chance.
    expect([...threads].sort()).not.toEqual(threads);
    expect((await at.bob.call('Thread/get', { ids: null })).list.map(({ id }) => id)).toEqual([...threads].sort());
    const own = await threadOf(at.ali, toId('email', ids[0] as number));
    const hidden = await at.mail.db.read((read) => read.get<{ thread: number }>(sql`SELECT thread_id AS thread FROM email WHERE id = ${secret}`));
    const strange = [own, (await threadIds(at.mail.db))({ isOwner: false }).idOf(hidden?.thread ?? 0), `t${'0'.repeat(32)}`, `t${'f'.repeat(32)}`, 't', ''];
    expect(await at.bob.call('Thread/get', { ids: strange })).toMatchObject({ list: [], notFound: strange });
    expect((await at.ali.call('Thread/get', { ids: threads })).notFound).toEqual(threads);
  });
});
