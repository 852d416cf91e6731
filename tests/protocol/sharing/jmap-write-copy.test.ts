/** Email/copy and Blob/copy between accounts with partial rights (RFC 8620 §5.4, §6.3, RFC 8621 §4.7), three principals. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { reachFor } from '../../../api/access/reach.ts';
import { setGrants } from '../../../api/access/grants.ts';
import { fromRightLetters } from '../../../api/access/rights.ts';
import { toId } from '../../../api/ids.ts';
import { processRequest } from '../../../api/jmap/engine.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { numberOf } from '../../setup/mail.ts';
import { message, withAttachment } from '../jmap-mail/messages.ts';
import { BOB, CAROL, type Person, type Sharing, sharing } from './three-people.ts';

const id = (number: number): string => toId('mailbox', number);

eachDatabase((_name, makeUrl) => {
  let at: Sharing;
  let shared: number;
  let secret: number;
  beforeAll(async () => {
    at = await sharing(makeUrl);
    shared = await at.mail.addMailbox('Shared');
    secret = await at.mail.addMailbox('Secret');
  });
  beforeEach(() => at.grant(shared, BOB, 'lrswite'));
  afterAll(() => at.close());

  let n = 0;
  const add = (mailboxes: readonly number[], keywords: readonly string[] = [], prefix?: string): Promise<number> =>
    at.mail.add(message({ id: `copy${++n}@x`, subject: `Copy ${n}` }), { mailboxes, keywords, ...(prefix === undefined ? {} : { prefix }) });
  /** Out of Ali's account into the caller's own. */
  const fetch = async (who: Person, email: number, more: Record<string, unknown> = {}, args: Record<string, unknown> = {}) => {
    const answer = await who.own('Email/copy', { fromAccountId: at.mail.accountId, create: { c: { id: toId('email', email), mailboxIds: { [id(who.inbox)]: true }, ...more } as never }, ...args });
    return { made: answer.created?.['c'], error: answer.notCreated?.['c'], answer };
  };
  /** Out of the caller's own account into a mailbox of Ali's. */
  const give = async (who: Person, email: string, mailbox: number, more: Record<string, unknown> = {}) => {
    const answer = await who.call('Email/copy', { fromAccountId: who.accountId, create: { c: { id: email, mailboxIds: { [id(mailbox)]: true }, ...more } as never } });
    return { made: answer.created?.['c'], error: answer.notCreated?.['c'], answer };
  };
  const mine = async (who: Person, email: string | undefined) => (await who.own('Email/get', { ids: [email as string], properties: ['keywords', 'mailboxIds', 'threadId', 'header:Delivered-To'] })).list[0];

  describe('taken out and put back by the same person', () => {
    const seenBy = async (who: Person | undefined, blobId: string) => {
      const ask = who ? who.call : at.ali.own;
      const { ids } = await ask('Email/query', { filter: { inMailbox: id(shared) } });
      const { list } = await ask('Email/get', { ids, properties: ['keywords', 'blobId', 'messageId'] });
      return list.filter(({ messageId }) => messageId?.[0] === blobId).map(({ keywords }) => keywords?.['$seen'] === true);
    };

    test('it is no news to those who had seen it, and to nobody else', async () => {
      await at.grant(shared, CAROL, 'lrs');
      const [read, unread, byOwner] = [await add([shared]), await add([shared]), await add([shared], ['$seen'])];
      const ids = [read, unread, byOwner].map((email) => toId('email', email));
      const names = [n - 2, n - 1, n].map((at) => `copy${at}@x`);
      await at.carol.call('Email/set', { update: { [ids[0] as string]: { 'keywords/$seen': true } } });
      const taken = await at.bob.own('Email/copy', { fromAccountId: at.mail.accountId, create: Object.fromEntries(ids.map((email) => [email, { id: email, mailboxIds: { [id(at.bob.inbox)]: true } }])) as never });
      await at.bob.call('Email/set', { destroy: ids });
      expect(await Promise.all(names.map((name) => seenBy(at.carol, name)))).toEqual([[], [], []]);
      const copies = ids.map((email) => taken.created?.[email]?.id as string);
      await at.bob.call('Email/copy', { fromAccountId: at.bob.accountId, create: Object.fromEntries(copies.map((email) => [email, { id: email, mailboxIds: { [id(shared)]: true } }])) as never });
      expect(await Promise.all(names.map((name) => seenBy(at.carol, name)))).toEqual([[true], [false], [false]]);
      expect(await Promise.all(names.map((name) => seenBy(undefined, name)))).toEqual([[false], [false], [true]]);
      // What the owner has seen is nothing that others learn.
      expect(await seenBy(at.bob, names[2] as string)).toEqual([false]);
      expect(await at.verify()).toEqual([]);
    });

    test('whoever may read it no longer, or comes with a copy that somebody else took out, changes nothing', async () => {
      await at.grant(shared, CAROL, 'lrswite');
      const email = toId('email', await add([shared], ['$seen']));
      const name = `copy${n}@x`;
      await at.carol.call('Email/set', { update: { [email]: { 'keywords/$seen': true } } });
      const { made } = await fetch(at.bob, numberOf('email', email));
      await at.bob.call('Email/set', { destroy: [email] });
      await at.grant(shared, CAROL, 'li');
      expect((await give(at.bob, made?.id as string, shared)).error).toBeUndefined();
      await at.grant(shared, CAROL, 'lrs');
      expect(await seenBy(at.carol, name)).toEqual([false]);
      expect(await seenBy(undefined, name)).toEqual([true]);
      await at.grant(shared, CAROL, '');
    });
  });

  describe('out of a shared folder', () => {
    test('read-only is enough; keywords come as the reader sees them, and the first recipient\'s lines', async () => {
      await at.grant(shared, BOB, 'lrs');
      const email = await add([shared, secret], ['$seen', '$flagged'], 'Delivered-To: ali@example.org\r\n');
      const first = await fetch(at.bob, email);
      expect(first.error).toBeUndefined();
      expect(await mine(at.bob, first.made?.id)).toMatchObject({ keywords: { $flagged: true }, mailboxIds: { [id(at.bob.inbox)]: true }, 'header:Delivered-To': ' ali@example.org' });
      expect((await mine(at.bob, first.made?.id))?.keywords).not.toHaveProperty('$seen');
      await at.bob.call('Email/set', { update: { [toId('email', email)]: { 'keywords/$seen': true } } });
      const archive = (await at.bob.own('Mailbox/query', { filter: { role: 'archive' } })).ids[0] as string;
      const second = await fetch(at.bob, email, { mailboxIds: { [archive]: true } });
      expect((await mine(at.bob, second.made?.id))?.keywords).toEqual({ $flagged: true, $seen: true });
    });

    test('what the reader does not see is notFound; an account of which they see nothing is fromAccountNotFound', async () => {
      const hidden = await add([secret]);
      expect((await fetch(at.bob, hidden)).error?.type).toBe('notFound');
      expect((await fetch(at.bob, 12_345)).error?.type).toBe('notFound');
      await expect(fetch(at.carol, hidden)).rejects.toMatchObject({ type: 'fromAccountNotFound' });
    });

    test('onSuccessDestroyOriginal is an Email/set of its own: without t and e it refuses, and the copy stays (RFC 8620 §5.4)', async () => {
      await at.grant(shared, BOB, 'lrs');
      const email = await add([shared, secret]);
      const ask = async (from: number) => {
        const response = await processRequest(at.bob.ctx, {
          using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'],
          methodCalls: [['Email/copy', {
            fromAccountId: at.mail.accountId, accountId: at.bob.accountId, onSuccessDestroyOriginal: true,
            create: { c: { id: toId('email', from), mailboxIds: { [id(at.bob.inbox)]: true } } },
          }, 'c']],
        });
        return (response.methodResponses as [string, Record<string, unknown>, string][]).map(([name, args, call]) => ({ name, args, call }));
      };
      const [copied, refused] = await ask(email);
      expect(copied).toMatchObject({ name: 'Email/copy', args: { notCreated: null }, call: 'c' });
      expect(refused).toMatchObject({ name: 'Email/set', args: { destroyed: null, notDestroyed: { [toId('email', email)]: { type: 'forbidden' } } }, call: 'c' });
      await at.grant(shared, BOB, 'lr');
      const [again, readOnly] = await ask(await add([shared]));
      expect(again).toMatchObject({ name: 'Email/copy', args: { notCreated: null } });
      expect(readOnly).toMatchObject({ name: 'error', args: { type: 'accountReadOnly' } });
      await at.grant(shared, BOB, 'lrte');
      const moved = await add([shared, secret]);
      expect((await ask(moved))[1]).toMatchObject({ name: 'Email/set', args: { destroyed: [toId('email', moved)] } });
      // Where the reader does not see it, it lives on.
      expect((await at.look(at.ali, moved))?.mailboxes).toEqual([id(secret)]);
    });
  });

  describe('into a shared folder', () => {
    let own: string;
    beforeAll(async () => {
      await at.grant(secret, BOB, 'lr');
      own = (await fetch(at.bob, await add([secret]), { keywords: { $seen: true, work: true } })).made?.id as string;
      await at.grant(secret, BOB, '');
    });

    test('i is needed; $seen becomes the copier\'s own; keywords that may not be set there are left out, or refused where asked for', async () => {
      const first = await give(at.bob, own, shared);
      expect(first.error).toBeUndefined();
      const email = numberOf('email', first.made?.id);
      expect(await at.look(at.bob, email)).toMatchObject({ keywords: ['$seen', 'work'] });
      expect(await at.look(at.ali, email)).toMatchObject({ keywords: ['work'] });
      expect(first.answer.newState).toBe((await at.bob.call('Email/get', { ids: [] })).state);
      const second = await at.mail.addMailbox('Second');
      await at.grant(second, BOB, 'lrs');
      expect((await give(at.bob, own, second)).error).toMatchObject({ type: 'forbidden', properties: ['mailboxIds'] });
      await at.grant(second, BOB, 'lri');
      expect((await give(at.bob, own, second, { keywords: { work: true } })).error).toMatchObject({ type: 'forbidden', properties: ['keywords'] });
      const plain = await give(at.bob, own, second);
      expect(plain.made).toMatchObject({ keywords: {} });
      expect(await at.look(at.ali, numberOf('email', plain.made?.id))).toMatchObject({ keywords: [] });
    });

    test('a mailbox that is not seen is no mailbox; a read-only account is accountReadOnly; the same again is alreadyExists', async () => {
      expect((await give(at.bob, own, secret)).error).toMatchObject({ type: 'invalidProperties', properties: ['mailboxIds'] });
      const again = await give(at.bob, own, shared);
      expect(again.error).toMatchObject({ type: 'alreadyExists' });
      await at.grant(shared, CAROL, 'lr');
      await expect(give(at.carol, own, shared)).rejects.toMatchObject({ type: 'accountReadOnly' });
      await at.grant(shared, CAROL, '');
      await expect(give(at.carol, own, shared)).rejects.toMatchObject({ kind: 'accountNotFound' });
    });

    test('the owner pays: over their quota nothing is copied (design §5)', async () => {
      const used = await at.mail.db.read((read) => read.get<{ used: number }>(sql`SELECT used_bytes AS used FROM account WHERE id = ${at.mail.account}`));
      await at.mail.db.write([], (tx) => tx.run(sql`UPDATE account SET quota_bytes = ${(used?.used ?? 0) + 10} WHERE id = ${at.mail.account}`));
      const third = await at.mail.addMailbox('Third');
      await at.grant(third, BOB, 'lri');
      expect((await give(at.bob, own, third)).error?.type).toBe('overQuota');
      await at.mail.db.write([], (tx) => tx.run(sql`UPDATE account SET quota_bytes = NULL WHERE id = ${at.mail.account}`));
    });
  });

  test('between two accounts of others: both must allow it', async () => {
    await at.mail.db.write([BOB], async (tx) => setGrants(tx, at.bob.ctx, await reachFor(at.bob.ctx, tx, at.bob.accountId, 'write'), at.bob.inbox, [
      { principalId: CAROL, rights: fromRightLetters('lri') as number },
    ]));
    await at.grant(shared, CAROL, 'lr');
    const email = await add([shared], ['$flagged', '$seen']);
    const copy = (who: Person) => who.own('Email/copy', {
      accountId: at.bob.accountId, fromAccountId: at.mail.accountId, create: { c: { id: toId('email', email), mailboxIds: { [id(at.bob.inbox)]: true } } },
    } as never);
    const made = (await copy(at.carol)).created?.['c'];
    expect(await mine(at.bob, made?.id)).toMatchObject({ keywords: {} });
    await at.grant(shared, CAROL, '');
    await expect(copy(at.carol)).rejects.toMatchObject({ type: 'fromAccountNotFound' });
  });

  test('Blob/copy: only what the reader sees, for the reader', async () => {
    const attached = await at.mail.add(withAttachment, { mailboxes: [shared] });
    const hidden = await add([secret]);
    const blobOf = async (email: number) => (await at.ali.call('Email/get', { ids: [toId('email', email)], properties: ['blobId', 'attachments'] })).list[0];
    const pdf = (await blobOf(attached))?.attachments?.[0]?.blobId as string;
    const secretBlob = (await blobOf(hidden))?.blobId as string;
    const answer = await at.bob.own('Blob/copy', { fromAccountId: at.mail.accountId, blobIds: [pdf, secretBlob] });
    expect(answer.copied?.[pdf]).toMatch(/^b[\da-f]{64}$/);
    expect(answer.notCopied).toMatchObject({ [secretBlob]: { type: 'blobNotFound' } });
    await at.grant(shared, CAROL, 'lrs');
    await expect(at.carol.call('Blob/copy', { fromAccountId: at.carol.accountId, blobIds: [answer.copied?.[pdf] as string] })).rejects.toMatchObject({ kind: 'notPermitted' });
  });

  test('after all this the store is sound', async () => {
    expect(await at.verify()).toEqual([]);
  });
});
