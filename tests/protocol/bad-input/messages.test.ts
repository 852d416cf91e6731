/** Messages that no decent program makes: each is taken or refused in whole, and what is taken can be read by every protocol. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { heldMiB, type Target, target } from './harness.ts';

const MiB = 1024 ** 2;
const head = (id: string, more = ''): string => `Message-ID: <${id}@test.example>\r\nFrom: a@remote.example\r\nTo: alice@example.com\r\nSubject: ${id}\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n${more}`;

function deep(levels: number): string {
  let text = '';
  for (let n = 0; n < levels; n++) text += `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`;
  text += 'Content-Type: text/plain\r\n\r\ndeep\r\n';
  for (let n = levels - 1; n >= 0; n--) text += `--b${n}--\r\n`;
  return text;
}

const messages: Readonly<Record<string, () => string>> = {
  'nul-bytes': () => `${head('nul-bytes')}\r\na\0b\0\0c\r\n\0`,
  'nul-in-header': () => `${head('nul-in-header', 'X-Nul: a\0b\r\n')}\r\nbody\r\n`,
  'endless-line': () => `${head('endless-line')}\r\n${'x'.repeat(10 * MiB)}\r\n`,
  'endless-base64': () => `${head('endless-base64', 'Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n')}\r\n${'QUJD'.repeat(2 * MiB)}\r\n`,
  'many-parts': () => `${head('many-parts', 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n')}\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}--b--\r\n`,
  'deep-multiparts': () => `${head('deep-multiparts', 'MIME-Version: 1.0\r\n')}${deep(1000)}`,
  'deep-messages': () => `${head('deep-messages')}${'Content-Type: message/rfc822\r\n\r\n'.repeat(1000)}Subject: innermost\r\n\r\nx\r\n`,
  'many-fields': () => `${head('many-fields', 'X-Bomb: 1\r\n'.repeat(100_000))}\r\nbody\r\n`,
  'large-field': () => `${head('large-field', `X-Bomb: ${'x'.repeat(10 * MiB)}\r\n`)}\r\nbody\r\n`,
  'folded-field': () => `${head('folded-field', `References:${'\r\n <a@b>'.repeat(100_000)}\r\n`)}\r\nbody\r\n`,
  'many-recipients': () => `${head('many-recipients', `Cc: ${'a@b, '.repeat(100_000)}c@d\r\n`)}\r\nbody\r\n`,
  'no-header': () => '\r\nonly a body\r\n',
  'only-header': () => head('only-header'),
  'no-such-charset': () => `${head('no-such-charset', 'Content-Type: text/plain; charset="../../\x01"\r\n')}\r\n\xff\xfe\xfd\r\n`,
  'binary': () => `${head('binary')}\r\n${Array.from({ length: 200_000 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join('').replace(/[\r\n]/g, '-')}\r\n`,
};

eachDatabase((_name, makeUrl) => {
  let at: Target;
  let before = 0;
  beforeAll(async () => {
    at = await target(makeUrl);
    before = heldMiB();
  });
  afterAll(() => at.end());

  test.each(Object.keys(messages))('%s: delivered, and the same bytes by IMAP, POP3 and JMAP', async (name) => {
    const message = (messages[name] as () => string)();
    expect(await at.deliver(message)).toMatch(/^250/);
    const [query, got] = await at.alice.call([
      ['Email/query', { sort: [{ property: 'receivedAt', isAscending: false }], limit: 1 }, 'q'],
      ['Email/get', {
        '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, fetchAllBodyValues: true, maxBodyValueBytes: 1000,
        properties: ['id', 'blobId', 'size', 'subject', 'preview', 'headers', 'bodyStructure', 'textBody', 'htmlBody', 'attachments', 'bodyValues', 'hasAttachment', 'sentAt', 'references'],
      }, 'g'],
    ]);
    expect([query?.[0], got?.[0]]).toEqual(['Email/query', 'Email/get']);
    const email = ((got?.[1]['list'] ?? []) as { id: string; blobId: string; size: number }[])[0];
    const raw = Buffer.from(await (await at.fetch(`/jmap/download/${await at.alice.accountId()}/${email?.blobId}/x`)).arrayBuffer());
    expect(raw.length).toBe(email?.size);
    const sent = Buffer.from(`${message}\r\n`, 'latin1');
    expect(raw.subarray(raw.length - sent.length).equals(sent), 'the message as it was sent, behind the trace').toBe(true);

    const imap = await at.imap();
    const { untagged, tagged } = await imap.command('f', 'FETCH * (RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (Subject)] BODY.PEEK[1]<0.10>)');
    expect(tagged).toMatch(/^OK/);
    expect(untagged.join(' ')).toContain(`RFC822.SIZE ${email?.size}`);
    imap.close();
    const pop3 = await at.pop3();
    pop3.send('STAT\r\n');
    const count = /^\+OK (\d+)/.exec((await pop3.line()) ?? '')?.[1];
    pop3.send(`LIST ${count}\r\n`);
    expect(await pop3.line()).toBe(`+OK ${count} ${email?.size}`);
    pop3.send('QUIT\r\n');
    await pop3.rest();
    const [destroyed] = await at.alice.call([['Email/set', { destroy: [email?.id] }, 'd']]);
    expect(destroyed?.[1]['destroyed']).toEqual([email?.id]);
  });

  test('memory: what such messages took is given back', () => {
    // Together they have some 50 MB, and several times that when taken apart.
    expect(heldMiB() - before).toBeLessThan(100);
  });

  test('bare LF: a message of such lines ends only at CRLF . CRLF, by SMTP and LMTP', async () => {
    const reply = await at.deliver(`${head('bare-lf')}\r\nline\n.\nMAIL FROM:<evil@remote.example>\n.\r\nstill the message`);
    expect(reply).toMatch(/^(250|5\d\d) /);
    const emails = await at.alice.emails();
    const expected = reply?.startsWith('250') ? 1 : 0;
    expect(emails.filter((email) => email.messageId?.[0] === 'bare-lf@test.example')).toHaveLength(expected);
    expect(emails).toHaveLength(expected);
  });
});
