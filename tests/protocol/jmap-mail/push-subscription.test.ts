/** PushSubscription/get, /set and what is sent for them (RFC 8620 §7.2, RFC 8291). */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PushSubscriptionSetArguments } from '../../../openapi/index.ts';
import { sql } from '../../../db/index.ts';
import { insertCredential } from '../../../db/repositories/credentials.ts';
import type { Context } from '../../../api/access/context.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { areUsable, encryptPush } from '../../../api/push/encrypt.ts';
import { createPush, type Push } from '../../../api/push/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture, numberOf } from '../../setup/mail.ts';
import { message } from './messages.ts';
import { device, openReceiver, type Posted, type Receiver } from './push-receiver.ts';

const day = 86_400_000;

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  let receiver: Receiver;
  let push: Push;

  beforeEach(async () => {
    mail = await mailFixture(makeUrl);
    mail.db.onChange((change) => mail.core.bus.publish({ kind: 'change', change }));
    receiver = await openReceiver();
    push = createPush(mail.core, receiver.fetcher());
    await push.start();
  });
  afterEach(async () => {
    await push.stop();
    await receiver.close();
    await mail.close();
  });

  const set = (args: PushSubscriptionSetArguments, ctx: Context = mail.ctx) => callMethod(ctx, 'PushSubscription/set', args);
  const get = (args: object = {}, ctx: Context = mail.ctx) => callMethod(ctx, 'PushSubscription/get', args);
  const create = async (path: string, more: object = {}, ctx: Context = mail.ctx): Promise<string> => {
    const { created } = await set({ create: { s: { deviceClientId: `device ${path}`, url: receiver.url(path), ...more } } }, ctx);
    return created?.['s']?.id as string;
  };
  const verify = async (id: string, path: string, ctx: Context = mail.ctx): Promise<void> => {
    const { json } = await receiver.next(path);
    expect(json).toMatchObject({ '@type': 'PushVerification', pushSubscriptionId: id });
    expect((await set({ update: { [id]: { verificationCode: json['verificationCode'] as string } } }, ctx)).updated).toEqual({ [id]: null });
  };
  /** Created and verified. */
  const subscribe = async (path: string, more: object = {}, ctx: Context = mail.ctx): Promise<string> => {
    const id = await create(path, more, ctx);
    await verify(id, path, ctx);
    return id;
  };
  /** Moves time on until the next push to the path has come. */
  const pushed = async (path: string, stepMs = 1000): Promise<Posted> => {
    let one: Posted | undefined;
    void receiver.next(path).then((posted) => (one = posted));
    await vi.waitFor(async () => {
      await mail.clock.advance(stepMs);
      if (!one) throw new Error(`nothing came to ${path}`);
    }, { timeout: 30_000, interval: 10 });
    return one as unknown as Posted;
  };
  const changedTypes = (json: Record<string, unknown>): string[] => Object.keys((json['changed'] as Record<string, object>)[mail.accountId] ?? {}).sort();
  /** Mail that comes in, as a delivery says it. */
  const deliverOne = () => mail.db.write([mail.account], async (tx) => {
    const account = tx.account(mail.account);
    account.delivered = true;
    account.touch('Email');
  });
  /** Waits until the row says that its client was told of everything. */
  const noted = (id: string): Promise<void> => vi.waitFor(async () => {
    await mail.clock.advance(60_000);
    const row = await mail.db.read((read) => read.get<{ told: number; newest: number }>(sql`
      SELECT s.told_modseq AS told, CASE WHEN a.email_modseq > a.vacation_modseq THEN a.email_modseq ELSE a.vacation_modseq END AS newest FROM push_subscription s JOIN account a ON a.id = s.principal_id WHERE s.id = ${numberOf('pushSubscription', id)}`));
    if (!row || row.told < row.newest) throw new Error('not noted yet');
  }, { timeout: 30_000, interval: 10 });
  const count = (path: string): number => receiver.posted.filter((one) => one.path === path).length;

  test('§7.2.2: created, verified, told; what is not verified gets the verification and nothing else', async () => {
    const verified = await subscribe('/a');
    const unverified = await create('/b');
    const first = await receiver.next('/b');
    expect(first).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(Number(first.headers['ttl'])).toBeGreaterThan(0);
    expect(first.json['verificationCode']).toMatch(/^[\w-]{32}$/);
    await mail.add(message({ id: 'p1@x' }));
    const { json } = await pushed('/a');
    const { state } = await mail.call('Email/get', { ids: [] });
    expect(json).toMatchObject({ '@type': 'StateChange', changed: { [mail.accountId]: { Email: state, Mailbox: state, Thread: state } } });
    expect(count('/b')).toBe(1);
    const wrong = await set({ update: { [unverified]: { verificationCode: 'x'.repeat(32) } } });
    expect(wrong.notUpdated).toMatchObject({ [unverified]: { type: 'invalidProperties', properties: ['verificationCode'] } });
    await mail.add(message({ id: 'p2@x' }));
    await pushed('/a');
    expect(count('/b')).toBe(1);
    expect((await get()).list.map((one) => [one.id, one.verificationCode !== null])).toEqual([[verified, true], [unverified, false]]);
  });

  test('types: only those asked for; EmailDelivery when mail comes in, and at no other change (RFC 8621 §1.5)', async () => {
    await subscribe('/delivery', { types: ['EmailDelivery'] });
    await subscribe('/mailbox', { types: ['Mailbox', 'VacationResponse'] });
    await mail.add(message({ id: 't1@x' }));
    expect(changedTypes((await pushed('/mailbox')).json)).toEqual(['Mailbox']);
    await mail.call('VacationResponse/set', { update: { singleton: { isEnabled: true } } });
    expect(changedTypes((await pushed('/mailbox')).json)).toEqual(['VacationResponse']);
    expect(count('/delivery')).toBe(1);
    await deliverOne();
    expect(changedTypes((await pushed('/delivery')).json)).toEqual(['EmailDelivery']);
    expect(count('/mailbox')).toBe(3);
  });

  test('changes that come while one is under way are joined (§7.2: coalesced)', async () => {
    await subscribe('/slow');
    let release: () => void = () => undefined;
    receiver.answer('/slow', (response) => void (release = () => void response.writeHead(200).end()));
    await mail.add(message({ id: 'c0@x' }));
    await pushed('/slow');
    for (let i = 1; i <= 20; i++) await mail.add(message({ id: `c${i}@x` }));
    receiver.answer('/slow', (response) => void response.writeHead(200).end());
    release();
    const { state } = await mail.call('Email/get', { ids: [] });
    expect((await pushed('/slow')).json).toMatchObject({ changed: { [mail.accountId]: { Email: state } } });
    expect(count('/slow')).toBe(3);
  });

  test('keys: everything is encrypted by RFC 8291, the verification too', async () => {
    const phone = device();
    const id = await create('/sealed', { keys: phone.keys });
    const first = await receiver.next('/sealed');
    expect(first.headers).toMatchObject({ 'content-encoding': 'aes128gcm', 'content-type': 'application/json' });
    expect(first.body.toString('latin1')).not.toContain('Verification');
    const verification = phone.decrypt(first.body);
    expect(verification).toMatchObject({ '@type': 'PushVerification', pushSubscriptionId: id });
    await set({ update: { [id]: { verificationCode: verification['verificationCode'] as string } } });
    await mail.add(message({ id: 'k1@x' }));
    expect(phone.decrypt((await pushed('/sealed')).body)).toMatchObject({ '@type': 'StateChange' });
  });

  test('a receiver that refuses for now is asked again, later and later, for the newest states; Retry-After is kept', async () => {
    await subscribe('/busy');
    receiver.answer('/busy', (response) => void response.writeHead(503).end());
    await mail.add(message({ id: 'r1@x' }));
    const at = async (): Promise<number> => {
      await pushed('/busy', 500);
      return mail.clock.now();
    };
    const times = [await at(), await at(), await at(), await at()];
    const waits = times.slice(1).map((time, i) => time - (times[i] as number));
    // 10, 20 and 40 s. A busy machine makes each longer, since time goes on while a push is on its way; none is shorter by more than the steps that time moves in.
    for (const [i, least] of [10_000, 20_000, 40_000].entries()) expect(waits[i]).toBeGreaterThan(least - 1_000);
    receiver.answer('/busy', (response) => void response.writeHead(429, { 'retry-after': '600' }).end());
    const before = await at();
    await mail.add(message({ id: 'r2@x' }));
    receiver.answer('/busy', (response) => void response.writeHead(200).end());
    const { state } = await mail.call('Email/get', { ids: [] });
    expect((await pushed('/busy', 5000)).json).toMatchObject({ changed: { [mail.accountId]: { Email: state } } });
    expect(mail.clock.now() - before).toBeGreaterThanOrEqual(600_000);
  });

  test.each([404, 410])('status %i ends the subscription', async (status) => {
    await subscribe('/gone');
    receiver.answer('/gone', (response) => void response.writeHead(status).end());
    await mail.add(message({ id: 'g1@x' }));
    await pushed('/gone');
    await vi.waitFor(async () => expect((await get()).list).toEqual([]), { timeout: 30_000, interval: 10 });
  });

  test('a receiver that hangs keeps no other waiting, and PushSubscription/set not for long', async () => {
    receiver.answer('/hang', () => undefined);
    const waiting = create('/hang');
    await receiver.next('/hang');
    await mail.clock.advance(1500);
    expect(await waiting).toMatch(/^u/);
    await subscribe('/hang2');
    receiver.answer('/hang2', () => undefined);
    await subscribe('/fine');
    await mail.add(message({ id: 'h1@x' }));
    await pushed('/fine');
    await vi.waitFor(() => expect(count('/hang2')).toBe(2), { timeout: 30_000, interval: 10 });
    await mail.add(message({ id: 'h2@x' }));
    await pushed('/fine');
    // The stop does not wait for the one that hangs.
    await push.stop();
  });

  test('redirects are not followed: the client named one address', async () => {
    await subscribe('/moved');
    await subscribe('/other');
    const target = receiver.url('/target');
    receiver.answer('/moved', (response) => void response.writeHead(307, { location: target }).end());
    await mail.add(message({ id: 'm1@x' }));
    await pushed('/moved');
    await pushed('/moved', 5000);
    expect(count('/target')).toBe(0);
    expect((await get()).list).toHaveLength(2);
  });

  test('an address in a private network is refused in the answer, unless fetch.allow names it (bad input)', async () => {
    for (const url of ['https://private.example/x', 'https://10.0.0.1/', 'https://[::1]/', 'https://169.254.169.254/latest']) {
      const { created, notCreated } = await set({ create: { s: { deviceClientId: 'd', url } } });
      expect(created, url).toBeNull();
      expect(notCreated, url).toMatchObject({ s: { type: 'invalidProperties', properties: ['url'] } });
    }
    expect((await get()).list).toEqual([]);
    // By name or address, loopback is allowed here.
    expect(await create('/allowed')).toMatch(/^u/);
  });

  test('what cannot be a subscription is refused, property by property', async () => {
    const good = { deviceClientId: 'd', url: receiver.url('/x') };
    const { keys } = device();
    for (const [draft, properties] of [
      [{ ...good, url: 'http://example.com/push' }, ['url']], [{ ...good, url: 'https://' }, ['url']], [{ ...good, url: 'https://user:secret@example.com/' }, ['url']],
      [{ ...good, url: `https://example.com/${'x'.repeat(2048)}` }, ['url']], [{ url: good.url }, ['deviceClientId']], [{ ...good, verificationCode: 'x' }, ['verificationCode']],
      [{ ...good, types: 'Email' }, ['types']], [{ ...good, types: ['no name!'] }, ['types']], [{ ...good, keys: { p256dh: 'AAAA', auth: 'AAAA' } }, ['keys']],
      [{ ...good, keys: { ...keys, auth: 'AAAA' } }, ['keys']], [{ ...good, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } }, ['keys']],
      [{ ...good, expires: '2020-01-01T00:00:00Z' }, ['expires']], [{ ...good, colour: 'red' }, ['colour']],
    ] as const) {
      const { notCreated } = await set({ create: { s: draft } });
      expect(notCreated?.['s'], JSON.stringify(draft).slice(0, 120)).toMatchObject({ type: 'invalidProperties', properties });
    }
    expect(receiver.posted).toEqual([]);
    const id = await create('/x');
    for (const patch of [{ url: receiver.url('/y') }, { keys }, { deviceClientId: 'other' }, { id: 'u1' }, { expires: '2020-01-01T00:00:00Z' }, { types: [1] }, { verificationCode: 7 }]) {
      expect((await set({ update: { [id]: patch } })).notUpdated?.[id], JSON.stringify(patch)).toMatchObject({ type: 'invalidProperties', properties: [Object.keys(patch)[0]] });
    }
    expect((await set({ update: { u1: {} }, destroy: ['u2'] }))).toMatchObject({ notUpdated: { u1: { type: 'notFound' } }, notDestroyed: { u2: { type: 'notFound' } } });
  });

  test('§7.2.1: url and keys are not read; only those of this sign-in are seen', async () => {
    const id = await create('/own', { types: ['Email'] });
    expect(await get({ ids: [id, 'u1'] })).toMatchObject({ list: [{ id, deviceClientId: 'device /own', types: ['Email'], verificationCode: null }], notFound: ['u1'] });
    expect(Object.keys((await get()).list[0] ?? {})).not.toContain('url');
    for (const properties of [['url'], ['id', 'keys']]) await expect(get({ properties })).rejects.toMatchObject({ type: 'forbidden' });
    await expect(get({ properties: ['colour'] })).rejects.toMatchObject({ type: 'invalidArguments' });
    const session: Context = { ...mail.ctx, sessionId: 12 };
    expect((await get({}, session)).list).toEqual([]);
    expect((await set({ destroy: [id] }, session)).notDestroyed).toMatchObject({ [id]: { type: 'notFound' } });
    await expect(get({}, { ...mail.ctx, scopes: new Set(['admin']) })).rejects.toMatchObject({ kind: 'notPermitted' });
    expect((await set({ destroy: [id] })).destroyed).toEqual([id]);
    expect((await get()).list).toEqual([]);
  });

  test('expiry: seven days at most, and unless the client names less; past it nothing is sent, and it is gone', async () => {
    const now = mail.clock.now();
    const { created } = await set({ create: { none: { deviceClientId: 'd', url: receiver.url('/n') }, far: { deviceClientId: 'd', url: receiver.url('/f'), expires: new Date(now + 30 * day).toISOString() } } });
    const limit = new Date(now + 7 * day).toISOString().replace('.000Z', 'Z');
    expect([created?.['none']?.expires, created?.['far']?.expires]).toEqual([limit, limit]);
    const id = await subscribe('/short', { expires: new Date(now + 3_600_000).toISOString() });
    const lasting = await subscribe('/lasting');
    const { updated } = await set({ update: { [lasting]: { expires: new Date(now + 9 * day).toISOString(), types: ['Email'] } } });
    expect(updated?.[lasting]).toEqual({ expires: limit });
    await mail.clock.advance(3_600_001);
    await mail.add(message({ id: 'e1@x' }));
    expect(changedTypes((await pushed('/lasting')).json)).toEqual(['Email']);
    expect(count('/short')).toBe(1);
    expect((await get()).list.map((one) => one.id)).not.toContain(id);
    await mail.clock.advance(600_000);
    await vi.waitFor(async () => {
      const rows = await mail.db.read((read) => read.all<{ id: number }>(sql`SELECT id FROM push_subscription`));
      expect(rows.map((row) => row.id)).not.toContain(numberOf('pushSubscription', id));
    }, { timeout: 30_000, interval: 10 });
  });

  test('§7.2: revoked sign-ins take their subscriptions with them; those of others stay', async () => {
    const addSession = (id: number) => mail.db.write([], (tx) => tx.run(sql`
      INSERT INTO web_session (id, principal_id, token_hash, created_at, rotated_at, last_used_at) VALUES (${id}, ${mail.account}, ${`hash ${id}`}, 0, 0, 0)`));
    await addSession(21);
    await addSession(22);
    const [one, two]: Context[] = [{ ...mail.ctx, sessionId: 21 }, { ...mail.ctx, sessionId: 22 }];
    await subscribe('/one', {}, one);
    await subscribe('/two', {}, two);
    await subscribe('/password');
    await mail.db.write([], (tx) => tx.run(sql`DELETE FROM web_session WHERE id = 21`));
    mail.core.bus.publish({ kind: 'revoked', principalId: mail.account, reason: 'signed out', sessionId: 21 });
    await vi.waitFor(async () => expect((await get({}, one)).list).toEqual([]), { timeout: 30_000, interval: 10 });
    expect([(await get({}, two)).list.length, (await get()).list.length]).toEqual([1, 1]);
    mail.core.bus.publish({ kind: 'revoked', principalId: mail.account, reason: 'the password was changed' });
    await vi.waitFor(async () => expect((await get()).list).toEqual([]), { timeout: 30_000, interval: 10 });
    await mail.add(message({ id: 'v1@x' }));
    await pushed('/two');
    expect([count('/one'), count('/password')]).toEqual([1, 1]);
    // Gone without a word, as when another node ended it: the row is looked at before each push.
    await mail.db.write([], (tx) => tx.run(sql`DELETE FROM web_session WHERE id = 22`));
    await subscribe('/later');
    await mail.add(message({ id: 'v2@x' }));
    await pushed('/later');
    expect(count('/two')).toBe(2);
  });

  test('§7.2: a subscription belongs to the app password or token that it was made with, and ends with that alone', async () => {
    const addCredential = (id: number, kind: 'app' | 'token' | 'password', expiresAt: number | null = null) => mail.db.write([mail.account], (tx) => insertCredential(tx, {
      id, principal_id: mail.account, kind, label: null, secret: '', lookup: `lookup ${id}`, scopes: null, created_at: 0, expires_at: expiresAt, last_used_at: null,
    }));
    await addCredential(31, 'password');
    await addCredential(32, 'app', mail.clock.now() + day);
    await addCredential(33, 'token');
    const [byPassword, byApp, byToken]: Context[] = [31, 32, 33].map((credentialId) => ({ ...mail.ctx, credentialId })) as [Context, Context, Context];
    const own = await subscribe('/by-password', {}, byPassword);
    await subscribe('/by-app', {}, byApp);
    await subscribe('/by-token', {}, byToken);
    expect((await get({}, byPassword)).list.map((one) => one.id)).toEqual([own]);
    expect((await set({ destroy: [own] }, byToken)).notDestroyed).toMatchObject({ [own]: { type: 'notFound' } });
    await mail.db.write([], (tx) => tx.run(sql`DELETE FROM credential WHERE id = 33`));
    mail.core.bus.publish({ kind: 'revoked', principalId: mail.account, reason: 'the token was deleted', credentialId: 33 });
    await vi.waitFor(async () => expect((await get({}, byToken)).list).toEqual([]), { timeout: 30_000, interval: 10 });
    expect([(await get({}, byPassword)).list.length, (await get({}, byApp)).list.length]).toEqual([1, 1]);
    await mail.add(message({ id: 'w1@x' }));
    await pushed('/by-app');
    await mail.clock.advance(day);
    await mail.add(message({ id: 'w2@x' }));
    await pushed('/by-password');
    await pushed('/by-password');
    expect([count('/by-app'), count('/by-token')]).toEqual([2, 1]);
  });

  test('after a start: what was missed is told once, and nothing where nothing was', async () => {
    const id = await subscribe('/restart');
    await mail.add(message({ id: 's1@x' }));
    await pushed('/restart');
    await noted(id);
    await push.stop();
    await mail.call('VacationResponse/set', { update: { singleton: { isEnabled: true } } });
    push = createPush(mail.core, receiver.fetcher());
    await push.start();
    expect(changedTypes((await pushed('/restart')).json)).toEqual(['VacationResponse']);
    await noted(id);
    await push.stop();
    push = createPush(mail.core, receiver.fetcher());
    await push.start();
    await mail.add(message({ id: 's2@x' }), { mailboxes: ['archive'] });
    expect(changedTypes((await pushed('/restart')).json)).not.toContain('VacationResponse');
    expect(count('/restart')).toBe(4);
  });

  test('a verification that nobody took is tried again, and a verified one hears what changed meanwhile', async () => {
    receiver.answer('/late', (response) => void response.writeHead(500).end());
    const id = await create('/late');
    await receiver.next('/late');
    receiver.answer('/late', (response) => void response.writeHead(200).end());
    await mail.add(message({ id: 'w1@x' }));
    const again = await pushed('/late', 10_000);
    expect(again.json).toMatchObject({ '@type': 'PushVerification', pushSubscriptionId: id });
    await set({ update: { [id]: { verificationCode: again.json['verificationCode'] as string } } });
    expect((await pushed('/late')).json['@type']).toBe('StateChange');
  });

  test('more than a hundred in an hour are refused: each makes this server post somewhere (§8.6)', async () => {
    await push.stop();
    for (let i = 0; i < 10; i++) {
      const create10 = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`k${n}`, { deviceClientId: 'd', url: receiver.url(`/${i}/${n}`) }]));
      expect((await set({ create: create10 })).notCreated).toBeNull();
    }
    const { list } = await get();
    expect(list).toHaveLength(100);
    await set({ destroy: list.map((one) => one.id) });
    expect((await set({ create: { k: { deviceClientId: 'd', url: receiver.url('/more') } } })).notCreated).toMatchObject({ k: { type: 'rateLimit' } });
    await mail.clock.advance(3_600_001);
    expect((await set({ create: { k: { deviceClientId: 'd', url: receiver.url('/more') } } })).notCreated).toBeNull();
  });
});

describe('RFC 8291', () => {
  test('§5: the example, octet by octet', () => {
    const keys = { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
    const body = encryptPush(Buffer.from('When I grow up, I want to be a watermelon'), keys, {
      salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'), privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
    });
    expect(body.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
    expect(areUsable(keys)).toBe(true);
  });

  test('a long body still is one record', () => {
    const phone = device();
    const text = JSON.stringify({ long: 'x'.repeat(10_000) });
    expect(phone.decrypt(encryptPush(Buffer.from(text), phone.keys))).toEqual(JSON.parse(text));
  });
});
