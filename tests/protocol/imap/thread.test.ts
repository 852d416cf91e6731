import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture } from './harness.ts';

interface Answer {
  readonly id?: string;
  readonly subject?: string;
  /** Of January 2026. */
  readonly day: number;
  readonly references?: string;
  readonly inReplyTo?: string;
}

function mail({ id, subject = '', day, references, inReplyTo }: Answer): string {
  const ids = (text: string): string => text.split(' ').map((each) => `<${each}@example.net>`).join(' ');
  return [
    'From: zoe@example.net', `Subject: ${subject}`, `Date: ${day} Jan 2026 10:00:00 +0000`, ...(id ? [`Message-ID: ${ids(id)}`] : []),
    ...(references ? [`References: ${ids(references)}`] : []), ...(inReplyTo ? [`In-Reply-To: ${ids(inReplyTo)}`] : []), '', 'Hello', '',
  ].join('\n');
}

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    client = await imap.signIn();
  });
  afterAll(() => imap.close());

  let count = 0;
  async function threads(algorithm: string, ...messages: readonly Answer[]): Promise<string> {
    const name = `thread${++count}`;
    await imap.mailbox(name, ...messages.map(mail));
    await client.run(`SELECT ${name}`);
    return ((await client.run(`THREAD ${algorithm} UTF-8 ALL`))[0] ?? '').replace('* THREAD', '').trim();
  }

  test('RFC 5256 §3 REFERENCES: chains, branches, in the order of the dates whatever the numbers', async () => {
    expect(await threads(
      'REFERENCES',
      { id: 'a', subject: 'one', day: 5 }, { id: 'b', subject: 'two', day: 1 }, { id: 'c', subject: 'two', day: 2, references: 'b' }, { id: 'd', subject: 'two', day: 4, references: 'b c' },
      { id: 'e', subject: 'two', day: 3, references: 'b c' }, { id: 'f', subject: 'two', day: 6, references: 'b c d' },
    )).toBe('(2 3 (5)(4 6))(1)');
  });

  test('RFC 5256 §3 REFERENCES: In-Reply-To where there are no References; the answer may come first', async () => {
    expect(await threads('REFERENCES', { id: 'b', day: 2, inReplyTo: 'a' }, { id: 'a', day: 1 }, { id: 'c', day: 3, references: 'a', inReplyTo: 'x' })).toBe('(2 (1)(3))');
  });

  test('RFC 5256 §3 REFERENCES 3: who is only named goes; at the top, their children stay together', async () => {
    expect(await threads('REFERENCES', { id: 'b', day: 1, references: 'lost' }, { id: 'c', day: 2, references: 'lost' })).toBe('((1)(2))');
    expect(await threads('REFERENCES', { id: 'b', day: 1, references: 'lost' })).toBe('(1)');
    expect(await threads('REFERENCES', { id: 'a', day: 1 }, { id: 'c', day: 2, references: 'a lost' }, { id: 'd', day: 3, references: 'a lost gone' })).toBe('(1 (2)(3))');
  });

  test('RFC 5256 §3 REFERENCES 1: no Message-ID, and one that two have', async () => {
    expect(await threads('REFERENCES', { day: 1 }, { day: 2 }, { id: 'a', day: 3 }, { id: 'a', day: 4 }, { id: 'b', day: 5, references: 'a' })).toBe('(1)(2)(3 5)(4)');
  });

  test('RFC 5256 §3 REFERENCES 1: circles are not closed, and a message has the parent that it names itself', async () => {
    expect(await threads('REFERENCES', { id: 'a', day: 1, references: 'b' }, { id: 'b', day: 2, references: 'a' }, { id: 'c', day: 3, references: 'c' })).toBe('(2 1)(3)');
    expect(await threads('REFERENCES', { id: 'x', day: 3, references: 'a b' }, { id: 'a', day: 1 }, { id: 'b', day: 2 })).toBe('(2)(3 1)');
  });

  test('RFC 5256 §3 REFERENCES 5: threads of one base subject become one', async () => {
    // A reply below what it replies to, whichever came first.
    expect(await threads('REFERENCES', { id: 'b', subject: 'Re: Plan', day: 1 }, { id: 'a', subject: 'plan', day: 2 })).toBe('(2 1)');
    // Two that are no replies, or both: side by side.
    expect(await threads('REFERENCES', { id: 'a', subject: 'plan', day: 2 }, { id: 'b', subject: 'Plan', day: 1 }, { id: 'c', subject: 'Re: plan', day: 3 })).toBe('((2)(1)(3))');
    expect(await threads('REFERENCES', { id: 'a', subject: 'Re: plan', day: 1 }, { id: 'b', subject: 'plan (fwd)', day: 2 })).toBe('((1)(2))');
    // Below a common parent that is not there.
    expect(await threads('REFERENCES', { id: 'a', subject: 'plan', day: 1, references: 'lost' }, { id: 'b', subject: 'Re: plan', day: 2, references: 'lost' }, { id: 'c', subject: 'plan', day: 3 })).toBe('((1)(2)(3))');
    expect(await threads(
      'REFERENCES', { id: 'a', subject: 'plan', day: 1, references: 'l' }, { id: 'b', subject: 'Re: plan', day: 2, references: 'l' }, { id: 'c', subject: 'plan', day: 3, references: 'm' },
      { id: 'd', subject: 'Re: plan', day: 4, references: 'm' },
    )).toBe('((1)(2)(3)(4))');
    // Without a subject, nothing in common; a list's name in brackets makes no reply.
    expect(await threads('REFERENCES', { id: 'a', day: 1 }, { id: 'b', subject: 'Re:', day: 2 })).toBe('(1)(2)');
    expect(await threads('REFERENCES', { id: 'a', subject: '[list] plan', day: 1 }, { id: 'b', subject: 'plan', day: 2 })).toBe('((1)(2))');
  });

  test('RFC 5256 §3 REFERENCES: over the messages found, not over all', async () => {
    await imap.mailbox('found', ...[{ id: 'a', day: 1 }, { id: 'b', day: 2, references: 'a' }, { id: 'c', day: 3, references: 'a b' }, { id: 'd', day: 4, references: 'a' }].map(mail));
    await client.run('SELECT found');
    await client.talk(`
      C: a THREAD REFERENCES UTF-8 NOT 2
      S: * THREAD (1 (3)(4))
      S: a OK THREAD completed
      C: b THREAD REFERENCES UTF-8 3:4
      S: * THREAD ((3)(4))
      S: b OK THREAD completed
      C: c UID STORE 1 +FLAGS.SILENT (\\Deleted)
      S: c OK *
      C: d EXPUNGE
      S: * 1 EXPUNGE
      S: d OK *
      C: e THREAD REFERENCES US-ASCII ALL
      S: * THREAD ((1 2)(3))
      S: e OK THREAD completed
      C: f UID THREAD REFERENCES US-ASCII ALL
      S: * THREAD ((2 3)(4))
      S: f OK THREAD completed
      C: g THREAD REFERENCES UTF-8 KEYWORD nothing
      S: * THREAD
      S: g OK THREAD completed
      C: h THREAD REFS UTF-8 ALL
      S: h BAD *
      C: i THREAD REFERENCES KOI-7 ALL
      S: i NO [BADCHARSET *`);
  });

  test('RFC 5256 §3 ORDEREDSUBJECT: by base subject and date, threads by their first message', async () => {
    expect(await threads(
      'ORDEREDSUBJECT', { subject: 'Re: b', day: 3 }, { subject: 'a', day: 2 }, { subject: 'B', day: 1 }, { subject: 'Fwd: a', day: 5 }, { subject: 'b (fwd)', day: 4 }, { subject: 'c', day: 6 },
    )).toBe('(3 (1)(5))(2 4)(6)');
  });

  test('a chain of answers as long as the mailbox', async () => {
    const length = 3000;
    const number = await imap.mail.addMailbox('long');
    await imap.mail.addMany(Array.from({ length }, (_, i) => ({ message: mail({ id: `m${i}`, day: 1, ...(i > 0 ? { references: `m${i - 1}` } : {}) }), options: { mailboxes: [number] } })));
    await client.run('SELECT long');
    expect(await client.run('THREAD REFERENCES UTF-8 ALL')).toEqual([`* THREAD (${Array.from({ length }, (_, i) => i + 1).join(' ')})`]);
  });
});
