/** Push addresses that lead where they must not, and receivers that hang (RFC 8620 §7.2, §8.6), against a whole server. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../setup/server.ts';

/** Longer than a hanging receiver may keep anybody waiting; far shorter than the server's own time for it. */
const SOON_MS = 8_000;

eachDatabase((_name, makeUrl) => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** Takes connections and never says a word. */
  async function silent(): Promise<{ port: number; sockets: Socket[]; next(): Promise<Socket> }> {
    const sockets: Socket[] = [];
    let wake: (() => void) | undefined;
    const listener: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      sockets.push(socket);
      wake?.();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    });
    let taken = 0;
    return {
      port: (listener.address() as AddressInfo).port, sockets,
      async next() {
        while (sockets.length <= taken) await new Promise<void>((resolve) => (wake = resolve));
        return sockets[taken++] as Socket;
      },
    };
  }
  async function start(yaml: string): Promise<TestServer> {
    const server = await startTestServer(makeUrl, { people: ['alice', 'bob'], yaml });
    closing.push(() => server.stop());
    return server;
  }
  const call = async (server: TestServer, person: string, name: string, args: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${server.http}/jmap/api`, {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${person}@example.com:${PASSWORD}`).toString('base64')}` },
      body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'], methodCalls: [[name, args, 'c']] }),
    });
    return ((await answer.json()) as { methodResponses: [string, Record<string, unknown>, string][] }).methodResponses[0]?.[1] ?? {};
  };
  const subscribe = (server: TestServer, person: string, url: string) => call(server, person, 'PushSubscription/set', { create: { s: { deviceClientId: 'd', url } } });

  test('addresses in private networks, however they are written: invalidProperties url; nobody is connected to, nothing is kept', async () => {
    const server = await start('');
    const receiver = await silent();
    const { port } = receiver;
    const hosts = [
      '127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0.0.0.0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '10.0.0.1', '172.16.0.1',
      '192.168.0.1', '169.254.169.254', '100.64.0.1', '[fd00::1]', '[fe80::1]', 'localhost.', '224.0.0.1', '255.255.255.255',
    ];
    for (const host of hosts) {
      const { created, notCreated } = await subscribe(server, 'alice', `https://${host}:${port}/x`);
      expect([host, created, notCreated]).toEqual([host, null, { s: expect.objectContaining({ type: 'invalidProperties', properties: ['url'] }) }]);
    }
    for (const url of [`http://127.0.0.1:${port}/`, `file:///etc/passwd`, `ftp://127.0.0.1:${port}/`, `https://alice:secret@127.0.0.1:${port}/`, 'https://', '//x', `unix:/run/x`, '']) {
      expect([url, (await subscribe(server, 'alice', url))['notCreated']]).toEqual([url, { s: expect.objectContaining({ type: 'invalidProperties', properties: ['url'] }) }]);
    }
    expect((await call(server, 'alice', 'PushSubscription/get', { ids: null }))['list']).toEqual([]);
    expect(receiver.sockets).toHaveLength(0);
  });

  test('receivers that take the connection and say nothing: the subscription is answered soon, others are served, and the stop does not wait', async () => {
    const receiver = await silent();
    const server = await start(`fetch: {allow: ["127.0.0.1:${receiver.port}"]}`);
    const within = async <T>(what: string, promise: Promise<T>): Promise<T> => {
      const started = performance.now();
      const value = await promise;
      expect(performance.now() - started, what).toBeLessThan(SOON_MS);
      return value;
    };
    const made = await within('the first', subscribe(server, 'alice', `https://127.0.0.1:${receiver.port}/1`));
    expect(made['notCreated'] ?? null).toBeNull();
    await receiver.next();
    // As many as one person may have under way, and more.
    for (let n = 2; n <= 3; n++) await within(`number ${n}`, subscribe(server, 'alice', `https://127.0.0.1:${receiver.port}/${n}`));
    await within('another person', subscribe(server, 'bob', `https://127.0.0.1:${receiver.port}/b`));
    const { list } = await within('a question', call(server, 'alice', 'PushSubscription/get', { ids: null }));
    // Not one of them is verified: none hears more than its verification.
    expect((list as { verificationCode: string | null }[]).map(({ verificationCode }) => verificationCode)).toEqual(Array(3).fill(null));
    const smtp = connect(server.ports.lmtp, '127.0.0.1');
    await new Promise((resolve) => smtp.once('data', resolve));
    smtp.destroy();
    closing.splice(closing.length - 1, 1);
    await within('the stop', server.stop());
  });
});
