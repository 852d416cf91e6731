/** A message that comes over submission is made durable on its way; what is held is its header. */
import { expect, test } from 'vitest';
import { normaliseForMerge } from '../../../api/mail/mime/index.ts';
import { HeaderSplit } from '../../../api/transport/header-split.ts';
import { MergeKey } from '../../../api/transport/merge-key.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { mailbox, message, type Node, people, type Person, refusal, to, worlds } from './harness.ts';

/** Cuts at the given lengths, over and over. */
function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieces.at(-1)?.length ?? 0) pieces.push(bytes.subarray(at, at + (lengths[pieces.length % lengths.length] as number)));
  return pieces;
}

/** The header, and the pieces behind it. */
function divide(bytes: Buffer, lengths: readonly number[]): { header: Buffer; rest: Buffer[] } {
  const split = new HeaderSplit();
  const pieces = cut(bytes, lengths);
  const last = pieces.findIndex((piece) => split.add(piece));
  return { header: split.header, rest: last < 0 ? [] : [split.rest, ...pieces.slice(last + 1)] };
}

async function* stream(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer> {
  yield* cut(bytes, lengths);
}

const messages = [
  '', '\r\n', '\n', 'a', 'Subject: x', 'Subject: x\r\n', 'Subject: x\r\n\r\n', 'Subject: x\n\nbody\n\n\n', 'no header\r\n\r\nBcc: body\r\n', '\r\nBcc: body\r\n',
  'Bcc: a\r\n b\r\nSubject: x\r\nReceived: by a\r\n\tb\r\nX-Mozilla-Keys: \r\n\r\nbody\r\r\n\r\n.\r\n\r\n', 'Subject: x\r\n\r\r\nBcc: still header\r\n\r\nbody\r', 'A: b\r\n\r\n\r\r\n\r',
  `Subject: ${'y'.repeat(300)}\r\nDKIM-Signature: z\r\n\r\n${'line\r\n'.repeat(50)}\r\n\r\n`,
].map((text) => Buffer.from(text));

test('RFC 5322 §2.1: the header ends with the first empty line, however the bytes are cut', () => {
  for (const bytes of messages) {
    for (const lengths of [[1], [2], [3, 1], [7], [1000]]) {
      const { header, rest } = divide(bytes, lengths);
      expect(Buffer.concat([header, ...rest]).equals(bytes)).toBe(true);
      const end = /^\r?\n|\n\r?\n/.exec(bytes.toString());
      expect(header.length).toBe(end ? end.index + end[0].length : bytes.length);
    }
  }
});

test('contract, Submission by SMTP: the key of a message in pieces is that of the whole', () => {
  for (const bytes of messages) {
    for (const lengths of [[1], [2], [3, 1], [7], [1000]]) {
      const { header, rest } = divide(bytes, lengths);
      const key = new MergeKey(header);
      for (const piece of rest) key.update(piece);
      expect(key.digest()).toBe(normaliseForMerge(bytes));
    }
  }
});

eachDatabase((_name, makeUrl) => {
  const { world, node, smarthost } = worlds(makeUrl);
  const send = (server: Node, person: Person, rcpt: readonly string[], bytes: Buffer, lengths: readonly number[]): Promise<unknown> =>
    server.transport.submit(server.as(person), { mailFrom: { email: person.address, parameters: {} }, rcptTo: rcpt.map((email) => ({ email, parameters: {} })) }, stream(bytes, lengths));

  test('RFC 5322 §3.6.3: a large message goes without Bcc, whole otherwise; the copy in Sent has it; it is not put into the store as one piece', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    const body = `${'0123456789 déjà vu\r\n'.repeat(40_000)}\r\n\r\nend`;
    const put = server.db.blobs.put.bind(server.db.blobs);
    let largest = 0;
    server.db.blobs.put = (bytes) => {
      largest = Math.max(largest, bytes.length);
      return put(bytes);
    };
    for (const keeps of [true, false]) {
      if (!keeps) await server.db.write([], async (tx) => void (await tx.run((await import('../../../db/index.ts')).sql`UPDATE account SET sent_copy = 0 WHERE id = ${alice.id}`)));
      const fields = { From: 'alice@example.org', Bcc: 'eve@elsewhere.test,\r\n carol@elsewhere.test', Subject: `Large ${keeps}`, Date: 'Mon, 05 Jan 2026 09:00:00 +0000' };
      await send(server, alice, ['bob@example.org', 'eve@elsewhere.test'], Buffer.from(message(fields, body)), [1, 70_000, 3]);
      await server.transport.idle();
      const expected = message({ From: fields.From, Subject: fields.Subject, Date: fields.Date }, body);
      for (const text of [(await mailbox(server, bob)).at(-1)?.text, Buffer.from(standIn.messages.at(-1)?.text ?? '', 'latin1').toString()]) {
        const from = text?.slice(text.indexOf('\r\nFrom: ') + 2) ?? '';
        expect([from.length, from === expected]).toEqual([expected.length, true]);
        expect(text).not.toMatch(/^Bcc/im);
      }
    }
    const [copy, ...more] = await mailbox(server, alice, 'sent');
    expect(more).toEqual([]);
    expect(copy?.text.endsWith(`Bcc: eve@elsewhere.test,\r\n carol@elsewhere.test\r\nSubject: Large true\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\n\r\n${body}\r\n`)).toBe(true);
    expect(largest).toBeLessThanOrEqual(256 * 1024);
  });

  test('RFC 1870 §6: up to the limit to the byte; over it refused, and nothing is kept', async () => {
    const server = await node(await world(), { limits: { messageBytes: 20_000 } });
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    const text = message({ From: 'alice@example.org', Subject: 'x' });
    const sized = (bytes: number): Buffer => Buffer.from(text + 'z'.repeat(bytes - text.length));
    await send(server, alice, ['bob@example.org'], sized(20_000), [999]);
    expect(await refusal(send(server, alice, ['bob@example.org'], sized(20_001), [999]))).toMatchObject({ kind: 'tooLarge', details: { maxSize: 20_000 } });
    expect((await mailbox(server, bob)).length).toBe(1);
  });
});
