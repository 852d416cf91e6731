import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DataStream } from '../../../shims/smtp/data-stream.ts';

/** RFC 5321 §4.5.2 said slowly: what is the message, and what is left behind it? Undefined where it has not ended. */
function oracle(sent: string): { message: string; rest: string } | undefined {
  let left = sent;
  let message = '';
  for (;;) {
    if (left.startsWith('.\r\n')) return { message, rest: left.slice(3) };
    const at = left.indexOf('\r\n');
    if (at < 0) return undefined;
    const line = left.slice(0, at + 2);
    message += line.startsWith('.') ? line.slice(1) : line;
    left = left.slice(at + 2);
  }
}

async function received(pieces: readonly string[]): Promise<{ message: string; rest: string }> {
  const stream = new DataStream({});
  let rest = '';
  let isOver = false;
  stream.oncommand = (command, next) => {
    rest += `${command.toString('latin1')}\n`;
    next?.();
  };
  const data = stream.startDataMode(1_000_000);
  let message = '';
  data.on('data', (chunk: Buffer) => {
    message += chunk.toString('latin1');
  });
  data.once('end', () => {
    isOver = true;
    stream.continue();
  });
  for (const piece of pieces) if (!stream.write(Buffer.from(piece, 'latin1'))) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
  if (!isOver && data.writableEnded) await once(data, 'end');
  return { message, rest };
}

test('RFC 5321 §4.5.2: any bytes in any pieces give the message that the rule gives', async () => {
  const bit = fc.constantFrom('.', '.', '\r\n', '\r', '\n', '\r\n.', 'a', '\0', '..', '\r\n.\r\n', '.\r\n');
  await fc.assert(
    fc.asyncProperty(fc.array(bit, { maxLength: 30 }), fc.array(fc.nat(60), { maxLength: 8 }), async (bits, cuts) => {
      const body = bits.join('');
      const wanted = oracle(`${body}\r\n.\r\n`);
      const end = `${body}\r\n.\r\n`.length - (wanted?.rest.length ?? 0);
      const sent = `${body}\r\n.\r\n`.slice(0, end);
      const places = [0, ...cuts.filter((cut) => cut < sent.length).sort((a, b) => a - b), sent.length];
      const pieces = places.slice(1).map((place, at) => sent.slice(places[at], place)).filter((piece) => piece !== '');
      expect((await received(pieces)).message).toBe(wanted?.message);
    }),
    { numRuns: 2000 },
  );
});

test('what is pipelined behind the end are commands again', async () => {
  expect(await received(['a\r\n.\r', '\nNOOP\r\nQ', 'UIT\r\n'])).toEqual({ message: 'a\r\n', rest: 'NOOP\nQUIT\n' });
});
