import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture, message } from './harness.ts';

const crlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');

const inner = 'From: in@example.net\nSubject: inner\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\ninner text\n--i\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw==\n--i--\n';
const nested = `From: out@example.net
Subject: outer
X-Odd: yes
 folded
Received: from nowhere
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=o

preamble
--o
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain

plain
--a
Content-Type: text/html

<p>html</p>
--a--
--o
Content-Type: message/rfc822

${inner}
--o
Content-Type: message/rfc822

Subject: simple

simple body
--o--
`;

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    await imap.mailbox('nested', nested, [message('prefixed', 'the body\n'), { prefix: 'Return-Path: <zoe@example.net>\r\nDelivered-To: ali@example.org\r\n' }]);
    await imap.mailbox('plain', [message('plain', 'line one\nline two\n'), { receivedAt: Date.UTC(2024, 1, 3, 4, 5, 6) }]);
    client = await imap.signIn('nested');
  });
  afterAll(() => imap.close());

  /** What one section of one message holds; undefined for NIL. */
  async function section(of: ImapClient, item: string, number = 1): Promise<string | undefined> {
    of.send(`x FETCH ${number} ${item}\r\n`);
    const line = (await of.line()) ?? '';
    let value: string | undefined;
    const literal = /\{(\d+)\}$/.exec(line);
    if (literal) {
      value = await of.bytes(Number(literal[1]));
      expect(await of.line()).toMatch(/\)$/);
    } else {
      value = / ""\)$/.test(line) ? '' : undefined;
    }
    let answer = await of.line();
    while (answer?.startsWith('* ')) answer = await of.line();
    expect(answer).toBe('x OK FETCH completed');
    return value;
  }

  test('RFC 9051 §6.4.5.1: sections, down into embedded messages', async () => {
    const cases: [string, string | undefined][] = [
      ['BODY.PEEK[]', crlf(nested)],
      ['BODY.PEEK[HEADER]', crlf(nested.slice(0, nested.indexOf('preamble')))],
      ['BODY.PEEK[TEXT]', crlf(nested.slice(nested.indexOf('preamble')))],
      ['RFC822.HEADER', crlf(nested.slice(0, nested.indexOf('preamble')))],
      ['BODY.PEEK[1.1]', 'plain'],
      ['BODY.PEEK[1.2]', '<p>html</p>'],
      ['BODY.PEEK[1.2.MIME]', 'Content-Type: text/html\r\n\r\n'],
      ['BODY.PEEK[1.MIME]', 'Content-Type: multipart/alternative; boundary=a\r\n\r\n'],
      ['BODY.PEEK[2]', crlf(inner)],
      ['BODY.PEEK[2.HEADER]', crlf(inner.slice(0, inner.indexOf('--i')))],
      ['BODY.PEEK[2.TEXT]', crlf(inner.slice(inner.indexOf('--i')))],
      ['BODY.PEEK[2.1]', 'inner text'],
      ['BODY.PEEK[2.2]', 'iVBORw=='],
      ['BODY.PEEK[2.2.MIME]', 'Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n'],
      ['BODY.PEEK[2.HEADER.FIELDS (subject)]', 'Subject: inner\r\n\r\n'],
      ['BODY.PEEK[3.1]', 'simple body'],
      ['BODY.PEEK[3.HEADER.FIELDS.NOT (x)]', 'Subject: simple\r\n\r\n'],
      ['BODY.PEEK[3.1.MIME]', 'Subject: simple\r\n\r\n'],
      ['BODY.PEEK[4]', undefined],
      ['BODY.PEEK[1.3]', undefined],
      ['BODY.PEEK[1.1.1]', undefined],
      ['BODY.PEEK[1.HEADER]', undefined],
      ['BODY.PEEK[3.2]', undefined],
    ];
    for (const [item, expected] of cases) expect([item, await section(client, item)]).toEqual([item, expected]);
  });

  test('HEADER.FIELDS from the projection and from the message, folded lines too', async () => {
    expect(await section(client, 'BODY.PEEK[HEADER.FIELDS (SUBJECT From)]')).toBe('From: out@example.net\r\nSubject: outer\r\n\r\n');
    expect(await section(client, 'BODY.PEEK[HEADER.FIELDS (x-odd subject)]')).toBe('Subject: outer\r\nX-Odd: yes\r\n folded\r\n\r\n');
    expect(await section(client, 'BODY.PEEK[HEADER.FIELDS (absent)]')).toBe('\r\n');
    expect(await section(client, 'BODY.PEEK[HEADER.FIELDS.NOT (from subject received mime-version)]'))
      .toBe('X-Odd: yes\r\n folded\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n');
    expect(await section(client, 'BODY.PEEK[HEADER.FIELDS (Subject)]<2.7>')).toBe('bject: ');
  });

  test('partial fetch (RFC 9051 §6.4.5): inside, over the end, beyond the end', async () => {
    expect(await section(client, 'BODY.PEEK[1.1]<1.3>')).toBe('lai');
    expect(await section(client, 'BODY.PEEK[1.1]<3.100>')).toBe('in');
    expect(await section(client, 'BODY.PEEK[1.1]<5.1>')).toBe('');
    expect(await section(client, 'BODY.PEEK[]<0.5>')).toBe('From:');
  });

  test('a per-recipient prefix is part of the message, its size and its header', async () => {
    const whole = `Return-Path: <zoe@example.net>\r\nDelivered-To: ali@example.org\r\n${Buffer.from(crlf(message('prefixed', 'the body\n'))).toString('latin1')}`;
    expect(await section(client, 'BODY.PEEK[]', 2)).toBe(whole);
    expect(await section(client, 'BODY.PEEK[1]', 2)).toBe('the body\r\n');
    expect(await section(client, 'BODY.PEEK[TEXT]', 2)).toBe('the body\r\n');
    expect(await section(client, 'BODY.PEEK[HEADER.FIELDS (delivered-to subject)]', 2)).toBe('Delivered-To: ali@example.org\r\nSubject: prefixed\r\n\r\n');
    expect(await client.run('FETCH 2 RFC822.SIZE')).toEqual([`* 2 FETCH (RFC822.SIZE ${whole.length})`]);
  });

  test('all that is known without the message', async () => {
    const plain = await imap.signIn('plain');
    expect(await plain.run('FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE)')).toEqual([
      `* 1 FETCH (UID 1 FLAGS (\\Recent) INTERNALDATE " 3-Feb-2024 04:05:06 +0000" RFC822.SIZE ${Buffer.byteLength(crlf(message('plain', 'line one\nline two\n')))})`,
    ]);
    const [envelope] = await plain.run('FETCH 1 ENVELOPE');
    expect(envelope).toContain('ENVELOPE ("Thu, 1 Jan 2026 10:00:00 +0000" "plain" ((');
    expect((await plain.run('FETCH 1 BODYSTRUCTURE'))[0]).toMatch(/^\* 1 FETCH \(BODYSTRUCTURE \("text" "plain" .*\)\)$/i);
    expect((await plain.run('FETCH 1 BODY'))[0]).toMatch(/^\* 1 FETCH \(BODY \("text" "plain" .*\)\)$/i);
    expect((await plain.run('FETCH 1 (EMAILID THREADID)'))[0]).toMatch(/^\* 1 FETCH \(EMAILID \(e[0-9a-v]+\) THREADID \(t[0-9a-v]+\)\)$/);
    expect((await plain.run('FETCH 1 FULL'))[0]).toMatch(/^\* 1 FETCH \(FLAGS \(\\Recent\) INTERNALDATE .* RFC822.SIZE \d+ ENVELOPE \(.*\) BODY \(.*\)\)$/);
    expect((await plain.run('UID FETCH 1 FAST'))[0]).toMatch(/^\* 1 FETCH \(UID 1 FLAGS /);
  });

  test('RFC 9051 §6.4.5: reading sets \\Seen and says so; PEEK and EXAMINE do not', async () => {
    await imap.mailbox('seen', message('one'), message('two'));
    const reader = await imap.signIn('seen');
    await section(reader, 'BODY.PEEK[TEXT]');
    expect(await reader.run('FETCH 1 FLAGS')).toEqual(['* 1 FETCH (FLAGS (\\Recent))']);
    const examining = await imap.signIn();
    await examining.run('EXAMINE seen');
    await section(examining, 'BODY[TEXT]');
    expect(await reader.run('FETCH 1 FLAGS')).toEqual(['* 1 FETCH (FLAGS (\\Recent))']);
    await reader.talk(`
      C: a FETCH 1 BODY[TEXT]
      S: * 1 FETCH (BODY[TEXT] {7}
      S: Hello
      S:  FLAGS (\\Seen \\Recent))
      S: a OK FETCH completed
      C: b FETCH 1 RFC822.TEXT
      S: * 1 FETCH (RFC822.TEXT {7}
      S: Hello
      S: )
      S: b OK FETCH completed`);
    expect(await examining.run('NOOP')).toEqual(['* 1 FETCH (FLAGS (\\Seen))']);
  });

  test('[MS-STANOIMAP] V0055: RFC822.PEEK, which RFC 2060 took away and Outlook still asks for, gives the message and marks nothing', async () => {
    await imap.mailbox('peeked', message('one'));
    const reader = await imap.signIn('peeked');
    const whole = crlf(message('one'));
    expect(await reader.run('UID FETCH 1 (UID RFC822.SIZE RFC822.PEEK)')).toEqual([
      `* 1 FETCH (UID 1 RFC822.SIZE ${whole.length} RFC822 {${whole.length}}`, ...whole.slice(0, -2).split('\r\n'), ')',
    ]);
    expect(await reader.run('FETCH 1 FLAGS')).toEqual(['* 1 FETCH (FLAGS (\\Recent))']);
  });

  test('RFC 7162 §3.1.4.1: CHANGEDSINCE', async () => {
    await imap.mailbox('since', message('one'), message('two'), message('three'));
    const reader = await imap.signIn('since');
    const modseq = Number(/HIGHESTMODSEQ (\d+)/.exec((await reader.run('STATUS since (HIGHESTMODSEQ)')).at(-1) ?? '')?.[1]);
    await reader.run('STORE 2 +FLAGS (\\Seen)');
    await reader.talk(`
      C: a FETCH 1:* (FLAGS) (CHANGEDSINCE ${modseq})
      S: * 2 FETCH (FLAGS (\\Seen \\Recent) MODSEQ (*))
      S: a OK FETCH completed
      C: b UID FETCH 1:* (RFC822.SIZE) (CHANGEDSINCE ${modseq})
      S: * 2 FETCH (UID 2 RFC822.SIZE * MODSEQ (*))
      S: b OK FETCH completed
      C: c UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${modseq} VANISHED)
      S: c BAD *`);
  });

  test('sets: "*" of UIDs is the last message; missing UIDs are no error, missing numbers are', async () => {
    const reader = await imap.signIn('nested');
    expect(await reader.run('UID FETCH 500:* UID')).toEqual(['* 2 FETCH (UID 2)']);
    expect(await reader.run('UID FETCH 500 UID')).toEqual([]);
    expect((await reader.attempt('FETCH 1:3 UID')).tagged).toMatch(/^BAD/);
    await reader.run('SELECT Drafts');
    expect((await reader.attempt('FETCH 1 UID')).tagged).toMatch(/^BAD/);
    expect(await reader.run('UID FETCH 1:* FLAGS')).toEqual([]);
  });

  test('what is not offered is refused', async () => {
    for (const item of ['BINARY.PEEK[HEADER]', 'BINARY.SIZE[1.MIME]', 'NONSENSE', '()', 'BODY[MIME]', 'BODY[0]']) {
      expect((await client.attempt(`FETCH 1 ${item}`)).tagged).toMatch(/^BAD/);
    }
  });

  test('many messages and long ones come whole, whatever the pace', async () => {
    const big = message('big', 'x'.repeat(70).concat('\n').repeat(30_000));
    await imap.mailbox('many', big, ...Array.from({ length: 30 }, (_, i) => message(`m${i}`)));
    const reader = await imap.signIn('many');
    reader.send('a UID FETCH 1:* (FLAGS BODY.PEEK[])\r\n');
    reader.socket.pause();
    const other = await imap.signIn('many');
    await other.run('UID STORE 5 +FLAGS (\\Deleted)');
    await other.run('EXPUNGE');
    reader.socket.resume();
    const numbers: number[] = [];
    for (;;) {
      const line = await reader.line();
      const head = /^\* (\d+) FETCH .*\{(\d+)\}$/.exec(line ?? '');
      if (!head) {
        if (line?.startsWith('* ')) continue;
        expect(line).toMatch(/^a OK/);
        break;
      }
      const bytes = await reader.bytes(Number(head[2]));
      if (head[1] === '1') expect(bytes).toBe(Buffer.from(crlf(big)).toString('latin1'));
      numbers.push(Number(head[1]));
      expect(await reader.line()).toBe(')');
    }
    expect(numbers.filter((number) => number !== 5)).toEqual([1, 2, 3, 4, ...Array.from({ length: 26 }, (_, i) => i + 6)]);
  });
});
