import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { FlagBytes } from '../../../shims/imap/grammar/flags.ts';
import { code, formatStatus, no, ok } from '../../../shims/imap/grammar/status-response.ts';
import { SlowReaderError, Writer } from '../../../shims/imap/grammar/writer.ts';

function written(write: (writer: Writer) => void): string {
  const stream = new PassThrough({ highWaterMark: 1 << 26 });
  const writer = new Writer(stream, 1000);
  write(writer);
  writer.flush();
  const bytes: Buffer | null = stream.read();
  return bytes?.toString('latin1') ?? '';
}

const system = ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft', '\\Recent'];

describe('answers on the wire', () => {
  test('status responses and codes (RFC 9051 §7.1)', () => {
    expect(formatStatus(ok('STORE completed', code('MODIFIED', '7,9')))).toBe('OK [MODIFIED 7,9] STORE completed');
    expect(formatStatus(ok('Done', code('APPENDUID', 38505, 3955)))).toBe('OK [APPENDUID 38505 3955] Done');
    expect(formatStatus(ok('x', code('READ-ONLY')))).toBe('OK [READ-ONLY] x');
  });

  test('text from elsewhere cannot end the line or pass for a code', () => {
    expect(formatStatus(no('a\r\n* BYE é'))).toBe('NO a?* BYE ?');
    expect(formatStatus(no('[ALERT] x'))).toBe('NO - [ALERT] x');
    expect(formatStatus(no(''))).toBe('NO Done');
  });

  test('strings: quoted where possible, a literal else', () => {
    expect(written((w) => w.string('a"b\\').text(' ').nstring(undefined).text(' ').string('é\r\n'))).toBe('"a\\"b\\\\" NIL {4}\r\n\xc3\xa9\r\n');
    expect(written((w) => w.astring('NIL').text(' ').astring('a]b').text(' ').astring(''))).toBe('"NIL" a]b ""');
  });

  test('mailbox names in modified UTF-7, in UTF-8 once that is on', () => {
    expect(written((w) => w.mailbox('Éléments'))).toBe('&AMk-l&AOk-ments');
    expect(
      written((w) => {
        w.utf8 = true;
        w.mailbox('É&');
      }),
    ).toBe('"\xc3\x89&"');
  });

  test('FETCH FLAGS lines', () => {
    const flags = new FlagBytes(system);
    expect(written((w) => w.fetchFlags(12, flags.of(0b101)).fetchFlags(1, flags.of(0), 4294967295, 9007199254740991))).toBe(
      '* 12 FETCH (FLAGS (\\Seen \\Flagged))\r\n* 1 FETCH (FLAGS () UID 4294967295 MODSEQ (9007199254740991))\r\n',
    );
    expect(flags.with(1, ['$label1']).toString()).toBe('(\\Seen $label1)');
  });

  test('every byte arrives in order across chunk borders', () => {
    let expected = '';
    const text = written((w) => {
      for (let i = 0; i < 30_000; i++) {
        w.text(`line ${i}\r\n`);
        expected += `line ${i}\r\n`;
        if (i % 5000 === 0) {
          w.bytes(Buffer.alloc(20_000, 'x'));
          expected += 'x'.repeat(20_000);
        }
      }
    });
    expect(text === expected).toBe(true);
  });

  test('a thousand small answers leave in few pieces', async () => {
    const pieces: number[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        pieces.push(chunk.length);
        done();
      },
    });
    const writer = new Writer(stream, 1000);
    for (let i = 0; i < 10_000; i++) writer.fetchFlags(i + 1, Buffer.from('(\\Seen)'));
    await writer.drain();
    expect(pieces.length).toBeLessThan(10);
  });
});

describe('clients that do not read', () => {
  const stuck = (): Writable => new Writable({ write: () => undefined, highWaterMark: 1000 });

  test('are cut after the time-out', async () => {
    const stream = stuck();
    const writer = new Writer(stream, 20);
    writer.bytes(Buffer.alloc(100_000));
    expect(writer.isFull).toBe(true);
    await expect(writer.drain()).rejects.toThrow(SlowReaderError);
    expect(stream.destroyed).toBe(true);
  });

  test('a drain that came before it was waited for is not missed', async () => {
    const stream = new Writable({ highWaterMark: 10, write: (_chunk, _encoding, done) => setImmediate(done) });
    const writer = new Writer(stream, 20);
    const drained = new Promise((resolve) => stream.once('drain', resolve));
    writer.bytes(Buffer.alloc(100_000));
    await drained;
    await writer.drain();
    expect(writer.isFull).toBe(false);
  });
});

describe('literals that are streamed', () => {
  async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
    for (const text of texts) yield Buffer.from(text);
  }

  test('size first, then the bytes', async () => {
    const stream = new PassThrough();
    const writer = new Writer(stream, 1000);
    await writer.literalStream(6, pieces('abc', 'def'));
    writer.text(')\r\n').flush();
    expect(String(stream.read())).toBe('{6}\r\nabcdef)\r\n');
  });

  test.each([['abc'], ['abcdefg']])('another number of bytes than announced cuts the connection (%s)', async (text) => {
    const stream = new PassThrough();
    await expect(new Writer(stream, 1000).literalStream(6, pieces(text))).rejects.toThrow('announced with 6 bytes');
    expect(stream.destroyed).toBe(true);
  });
});

// The aim is 3 M/s on an idle core. Here other suites share the cores: this guards against losing an order of magnitude.
test('FLAGS lines are copied, not built: hundreds of thousands a second even on a busy machine', () => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(), highWaterMark: 1 << 30 });
  const writer = new Writer(stream, 1000);
  const flags = new FlagBytes(system);
  const bits = Uint32Array.from({ length: 10_000 }, (_, i) => i & 63);
  const run = (): number => {
    const from = performance.now();
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < bits.length; i++) writer.fetchFlags(i + 1, flags.of(bits[i] as number));
    }
    writer.flush();
    return (20 * bits.length) / ((performance.now() - from) / 1000);
  };
  const best = Math.max(...Array.from({ length: 8 }, run));
  expect(best).toBeGreaterThan(400_000);
});
