/** What is pushed of an account that is shared, to whom, and what ends with a right that is taken away (RFC 8620 §7; design §4, Bus; §5, Per-user `$seen`). */
import { get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { callMethod } from '../../../api/jmap/engine.ts';
import { createPush, type Push } from '../../../api/push/index.ts';
import { toId } from '../../../api/ids.ts';
import { setSeenByReader } from '../../../api/mail/store/reader-seen.ts';
import { reachFor } from '../../../api/access/reach.ts';
import type { JmapMethodName, JmapMethods } from '../../../openapi/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../setup/server.ts';
import { message } from '../jmap-mail/messages.ts';
import { openReceiver, type Posted, type Receiver } from '../jmap-mail/push-receiver.ts';
import { BOB, CAROL, type Person, sharing, type Sharing } from './three-people.ts';

type States = Readonly<Record<string, Readonly<Record<string, string>>>>;

const using = ['core', 'mail', 'mail:share', 'principals', 'submission', 'vacationresponse'].map((name) => `urn:ietf:params:jmap:${name}`);

/** A person at the other end of HTTP. */
class Client {
  readonly #http: string;
  readonly #authorization: string;
  sessionState = '';
  account = '';
  principal = '';
  readonly #streams: { close(): Promise<void> }[] = [];

  constructor(server: TestServer, name: string) {
    this.#http = server.http;
    this.#authorization = `Basic ${Buffer.from(`${name}@example.com:${PASSWORD}`).toString('base64')}`;
  }

  get headers(): Record<string, string> {
    return { authorization: this.#authorization };
  }

  async signIn(): Promise<this> {
    const session = await this.session();
    this.account = session.primaryAccounts['urn:ietf:params:jmap:mail'] as string;
    this.principal = this.account.replace(/^a/, 'p');
    return this;
  }

  async session(): Promise<{ accounts: Record<string, { isReadOnly: boolean }>; primaryAccounts: Record<string, string>; state: string }> {
    return (await (await fetch(`${this.#http}/jmap/session`, { headers: this.headers })).json()) as never;
  }

  async call<M extends JmapMethodName>(name: M, args: JmapMethods[M]['arguments']): Promise<JmapMethods[M]['response']> {
    const response = await fetch(`${this.#http}/jmap/api`, {
      method: 'POST', headers: { ...this.headers, 'content-type': 'application/json' }, body: JSON.stringify({ using, methodCalls: [[name, args, 'c']] }),
    });
    const body = (await response.json()) as { methodResponses: [string, JmapMethods[M]['response'], string][]; sessionState: string };
    this.sessionState = body.sessionState;
    const [answered, result] = body.methodResponses[0] ?? [];
    if (answered !== name) throw Object.assign(new Error(JSON.stringify(body)), { type: (result as unknown as { type: string } | undefined)?.type });
    return result as JmapMethods[M]['response'];
  }

  async import(account: string, mailbox: string, text: string): Promise<string> {
    const uploaded = await fetch(`${this.#http}/jmap/upload/${account}`, { method: 'POST', headers: { ...this.headers, 'content-type': 'message/rfc822' }, body: text });
    const { blobId } = (await uploaded.json()) as { blobId: string };
    const { created } = await this.call('Email/import', { accountId: account, emails: { k: { blobId, mailboxIds: { [mailbox]: true } } } });
    return created?.['k']?.id as string;
  }

  /** An open event stream; `next` gives the changes of one StateChange. */
  async listen(types = '*', more: Record<string, string> = {}): Promise<{ next(): Promise<States | null> }> {
    const response = await fetch(`${this.#http}/jmap/events?types=${types}&closeafter=no&ping=0`, { headers: { ...this.headers, ...more } });
    const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    let buffer = '';
    const block = async (): Promise<string | null> => {
      for (;;) {
        const end = buffer.indexOf('\n\n');
        if (end >= 0) {
          const one = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          return one;
        }
        const { done, value } = await reader.read();
        if (done) return null;
        buffer += value;
      }
    };
    // The stream says that it is open before anything is told.
    expect(await block()).toBe(': open');
    this.#streams.push({ close: () => reader.cancel() });
    return {
      async next() {
        const one = await block();
        const data = one === null ? undefined : /^data: (.*)$/m.exec(one)?.[1];
        return data === undefined ? null : (JSON.parse(data) as { changed: States }).changed;
      },
    };
  }

  async hangUp(): Promise<void> {
    for (const stream of this.#streams.splice(0)) await stream.close();
  }
}

eachDatabase((_name, makeUrl) => {
  describe('event streams (RFC 8620 §7.3)', () => {
    let server: TestServer;
    let ali: Client;
    let bob: Client;
    let carol: Client;
    let shared: string;
    let inbox: string;
    beforeAll(async () => {
      server = await startTestServer(makeUrl, { people: ['ali', 'bob', 'carol'] });
      [ali, bob, carol] = [await new Client(server, 'ali').signIn(), await new Client(server, 'bob').signIn(), await new Client(server, 'carol').signIn()];
      const { created } = await ali.call('Mailbox/set', { accountId: ali.account, create: { k: { name: 'Shared' } } });
      shared = created?.['k']?.id as string;
      inbox = (await ali.call('Mailbox/query', { accountId: ali.account, filter: { role: 'inbox' } })).ids[0] as string;
    });
    afterEach(async () => {
      for (const client of [ali, bob, carol]) await client.hangUp();
    });
    afterAll(() => server.stop());

    const share = async (rights: object | null, who = bob): Promise<void> => {
      const { updated } = await ali.call('Mailbox/set', { accountId: ali.account, update: { [shared]: { [`shareWith/${who.principal}`]: rights } } });
      expect(updated).toHaveProperty(shared);
    };
    /** A change of one's own, to see that nothing came before it. */
    const marker = async (client: Client): Promise<void> => {
      await client.call('VacationResponse/set', { accountId: client.account, update: { singleton: { subject: String(Math.random()) } } });
    };
    const states = async (client: Client): Promise<Record<string, string>> => Object.fromEntries(await Promise.all((['Email', 'Thread', 'Mailbox'] as const).map(async (type) =>
      [type, (await client.call(`${type}/get`, { accountId: ali.account, ids: [] })).state] as const)));

    test('a mailbox shared, used, and taken away: the sharee hears of each, with states of their own', async () => {
      const before = (await bob.session()).state;
      // Nothing but mail: the notification that something is shared has tests of its own.
      const stream = await bob.listen('Email,Thread,Mailbox,VacationResponse');
      await share({ mayReadItems: true, maySetSeen: true });
      expect(await stream.next()).toEqual({ [ali.account]: await states(bob) });
      const session = await bob.session();
      expect(session.state).not.toBe(before);
      expect(session.accounts[ali.account]).toMatchObject({ isReadOnly: false });
      await bob.call('Email/get', { accountId: bob.account, ids: [] });
      expect(bob.sessionState).toBe(session.state);

      await ali.import(ali.account, shared, message({ id: 'one@x', subject: 'Open' }));
      expect(await stream.next()).toEqual({ [ali.account]: await states(bob) });

      // Private mail, a mate of the same thread too.
      await ali.import(ali.account, inbox, message({ id: 'two@x', subject: 'Re: Open', references: '<one@x>' }));
      await ali.call('Mailbox/set', { accountId: ali.account, create: { k: { name: `Private ${Math.random()}` } } });
      await marker(bob);
      expect(Object.keys((await stream.next()) ?? {})).toEqual([bob.account]);

      // More rights in the same mailbox: other mailboxes are none, so that only the Mailbox's state is new.
      await share({ mayReadItems: true, maySetSeen: true, mayAddItems: true });
      const richer = await stream.next();
      expect(richer).toEqual({ [ali.account]: { Mailbox: (await states(bob))['Mailbox'] } });

      await share(null);
      expect(await stream.next()).toEqual({ [ali.account]: { Email: '0', Thread: '0', Mailbox: '0' } });
      expect((await bob.session()).accounts).not.toHaveProperty(ali.account);
      await expect(states(bob)).rejects.toMatchObject({ type: 'accountNotFound' });
      // Nothing any more.
      await ali.import(ali.account, shared, message({ id: 'three@x' }));
      await marker(bob);
      expect(Object.keys((await stream.next()) ?? {})).toEqual([bob.account]);
    });

    test('one\'s reading is told to one\'s other clients, and wakes neither the owner nor another reader', async () => {
      await share({ mayReadItems: true, maySetSeen: true });
      await share({ mayReadItems: true, maySetSeen: true }, carol);
      const email = await ali.import(ali.account, shared, message({ id: 'read@x' }));
      const streams = { ali: await ali.listen(), bob: await bob.listen(), second: await bob.listen('Email'), carol: await carol.listen() };
      const before = await states(bob);
      const { updated } = await bob.call('Email/set', { accountId: ali.account, update: { [email]: { 'keywords/$seen': true } } });
      expect(updated).toHaveProperty(email);
      const after = await states(bob);
      expect(await streams.bob.next()).toEqual({ [ali.account]: { Email: after['Email'], Mailbox: after['Mailbox'] } });
      expect(await streams.second.next()).toEqual({ [ali.account]: { Email: after['Email'] } });
      expect(after['Thread']).toBe(before['Thread']);
      await marker(ali);
      await marker(carol);
      expect(Object.keys((await streams.ali.next())?.[ali.account] ?? {})).toEqual(['VacationResponse']);
      expect(Object.keys((await streams.carol.next()) ?? {})).toEqual([carol.account]);
      await share(null, carol);
    });

    test('a sub-folder made in a shared mailbox is shared as well, and told at once', async () => {
      await share({ mayReadItems: true });
      const stream = await bob.listen('Mailbox');
      const { created } = await ali.call('Mailbox/set', { accountId: ali.account, create: { k: { name: 'Below', parentId: shared } } });
      expect(await stream.next()).toEqual({ [ali.account]: { Mailbox: (await states(bob))['Mailbox'] } });
      const { list } = await bob.call('Mailbox/get', { accountId: ali.account, ids: [created?.['k']?.id as string] });
      expect(list).toMatchObject([{ name: 'Below', parentId: shared }]);
    });

    test('a client that comes back (Last-Event-ID) hears how shared accounts stand', async () => {
      await share({ mayReadItems: true });
      const stream = await bob.listen('Email,Mailbox', { 'last-event-id': '999999999' });
      const told = await stream.next();
      const { Email, Mailbox } = await states(bob);
      expect(told?.[ali.account]).toEqual({ Email, Mailbox });
    });

    test('a download under way ends when the right to read ends; others\' go on', async () => {
      await share({ mayReadItems: true });
      await share({ mayReadItems: true }, carol);
      const size = 16 * 1024 * 1024;
      const email = await ali.import(ali.account, shared, message({ id: 'large@x', body: 'abcdefg\r\n'.repeat(size / 9) }));
      const { list } = await bob.call('Email/get', { accountId: ali.account, ids: [email], properties: ['blobId', 'size'] });
      const path = `/jmap/download/${ali.account}/${list[0]?.blobId}/large.eml?type=message/rfc822`;
      const open = (client: Client): Promise<IncomingMessage> => new Promise((resolve, reject) => void get(server.http + path, { headers: client.headers }, resolve).on('error', reject));
      const [cut, whole] = [await open(bob), await open(carol)];
      expect([cut.statusCode, whole.statusCode]).toEqual([200, 200]);
      const ended = new Promise<string>((resolve) => {
        cut.on('error', () => resolve('cut'));
        cut.on('end', () => resolve('whole'));
      });
      // Nobody reads yet: the server has sent what the buffers hold, and no more.
      await share(null);
      cut.resume();
      expect(await ended).toBe('cut');
      let bytes = 0;
      for await (const piece of whole) bytes += (piece as Buffer).length;
      expect(bytes).toBe(list[0]?.size);
      expect((await open(bob)).statusCode).toBe(404);
      await share(null, carol);
    }, 30_000);
  });

  describe('push subscriptions (RFC 8620 §7.2)', () => {
    let s: Sharing;
    let receiver: Receiver;
    let push: Push;
    let shared: number;
    beforeEach(async () => {
      s = await sharing(makeUrl);
      s.mail.db.onChange((change) => s.mail.core.bus.publish({ kind: 'change', change }));
      shared = await s.mail.addMailbox('Shared');
      receiver = await openReceiver();
      push = createPush(s.mail.core, receiver.fetcher());
      await push.start();
    });
    afterEach(async () => {
      await push.stop();
      await receiver.close();
      await s.close();
    });

    const subscribe = async (person: Person, path: string, types: string[] | null = null): Promise<void> => {
      const { created } = await callMethod(person.ctx, 'PushSubscription/set', { create: { s: { deviceClientId: path, url: receiver.url(path), types } } });
      const { json } = await receiver.next(path);
      const id = created?.['s']?.id as string;
      expect((await callMethod(person.ctx, 'PushSubscription/set', { update: { [id]: { verificationCode: json['verificationCode'] as string } } })).updated).toHaveProperty(id);
    };
    const pushed = async (path: string): Promise<States> => {
      let one: Posted | undefined;
      void receiver.next(path).then((posted) => (one = posted));
      await vi.waitFor(async () => {
        await s.mail.clock.advance(1000);
        if (!one) throw new Error(`nothing came to ${path}`);
      }, { timeout: 30_000, interval: 10 });
      return (one as unknown as Posted).json['changed'] as States;
    };
    /** A change of one's own, to see that nothing came before it. */
    const marker = (person: Person) => s.mail.db.write([person.principal], async (tx) => tx.account(person.principal).touch('VacationResponse'));
    /** Until the subscription's account of how things stand is taken down: what comes before that is no news. */
    const takenDown = async (person: Person, path: string): Promise<void> => {
      await marker(person);
      await pushed(path);
    };
    const stateOf = async (person: Person) => (await person.call('Email/get', { ids: [] })).state;

    test('shared mail, a delivery into it, one\'s own reading and the end of it are posted; private mail is not', async () => {
      await s.grant(shared, BOB, 'lrs');
      await subscribe(s.bob, '/bob', ['Email', 'EmailDelivery', 'VacationResponse']);
      await subscribe(s.ali, '/ali', ['Email', 'VacationResponse']);
      await takenDown(s.bob, '/bob');
      await takenDown(s.ali, '/ali');
      const id = await s.mail.add(message({ id: 'p1@x' }), { mailboxes: [shared] });
      expect(await pushed('/bob')).toEqual({ [s.mail.accountId]: { Email: await stateOf(s.bob) } });
      await pushed('/ali');
      await s.mail.add(message({ id: 'p2@x', references: '<p1@x>' }), { mailboxes: ['inbox'] });
      await pushed('/ali');
      await marker(s.bob);
      expect(Object.keys(await pushed('/bob'))).toEqual([s.bob.accountId]);
      await s.mail.change(async (c, tx) => {
        tx.account(s.mail.account).delivered = true;
        await c.load([id]);
        const open = c.get(id);
        if (open) await c.setKeywords(open, 4, null);
      });
      expect(await pushed('/bob')).toEqual({ [s.mail.accountId]: { Email: await stateOf(s.bob), EmailDelivery: await stateOf(s.bob) } });
      await pushed('/ali');
      await s.mail.db.write([s.mail.account], async (tx) => setSeenByReader(tx, await reachFor(s.bob.ctx, tx, s.mail.accountId, 'write'), [id], true));
      expect(await pushed('/bob')).toEqual({ [s.mail.accountId]: { Email: await stateOf(s.bob) } });
      await marker(s.ali);
      expect(Object.keys((await pushed('/ali'))[s.mail.accountId] ?? {})).toEqual(['VacationResponse']);
      await s.grant(shared, BOB, '');
      expect(await pushed('/bob')).toEqual({ [s.mail.accountId]: { Email: '0' } });
    }, 30_000);

    test('a mailbox that comes into reach later, through a group; after a start, how shared accounts stand is told once', async () => {
      await subscribe(s.carol, '/carol', ['Mailbox', 'VacationResponse']);
      await takenDown(s.carol, '/carol');
      await s.grant(shared, 11, 'lr');
      const state = async () => (await s.carol.call('Mailbox/get', { ids: [] })).state;
      expect(await pushed('/carol')).toEqual({ [s.mail.accountId]: { Mailbox: await state() } });
      await push.stop();
      await s.mail.add(message({ id: 'r1@x' }), { mailboxes: [shared] });
      push = createPush(s.mail.core, receiver.fetcher());
      await push.start();
      expect((await pushed('/carol'))[s.mail.accountId]).toEqual({ Mailbox: await state() });
      expect(toId('account', CAROL)).toBe(s.carol.accountId);
    }, 30_000);
  });
});
