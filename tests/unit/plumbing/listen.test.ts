import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../../api/shared/clock.ts';
import { connectionGate } from '../../../api/shared/connection-gate.ts';
import { bindListener, ListenError, type BoundListener } from '../../../api/shared/listen.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function bound(...parameters: Parameters<typeof bindListener>): Promise<BoundListener> {
  const listener = await bindListener(...parameters);
  closing.push(() => listener.close(0));
  return listener;
}

function client(port: number): { socket: Socket; ended: Promise<string>; connected: Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  closing.push(() => socket.destroy());
  let received = '';
  socket.on('data', (piece: Buffer) => {
    received += piece.toString();
  });
  return {
    socket,
    connected: new Promise((resolve) => socket.once('connect', () => resolve())),
    ended: new Promise((resolve) => socket.on('error', () => undefined).once('close', () => resolve(received))),
  };
}

test('port 0 gives a free one and says which', async () => {
  const listener = await bound(createServer(), { name: 'imap', address: '127.0.0.1', port: 0 });
  expect(listener).toMatchObject({ name: 'imap', address: '127.0.0.1', loopback: true });
  expect(listener.port).toBeGreaterThan(0);
});

describe('a port that cannot be bound', () => {
  test('taken: names the listener and the keys', async () => {
    const first = await bound(createServer(), { name: 'smtp', address: '127.0.0.1', port: 0 });
    const error = await bindListener(createServer(), { name: 'imap', address: '127.0.0.1', port: first.port }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ListenError);
    expect(error).toMatchObject({ listener: 'imap', code: 'EADDRINUSE', message: expect.stringContaining('set listeners.imap.port or portOffset') });
  });

  test('not of this machine', async () => {
    await expect(bindListener(createServer(), { name: 'imap', address: '192.0.2.55', port: 0 })).rejects.toThrow(/does not have that address; set listeners\.imap\.address/);
  });
});

test('one connection over the limit hears why and never reaches a session; a place comes back', async () => {
  const sessions: Socket[] = [];
  const arrived: ((socket: Socket) => void)[] = [];
  const server = createServer((socket) => {
    sessions.push(socket.on('error', () => undefined));
    arrived.shift()?.(socket);
  });
  const session = () => new Promise<Socket>((resolve) => arrived.push(resolve));
  const gate = connectionGate({ connectionsPerListener: 1, connectionsPerAddress: 9 });
  const listener = await bound(server, { name: 'smtp', address: '127.0.0.1', port: 0, gate, busyLine: '421 4.7.0 Too many connections\r\n' });
  const firstSession = session();
  const first = client(listener.port);
  await firstSession;
  expect(await client(listener.port).ended).toBe('421 4.7.0 Too many connections\r\n');
  expect(sessions).toHaveLength(1);
  const gone = new Promise((resolve) => sessions[0]?.once('close', resolve));
  first.socket.destroy();
  await gone;
  const next = session();
  client(listener.port);
  await next;
  expect(listener.connections).toBe(1);
});

test('closing: sessions are told, may finish, and are cut at the deadline', async () => {
  const clock = manualClock();
  const sessions: Socket[] = [];
  let arrived: () => void = () => undefined;
  const both = new Promise<void>((resolve) => {
    arrived = () => sessions.length === 2 && resolve();
  });
  const server = createServer((socket) => {
    sessions.push(socket.on('error', () => undefined));
    arrived();
  });
  const listener = await bound(server, { name: 'imap', address: '127.0.0.1', port: 0, clock, onClosing: () => sessions[0]?.end('* BYE\r\n') });
  const clients = [client(listener.port), client(listener.port)];
  await both;
  const firstGone = new Promise((resolve) => sessions[0]?.once('close', resolve));
  const closed = listener.close(5000);
  const ended = await Promise.race(clients.map((each) => each.ended));
  expect(ended).toBe('* BYE\r\n');
  await firstGone;
  expect(listener.connections).toBe(1);
  await clock.advance(5000);
  await closed;
  expect(listener.connections).toBe(0);
  await Promise.all(clients.map((each) => each.ended));
});

test('closing an HTTP server does not wait for idle connections', async () => {
  const listener = await bound(createHttpServer((_request, response) => void response.end('ok')), { name: 'http', address: '127.0.0.1', port: 0 });
  const kept = client(listener.port);
  await kept.connected;
  const answered = new Promise((resolve) => kept.socket.once('data', resolve));
  kept.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await answered;
  await listener.close(60_000);
  expect(await kept.ended).toMatch(/^HTTP\/1\.1 200/);
});
