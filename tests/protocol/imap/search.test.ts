import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture, message } from './harness.ts';

const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    await imap.mailbox(
      'search',
      [message('Réunion', 'Bonjour\n', 'Cc: team@example.org\n'), { keywords: ['$seen'], receivedAt: day('2025-12-01') }],
      [message('second', 'needle in here\n'), { keywords: ['$flagged', 'work'], receivedAt: day('2025-12-02') }],
      [message('third', `${'long '.repeat(400)}\n`, 'X-Tag: one\n'), { receivedAt: day('2025-12-03'), deleted: true }],
      [message('fourth'), { keywords: ['$seen', '$answered'], receivedAt: day('2025-12-04') }],
    );
    client = await imap.signIn('search');
  });
  afterAll(() => imap.close());

  const found = async (keys: string): Promise<string> => (await client.run(`SEARCH ${keys}`))[0] ?? '';

  test('RFC 9051 §6.4.4: flags, numbers, UIDs', async () => {
    const cases: [string, string][] = [
      ['ALL', '1 2 3 4'], ['SEEN', '1 4'], ['UNSEEN', '2 3'], ['FLAGGED', '2'], ['UNFLAGGED', '1 3 4'], ['DELETED', '3'], ['UNDELETED', '1 2 4'], ['ANSWERED', '4'],
      ['DRAFT', ''], ['KEYWORD Work', '2'], ['UNKEYWORD work', '1 3 4'], ['KEYWORD nothing', ''], ['RECENT', '1 2 3 4'], ['NEW', '2 3'], ['OLD', ''],
      ['2:3', '2 3'], ['2:* NOT 3', '2 4'], ['UID 2,4:99', '2 4'], ['NOT SEEN', '2 3'], ['OR SEEN FLAGGED', '1 2 4'], ['(SEEN ANSWERED)', '4'], ['NOT (OR 1 2)', '3 4'],
    ];
    for (const [keys, expected] of cases) expect([keys, await found(keys)]).toEqual([keys, `* SEARCH${expected ? ` ${expected}` : ''}`]);
  });

  test('texts, headers, sizes, dates, ids: asked of the core', async () => {
    const [id] = /EMAILID \((\w+)\) THREADID \((\w+)\)/.exec((await client.run('FETCH 2 (EMAILID THREADID)'))[0] ?? '')?.slice(1) ?? [];
    const thread = /THREADID \((\w+)\)/.exec((await client.run('FETCH 3 THREADID'))[0] ?? '')?.[1];
    const cases: [string, string][] = [
      ['SUBJECT second', '2'], ['SUBJECT SECOND', '2'], ['FROM zoe', '1 2 3 4'], ['CC team', '1'], ['BCC x', ''], ['TO ali UNSEEN', '2 3'], ['BODY needle', '2'], ['TEXT needle', '2'],
      ['HEADER X-Tag one', '3'], ['HEADER X-Tag ""', '3'], ['SUBJECT reunion', '1'], ['LARGER 1500', '3'], ['SMALLER 1500', '1 2 4'],
      ['SINCE 2-Dec-2025', '2 3 4'], ['BEFORE 2-Dec-2025', '1'], ['ON 3-Dec-2025', '3'], ['SENTON 1-Jan-2026', '1 2 3 4'], ['SENTBEFORE 1-Jan-2026', ''], ['SENTSINCE 2-Jan-2026', ''],
      [`EMAILID ${id}`, '2'], [`THREADID ${thread}`, '3'], ['EMAILID nonsense', ''], ['OR SUBJECT second SEEN', '1 2 4'], ['NOT SUBJECT second', '1 3 4'], ['OR BODY needle 3', '2 3'],
      ['2:4 FROM zoe', '2 3 4'], ['1 SUBJECT second', ''], ['OLDER 86400', '1 2 3 4'], ['YOUNGER 86400', ''], ['BODY ""', '1 2 3 4'], ['OR RECENT BODY nothing', '1 2 3 4'],
    ];
    for (const [keys, expected] of cases) expect([keys, await found(keys)]).toEqual([keys, `* SEARCH${expected ? ` ${expected}` : ''}`]);
  });

  test('CHARSET: UTF-8 and US-ASCII, else BADCHARSET (RFC 9051 §6.4.4)', async () => {
    client.send(`a SEARCH CHARSET UTF-8 SUBJECT {${Buffer.byteLength('réunion')}+}\r\n${Buffer.from('réunion').toString('latin1')}\r\n`);
    await client.talk(`
      S: * SEARCH 1
      S: a OK SEARCH completed
      C: b SEARCH CHARSET US-ASCII SUBJECT second
      S: * SEARCH 2
      S: b OK SEARCH completed
      C: c SEARCH CHARSET KOI-7 SUBJECT x
      S: c NO [BADCHARSET (*UTF-8*)] *`);
  });

  test('RFC 4731: ESEARCH', async () => {
    await client.talk(`
      C: a1 SEARCH RETURN (MIN MAX COUNT ALL) SEEN
      S: * ESEARCH (TAG "a1") MIN 1 MAX 4 COUNT 2 ALL 1,4
      S: a1 OK SEARCH completed
      C: a2 UID SEARCH RETURN () 1:3
      S: * ESEARCH (TAG "a2") UID ALL 1:3
      S: a2 OK SEARCH completed
      C: a3 SEARCH RETURN (MIN COUNT) DRAFT
      S: * ESEARCH (TAG "a3") COUNT 0
      S: a3 OK SEARCH completed`);
  });

  test('RFC 7162 §3.1.5: MODSEQ', async () => {
    const modseq = Number(/MODSEQ \((\d+)\)/.exec((await client.run('FETCH 4 MODSEQ')).at(-1) ?? '')?.[1]);
    await client.talk(`
      C: b1 SEARCH MODSEQ ${modseq}
      S: * SEARCH 4 (MODSEQ ${modseq})
      S: b1 OK SEARCH completed
      C: b2 SEARCH MODSEQ ${modseq + 1}
      S: * SEARCH
      S: b2 OK SEARCH completed
      C: b3 SEARCH RETURN (MAX) MODSEQ "/flags/\\\\Seen" all 1
      S: * ESEARCH (TAG "b3") MAX 4 MODSEQ ${modseq}
      S: b3 OK SEARCH completed`);
  });

  test('RFC 9051 §6.4.4: days of the Date header are those it is written with, whatever its zone', async () => {
    const dated = (name: string, date: string): string => message(name).replace(/Date: .*/, `Date: ${date}`);
    await imap.mailbox(
      'zones', dated('evening', 'Sat, 24 Mar 2007 23:00:00 +0200'), dated('midnight', 'Sun, 25 Mar 2007 00:00:00 +0200'), dated('west', 'Sun, 25 Mar 2007 23:30:00 -0800'),
      dated('monday', 'Mon, 26 Mar 2007 00:00:00 +0300'), dated('none', 'whenever'),
    );
    const zones = await imap.signIn('zones');
    const cases: [string, string][] = [
      ['SENTBEFORE 25-Mar-2007', '1'], ['SENTON 24-Mar-2007', '1'], ['SENTON 25-Mar-2007', '2 3'], ['SENTON 26-Mar-2007', '4'], ['SENTSINCE 25-Mar-2007', '2 3 4'],
      ['SENTSINCE 26-Mar-2007', '4'], ['NOT SENTON 25-Mar-2007', '1 4 5'], ['SENTSINCE 1-Jan-2006 SENTBEFORE 1-Jan-2030', '1 2 3 4'],
    ];
    for (const [keys, expected] of cases) expect([keys, (await zones.run(`SEARCH ${keys}`))[0]]).toEqual([keys, `* SEARCH${expected ? ` ${expected}` : ''}`]);
  });

  test('RFC 7162 §3.1: the first command that switches CONDSTORE on tells HIGHESTMODSEQ, where a mailbox is open', async () => {
    for (const enabling of ['FETCH 1 MODSEQ', 'STORE 1 (UNCHANGEDSINCE 1) +FLAGS.SILENT (\\Seen)', 'SEARCH MODSEQ 1', 'STATUS INBOX (HIGHESTMODSEQ)', 'ENABLE QRESYNC']) {
      const session = await imap.signIn('zones');
      const told = async (): Promise<number> => (await session.attempt(enabling)).untagged.filter((line) => line.startsWith('* OK [HIGHESTMODSEQ ')).length;
      expect([enabling, await told(), await told()]).toEqual([enabling, 1, 0]);
    }
  });

  test('a number that is not there names nothing; too many keys are refused', async () => {
    expect((await client.attempt('SEARCH 9')).untagged[0]).toBe('* SEARCH');
    expect((await client.attempt('SEARCH 3:9,12 NOT 4')).untagged[0]).toBe('* SEARCH 3');
    expect((await client.attempt('SEARCH RETURN (COUNT) NOT 9')).untagged[0]).toMatch(/COUNT 4$/);
    expect((await client.attempt('SEARCH UID 9')).tagged).toMatch(/^OK/);
    expect((await client.attempt(`SEARCH${' SEEN'.repeat(999)}`)).tagged).toMatch(/^OK/);
    expect((await client.attempt(`SEARCH${' SEEN'.repeat(1000)}`)).tagged).toMatch(/^NO \[LIMIT\]/);
  });

  test('what has left is not found, what the session does not know of neither', async () => {
    await imap.mailbox('moving', message('one'), message('two'));
    const first = await imap.signIn('moving');
    const second = await imap.signIn('moving');
    await first.run('STORE 1 +FLAGS.SILENT (\\Deleted)');
    await first.run('EXPUNGE');
    expect((await second.run('SEARCH ALL'))[0]).toBe('* SEARCH 2');
    expect((await second.run('SEARCH SUBJECT two'))[0]).toBe('* SEARCH 2');
    expect((await second.run('SEARCH NOT SUBJECT one'))[0]).toBe('* SEARCH 2');
    expect(await second.run('UID SEARCH ALL')).toEqual(['* SEARCH 2', '* 1 EXPUNGE']);
  });
});
