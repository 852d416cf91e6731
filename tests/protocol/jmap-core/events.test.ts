/** The event stream (RFC 8620 §7.3, RFC 8621 §1.5), on both databases. */
import { expect, test } from 'vitest';
import { manualClock } from '../../../api/shared/clock.ts';
import type { StateType } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { alice, aliceId, bobId, run, type Running } from './harness.ts';

interface Event {
  event?: string;
  id?: string;
  data?: { changed?: Readonly<Record<string, Readonly<Record<string, string>>>>; interval?: number };
}

/** An open stream, event by event. */
async function listen(server: Running, query: string, headers: Record<string, string> = {}) {
  const response = await server.call(`/jmap/events?${query}`, { headers });
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  const next = async (): Promise<Event | null> => {
    for (;;) {
      const end = buffer.indexOf('\n\n');
      if (end >= 0) {
        const block = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (block.startsWith(':')) continue;
        return Object.fromEntries(block.split('\n').map((line) => {
          const [name = '', value = ''] = line.split(/: (.*)/s);
          return [name, name === 'data' ? JSON.parse(value) : value];
        }));
      }
      const { done, value } = await reader.read();
      if (done) return null;
      buffer += value;
    }
  };
  return { response, next, close: () => reader.cancel() };
}

/** A unit that touches types; gives its mod-sequence. */
const change = (server: Running, account: number, types: StateType[], delivered = false): Promise<number> =>
  server.db.write([account], async (tx) => {
    const row = tx.account(account);
    for (const type of types) row.touch(type);
    row.delivered = delivered;
    return row.modseq;
  });

eachDatabase((_name, makeUrl) => {
  test('a change is pushed as a StateChange with an event id; other accounts’ are not', async () => {
    const server = await run(makeUrl);
    const stream = await listen(server, 'types=*&closeafter=no&ping=0');
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.response.headers.get('cache-control')).toContain('no-transform');
    expect(stream.response.headers.get('content-encoding')).toBeNull();
    await change(server, bobId, ['Email']);
    const modseq = await change(server, aliceId, ['Email', 'Mailbox']);
    expect(await stream.next()).toEqual({ event: 'state', id: String(modseq), data: { '@type': 'StateChange', changed: { [alice]: { Email: String(modseq), Mailbox: String(modseq) } } } });
  });

  test('only the types asked for; EmailDelivery comes with deliveries alone (RFC 8621 §1.5)', async () => {
    const server = await run(makeUrl);
    const stream = await listen(server, 'types=EmailDelivery,Identity&closeafter=no&ping=0');
    await change(server, aliceId, ['Email', 'Mailbox']);
    const modseq = await change(server, aliceId, ['Email', 'Mailbox'], true);
    expect((await stream.next())?.data?.changed).toEqual({ [alice]: { EmailDelivery: String(modseq) } });
  });

  test('closeafter=state ends the answer after one event', async () => {
    const server = await run(makeUrl);
    const stream = await listen(server, 'types=*&closeafter=state&ping=0');
    await change(server, aliceId, ['Email']);
    expect((await stream.next())?.event).toBe('state');
    expect(await stream.next()).toBeNull();
  });

  test('Last-Event-ID: what was missed comes at once, and only that', async () => {
    const server = await run(makeUrl);
    const first = await change(server, aliceId, ['Mailbox']);
    const second = await change(server, aliceId, ['Email']);
    const behind = await listen(server, 'types=*&closeafter=state&ping=0', { 'last-event-id': String(first) });
    expect(await behind.next()).toMatchObject({ id: String(second), data: { changed: { [alice]: { Email: String(second) } } } });
    const unknown = await listen(server, 'types=*&closeafter=state&ping=0', { 'last-event-id': 'nonsense' });
    expect((await unknown.next())?.data?.changed).toEqual({ [alice]: { Mailbox: String(first), Email: String(second) } });
    const ahead = await listen(server, 'types=Email&closeafter=state&ping=0', { 'last-event-id': '999999999' });
    expect((await ahead.next())?.data?.changed).toEqual({ [alice]: { Email: String(second) } });
    // Up to date: nothing but what comes next.
    const current = await listen(server, 'types=*&closeafter=no&ping=0', { 'last-event-id': String(second) });
    const third = await change(server, aliceId, ['Identity']);
    expect((await current.next())?.data?.changed).toEqual({ [alice]: { Identity: String(third) } });
  });

  test('pings tell their interval, are held within bounds, count from the last event, and set no id', async () => {
    const clock = manualClock();
    const server = await run(makeUrl, { clock });
    const short = await listen(server, 'types=*&closeafter=no&ping=1');
    await clock.advance(9_000);
    await change(server, aliceId, ['Email']);
    expect((await short.next())?.event).toBe('state');
    await clock.advance(9_000);
    await clock.advance(1_000);
    expect(await short.next()).toEqual({ event: 'ping', data: { interval: 10 } });
    const long = await listen(server, 'types=*&closeafter=no&ping=100000');
    await clock.advance(900_000);
    expect(await long.next()).toEqual({ event: 'ping', data: { interval: 900 } });
  });

  test('ping=0 sends none', async () => {
    const clock = manualClock();
    const server = await run(makeUrl, { clock });
    const stream = await listen(server, 'types=*&closeafter=no&ping=0');
    await clock.advance(3_600_000);
    await change(server, aliceId, ['Email']);
    expect((await stream.next())?.event).toBe('state');
  });

  test('a revoked sign-in ends its streams; another session’s end does not', async () => {
    const server = await run(makeUrl);
    const stream = await listen(server, 'types=*&closeafter=no&ping=0');
    server.core.bus.publish({ kind: 'revoked', principalId: aliceId, reason: 'signed out', sessionId: 99 });
    server.core.bus.publish({ kind: 'revoked', principalId: bobId, reason: 'password changed' });
    await change(server, aliceId, ['Email']);
    expect((await stream.next())?.event).toBe('state');
    server.core.bus.publish({ kind: 'revoked', principalId: aliceId, reason: 'password changed' });
    expect(await stream.next()).toBeNull();
  });

  test('streams of an account are counted; a closed one gives its place back', async () => {
    const server = await run(makeUrl, { limits: { eventStreamsPerAccount: 1 } });
    const stream = await listen(server, 'types=*&closeafter=no&ping=0');
    const second = await server.call('/jmap/events?types=*&closeafter=no&ping=0');
    expect([second.status, await second.json()]).toMatchObject([429, { type: 'urn:ietf:params:jmap:error:limit', limit: 'eventStreamsPerAccount' }]);
    await stream.close();
    await expect.poll(async () => {
      const third = await server.call('/jmap/events?types=*&closeafter=no&ping=0');
      await third.body?.cancel();
      return third.status;
    }).toBe(200);
  });

  test('arguments that are missing or wrong are 400 and named', async () => {
    const server = await run(makeUrl);
    for (const [query, argument] of [['closeafter=no&ping=0', 'types'], ['types=*&closeafter=maybe&ping=0', 'closeafter'], ['types=*&closeafter=no&ping=soon', 'ping'], ['types=*&closeafter=no&ping=-1', 'ping']]) {
      const response = await server.call(`/jmap/events?${query}`);
      expect(response.status).toBe(400);
      expect(((await response.json()) as { detail: string }).detail).toContain(argument);
    }
  });

  test('the server’s stop ends the streams', async () => {
    const server = await run(makeUrl);
    const stream = await listen(server, 'types=*&closeafter=no&ping=0');
    server.endStreams();
    expect(await stream.next()).toBeNull();
  });
});
