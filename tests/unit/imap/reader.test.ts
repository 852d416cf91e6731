import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteSource } from '../../../shims/shared/byte-source.ts';
import { CommandReader, type Incoming, type LiteralDecision, type LiteralHead, type RawCommand } from '../../../shims/imap/grammar/reader.ts';
import { no } from '../../../shims/imap/grammar/status-response.ts';

const limits = { lineBytes: 1000, heldBytes: 1000, discardBytes: 10_000 };

interface Set {
  client: PassThrough;
  source: ByteSource;
  reader: CommandReader;
  continuations: () => number;
}

function reader(literal: (command: RawCommand, head: LiteralHead) => LiteralDecision = () => ({ kind: 'hold' })): Set {
  const client = new PassThrough({ highWaterMark: 1024 * 1024 });
  const source = new ByteSource(client);
  let continuations = 0;
  const hooks = {
    literal,
    continue: () => {
      continuations++;
    },
    progress: () => undefined,
  };
  return { client, source, reader: new CommandReader(source, limits, hooks), continuations: () => continuations };
}

/** All that comes until the end. */
async function readAll({ reader }: Set): Promise<Incoming[]> {
  const all: Incoming[] = [];
  for (;;) {
    const incoming = await reader.next();
    if (incoming.kind === 'end') return all;
    all.push(incoming);
    if (incoming.kind === 'fatal') return all;
  }
}

const wireOf = (incoming: Incoming): string => {
  if (incoming.kind !== 'command') return incoming.kind;
  const { lines, literals } = incoming.command;
  return lines.map((line, i) => line + (literals[i]?.kind === 'held' ? `<${literals[i].bytes.toString('latin1')}>` : '')).join('');
};

describe('commands are assembled from lines and literals (RFC 9051 §2.2.1, RFC 7888)', () => {
  test('whatever the pieces it comes in', async () => {
    const wire = Buffer.from('a NOOP\r\nb LOGIN {5+}\r\nalice {3+}\r\nx\r\n\r\nc X\nd APPEND ~{2+}\r\n\0\0\r\n', 'latin1');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }), async (sizes) => {
        const set = reader();
        const all = readAll(set);
        for (let at = 0, i = 0; at < wire.length; i++) {
          const size = sizes[i % sizes.length] as number;
          set.client.write(wire.subarray(at, at + size));
          at += size;
        }
        set.client.end();
        expect((await all).map(wireOf)).toEqual(['a NOOP', 'b LOGIN <alice> <x\r\n>', 'c X', 'd APPEND <\0\0>']);
        expect(set.continuations()).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test('a synchronising literal is asked for once', async () => {
    const set = reader();
    set.client.end('a LOGIN {1}\r\nb {0}\r\n\r\n');
    expect((await readAll(set)).map(wireOf)).toEqual(['a LOGIN <b> <>']);
    expect(set.continuations()).toBe(2);
  });

  test('a command cut off by the end is none', async () => {
    const set = reader();
    set.client.end('a NOOP\r\nb NOO');
    expect((await readAll(set)).map(wireOf)).toEqual(['a NOOP']);
  });
});

describe('bounds', () => {
  test('a line at the limit is read, one over it is refused and the next is read', async () => {
    const set = reader();
    set.client.end(`a ${'x'.repeat(998)}\r\nb ${'x'.repeat(999)}\r\nc NOOP\r\n`);
    const all = await readAll(set);
    expect(all.map((incoming) => incoming.kind)).toEqual(['command', 'refused', 'command']);
    expect(all[1]).toMatchObject({ command: { lines: [expect.stringMatching(/^b x/)] }, status: { kind: 'BAD', text: 'Command line longer than 1000 bytes' } });
  });

  test('a literal behind a line that is too long is dropped with it', async () => {
    const set = reader();
    set.client.end(`a ${'x'.repeat(2000)} {6+}\r\nz NOOP\r\nb NOOP\r\n`);
    expect((await readAll(set)).map((incoming) => incoming.kind)).toEqual(['refused', 'command']);
  });

  test('an endless line of 10 MB ends the connection after a bounded read', async () => {
    const set = reader();
    const all = readAll(set);
    const piece = Buffer.alloc(64 * 1024, 'x');
    for (let i = 0; i < 160 && set.source.available < 100_000; i++) set.client.write(piece);
    expect(await all).toMatchObject([{ kind: 'fatal', status: { kind: 'BYE' } }]);
    expect(set.source.available).toBeLessThan(256 * 1024);
  });

  test('held literals share one limit', async () => {
    const set = reader();
    set.client.end(`a X {600+}\r\n${'x'.repeat(600)} {400+}\r\n${'y'.repeat(400)}\r\nb X {600+}\r\n${'x'.repeat(600)} {401+}\r\n${'y'.repeat(401)} more\r\nc NOOP\r\n`);
    const all = await readAll(set);
    expect(all.map((incoming) => incoming.kind)).toEqual(['command', 'refused', 'command']);
    expect(all[1]).toMatchObject({ status: { kind: 'BAD', code: { name: 'TOOBIG' } } });
  });

  test('RFC 7888 §4: a non-synchronising literal that is too large even to skip: BYE', async () => {
    const set = reader();
    set.client.end('a X {10001+}\r\n');
    expect(await readAll(set)).toMatchObject([{ kind: 'fatal', status: { kind: 'BYE', code: { name: 'TOOBIG' } } }]);
  });

  test('a synchronising literal that is too large is answered instead of asked for', async () => {
    const set = reader();
    set.client.end('a X {99999999999999}\r\nb NOOP\r\n');
    expect((await readAll(set)).map((incoming) => incoming.kind)).toEqual(['refused', 'command']);
    expect(set.continuations()).toBe(0);
  });

  test('NUL is refused in a line and in a literal, allowed in literal8', async () => {
    const set = reader();
    set.client.end('a X\0\r\nb X {1+}\r\n\0\r\nc X ~{1+}\r\n\0\r\n');
    expect((await readAll(set)).map((incoming) => incoming.kind)).toEqual(['refused', 'refused', 'command']);
  });

  test('what is pipelined waits in the socket, not in memory', async () => {
    const client = new PassThrough({ highWaterMark: 1 });
    const source = new ByteSource(client);
    const full = new Promise<void>((resolve) => client.once('pause', resolve));
    for (let i = 0; i < 64; i++) client.write(Buffer.alloc(16 * 1024, 'a NOOP\r\n'));
    await full;
    expect(source.available).toBeLessThanOrEqual(80 * 1024);
    expect(client.isPaused()).toBe(true);
    let lines = 0;
    client.end();
    while (typeof (await source.readLine(100, 1000)) === 'object') lines++;
    expect(lines).toBe((64 * 16 * 1024) / 8);
  });
});

describe('literals that are streamed', () => {
  const receive = (receiver: (bytes: AsyncIterable<Buffer>) => Promise<unknown>) => reader(() => ({ kind: 'receive', receiver }));

  test('the receiver gets every byte, larger than any limit', async () => {
    const set = receive(async (bytes) => {
      let size = 0;
      for await (const piece of bytes) size += piece.length;
      return size;
    });
    const all = readAll(set);
    set.client.write('a APPEND x {500000}\r\n');
    for (let i = 0; i < 50; i++) set.client.write(Buffer.alloc(10_000, 'm'));
    set.client.end('\r\nb NOOP\r\n');
    expect(await all).toMatchObject([{ kind: 'command', command: { literals: [{ kind: 'received', value: 500_000 }] } }, { kind: 'command' }]);
  });

  test('a receiver that fails in the middle: the rest is dropped, the error kept for the answer', async () => {
    const set = receive(async (bytes) => {
      for await (const _ of bytes) throw new Error('over quota');
    });
    set.client.end(`a APPEND x {5000+}\r\n${'m'.repeat(5000)}\r\nb NOOP\r\n`);
    expect(await readAll(set)).toMatchObject([{ command: { literals: [{ error: { message: 'over quota' } }] } }, { kind: 'command' }]);
  });

  test('a connection that ends in the middle fails the receiver', async () => {
    let seen: unknown;
    const set = receive(async (bytes) => {
      try {
        for await (const _ of bytes);
      } catch (error) {
        seen = error;
        throw error;
      }
    });
    set.client.end('a APPEND x {5000+}\r\nmmm');
    expect(await readAll(set)).toEqual([]);
    expect(seen).toBeInstanceOf(Error);
  });

  test('a refusal answers a synchronising literal at once, and follows a non-synchronising one', async () => {
    const set = reader(() => ({ kind: 'refuse', status: no('Full') }));
    set.client.end('a APPEND x {5}\r\nb APPEND x {5+}\r\nmmmmm\r\nc NOOP\r\n');
    expect((await readAll(set)).map((incoming) => incoming.kind)).toEqual(['refused', 'refused', 'command']);
    expect(set.continuations()).toBe(0);
  });
});
