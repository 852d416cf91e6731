import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture } from './harness.ts';

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl, { imap: { messageBytes: 5000, appendMessages: 4 }, quotaBytes: 20_000 });
    client = await imap.signIn();
  });
  afterAll(() => imap.close());

  const count = async (name: string): Promise<string[]> => client.run(`STATUS ${name} (MESSAGES)`);

  test('RFC 3502 §6.3.11: several messages, each with its flags and date; APPENDUID names all', async () => {
    await imap.mailbox('many');
    await client.talk(`
      C: a APPEND many (\\Seen) {4+}
      C: A: 1 " 5-Feb-2020 00:00:00 +0000" {4}
      S: + *
      C: B: 2 (\\Flagged $x) " 6-Feb-2020 00:00:00 +0000" ~{4+}
      C: C: 3
      S: a OK [APPENDUID * 1:3] APPEND completed
      C: b EXAMINE many
      S: * FLAGS *
      S: * 3 EXISTS`);
    const reader = await imap.signIn('many');
    expect(await reader.run('FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE)')).toEqual([
      expect.stringMatching(/^\* 1 FETCH \(FLAGS \(\\Seen.*RFC822\.SIZE 4\)$/),
      expect.stringMatching(/^\* 2 FETCH \(FLAGS \((?:\\Recent)?\) INTERNALDATE " 5-Feb-2020 00:00:00 \+0000" RFC822\.SIZE 4\)$/),
      expect.stringMatching(/^\* 3 FETCH \(FLAGS \(\\Flagged.* \$x\) INTERNALDATE " 6-Feb-2020 00:00:00 \+0000" RFC822\.SIZE 4\)$/),
    ]);
    client = await imap.signIn();
  });

  test('RFC 3502 §6.3.11: one that cannot be taken, and none is there', async () => {
    await imap.mailbox('none');
    await client.talk(`
      C: a APPEND none {4+}
      C: A: 1 {5001}
      S: a NO [TOOBIG] *
      C: b APPEND none {4+}
      C: A: 1 {0}
      S: b NO *
      C: c APPEND none {4+}
      C: A: 1 {4+}
      C: B: 2 nonsense
      S: c BAD *
      C: d APPEND none {4+}
      C: A: 1 "no date" {4+}
      C: B: 2
      S: d BAD *
      C: e APPEND none {4+}
      C: A: 1 {5001+}
      C: ${'x'.repeat(5001)}
      S: e NO [TOOBIG] *`);
    expect(await count('none')).toEqual(['* STATUS none (MESSAGES 0)']);
  });

  test('what a command asks for in all is looked at: quota, number', async () => {
    await imap.mailbox('sum');
    const bytes = `X: ${'y'.repeat(4895)}\r\n`;
    const all = `${`{${bytes.length}+}\r\n${bytes} `.repeat(3)}{${bytes.length}+}\r\n${bytes}`;
    // Four fit into what is left of 20 000 bytes; another four do not, though each alone would be small enough.
    client.send(`a APPEND sum ${all}\r\n`);
    await client.talk('S: a OK [APPENDUID * 1:4] *');
    client.send(`b APPEND sum {200+}\r\n${'x'.repeat(200)} {200+}\r\n${'x'.repeat(200)}\r\n`);
    await client.talk(`
      S: b NO [OVERQUOTA] *
      C: c APPEND none {1+}
      C: 1 {1+}
      C: 2 {1+}
      C: 3 {1+}
      C: 4 {1}
      S: c NO [LIMIT] *`);
    expect(await count('sum')).toEqual(['* STATUS sum (MESSAGES 4)']);
    expect(await count('none')).toEqual(['* STATUS none (MESSAGES 0)']);
  });

  test('RFC 7889: APPENDLIMIT in CAPABILITY, in STATUS and in LIST', async () => {
    expect((await client.run('CAPABILITY'))[0]).toContain(' APPENDLIMIT=5000 ');
    expect(await client.run('STATUS INBOX (APPENDLIMIT)')).toEqual(['* STATUS INBOX (APPENDLIMIT 5000)']);
    expect(await client.run('LIST "" INBOX RETURN (STATUS (APPENDLIMIT))')).toContain('* STATUS INBOX (APPENDLIMIT 5000)');
  });

  test('RFC 6855 §4: APPEND UTF8 (~{…}), beside plain ones', async () => {
    await imap.mailbox('utf8');
    await client.run('ENABLE UTF8=ACCEPT');
    const text = 'Subject: \xc3\xa9t\xc3\xa9\r\n\r\n';
    client.send(`a APPEND utf8 (\\Seen) UTF8 (~{${text.length}+}\r\n${text}) {4+}\r\nA: 1\r\n`);
    await client.talk('S: a OK [APPENDUID * 1:2] *');
    client.send(`b APPEND utf8 UTF8 (~{4+}\r\nA: 1\r\n`);
    await client.talk('S: b BAD *');
    expect(await count('utf8')).toEqual(['* STATUS utf8 (MESSAGES 2)']);
  });
});
