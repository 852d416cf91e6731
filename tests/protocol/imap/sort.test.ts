import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture } from './harness.ts';

const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);

/** Header fields by name; the body is as long as asked for. */
function mail(fields: Readonly<Record<string, string>>, bodyBytes = 10): string {
  return `${Object.entries({ From: 'zoe@example.net', ...fields }).map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${'x'.repeat(bodyBytes)}\n`;
}

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    await imap.mailbox(
      'sort',
      [mail({ From: 'Zoe <b@example.net>', To: 'Ulf <m@example.org>', Cc: 'k@example.org', Subject: 'Re: beta', Date: 'Thu, 1 Jan 2026 10:00:00 +0000' }, 400), { receivedAt: day('2026-01-05') }],
      [mail({ From: 'Émile <d@example.net>', To: 'Team: x@example.org, y@example.org;', Subject: '[list] Alpha', Date: 'Thu, 1 Jan 2026 10:00:00 +0200' }, 100), { receivedAt: day('2026-01-02') }],
      [mail({ From: '"Ada, Countess" <C@example.net>', To: 'a@example.org, z@example.org', Cc: 'J@example.org', Subject: 'BETA (fwd)' }, 300), { receivedAt: day('2026-01-03') }],
      [mail({ From: 'a@example.net', Subject: '', Date: 'never' }, 200), { receivedAt: day('2025-12-31'), keywords: ['$seen'] }],
      [mail({ From: '=?utf-8?q?=C3=A9lan?= <e@example.net>', To: '"x\\"y\\\\z"@example.org', Subject: '=?utf-8?q?=C3=89t=C3=A9?=', Date: 'Fri, 2 Jan 2026 00:00:00 +0000' }, 500), { receivedAt: day('2026-01-04') }],
    );
    client = await imap.signIn('sort');
  });
  afterAll(() => imap.close());

  const sorted = async (criteria: string, keys = 'ALL'): Promise<string> => ((await client.run(`SORT (${criteria}) UTF-8 ${keys}`))[0] ?? '').replace('* SORT', '').trim();

  test('RFC 5256 §3: each criterion, in its own way', async () => {
    const cases: [string, string][] = [
      ['ARRIVAL', '4 2 3 5 1'],
      // UTC; without a usable date, the arrival.
      ['DATE', '4 2 1 5 3'],
      ['SIZE', '2 4 3 1 5'],
      // The local part of the first address, in any case.
      ['FROM', '4 1 3 2 5'],
      // None; a group by its name.
      ['TO', '4 3 1 2 5'],
      ['CC', '2 4 5 3 1'],
      // Base subjects: none, Alpha, beta twice, Été.
      ['SUBJECT', '4 2 1 3 5'],
    ];
    for (const [criteria, expected] of cases) expect([criteria, await sorted(criteria)]).toEqual([criteria, expected]);
  });

  test('RFC 5957 §4: by the names that people see', async () => {
    expect(await sorted('DISPLAYFROM')).toBe('4 3 5 2 1');
    // The same keys as JMAP's: an address without a name as it is written, a group by its first member.
    expect(await sorted('DISPLAYTO')).toBe('4 5 3 1 2');
  });

  test('RFC 5256 §3: REVERSE is for the next criterion alone; equal ones stay in order of their numbers', async () => {
    expect(await sorted('REVERSE SUBJECT')).toBe('5 1 3 2 4');
    expect(await sorted('SUBJECT REVERSE DATE')).toBe('4 2 3 1 5');
    expect(await sorted('REVERSE SUBJECT DATE')).toBe('5 1 3 2 4');
    expect(await sorted('REVERSE ARRIVAL', '2:4')).toBe('3 2 4');
    expect(await sorted('ARRIVAL', 'UNSEEN SINCE 3-Jan-2026')).toBe('3 5 1');
    expect(await sorted('ARRIVAL', 'KEYWORD nothing')).toBe('');
  });

  test('RFC 5256 §3: UID SORT, BADCHARSET, and what does not follow the grammar', async () => {
    await client.run('UID STORE 1 +FLAGS (\\Deleted)');
    await client.run('UID EXPUNGE 1');
    await client.talk(`
      C: a UID SORT (ARRIVAL) US-ASCII ALL
      S: * SORT 4 2 3 5
      S: a OK SORT completed
      C: b SORT (ARRIVAL) US-ASCII ALL
      S: * SORT 3 1 2 4
      S: b OK SORT completed
      C: c SORT (ARRIVAL) KOI-7 ALL
      S: c NO [BADCHARSET (*UTF-8*)] *
      C: d SORT () UTF-8 ALL
      S: d BAD *
      C: e SORT (REVERSE) UTF-8 ALL
      S: e BAD *
      C: f SORT (REVERSE REVERSE DATE) UTF-8 ALL
      S: f BAD *
      C: g SORT (COLOUR) UTF-8 ALL
      S: g BAD Unknown sort criterion COLOUR*
      C: h SORT (DATE) UTF-8
      S: h BAD *
      C: i SORT (DATE) UTF-8 0
      S: i BAD *`);
  });

  test('RFC 5267 §3: ESORT answers in the order asked for; RFC 7162 §3.1.6: MODSEQ', async () => {
    await client.talk(`
      C: a UID SORT RETURN () (SIZE) UTF-8 ALL
      S: * ESEARCH (TAG "a") UID ALL 2,4,3,5
      S: a OK *
      C: b SORT RETURN (MIN MAX COUNT) (SIZE) UTF-8 ALL
      S: * ESEARCH (TAG "b") MIN 1 MAX 4 COUNT 4
      S: b OK *
      C: c SORT RETURN (ALL) (SUBJECT) UTF-8 KEYWORD nothing
      S: * ESEARCH (TAG "c")
      S: c OK *
      C: d SORT (ARRIVAL) UTF-8 2 MODSEQ 1
      S: * OK [HIGHESTMODSEQ *
      S: * SORT 2 (MODSEQ *)
      S: d OK *`);
  });

  test('RFC 5051: letters are compared as capitals, so that signs between the two cases come last', async () => {
    const number = await imap.mail.addMailbox('signs');
    for (const subject of ['_', 'b', '[xyz]', 'A', '(c)']) await imap.mail.add(mail({ Subject: subject }), { mailboxes: [number] });
    await client.run('SELECT signs');
    expect(await sorted('SUBJECT')).toBe('5 4 2 3 1');
    await client.run('SELECT sort');
  });

  test('what came later and what was known before are sorted together', async () => {
    const number = await imap.mail.addMailbox('grows');
    const add = (subject: string) => imap.mail.add(mail({ Subject: subject }), { mailboxes: [number] });
    for (const subject of ['d', 'b', 'c']) await add(subject);
    await client.run('SELECT grows');
    expect(await sorted('SUBJECT', '1,3')).toBe('3 1');
    expect(await sorted('SUBJECT')).toBe('2 3 1');
    await add('a');
    await client.run('NOOP');
    expect(await sorted('SUBJECT')).toBe('4 2 3 1');
    await client.run('STORE 2 +FLAGS (\\Deleted)');
    await client.run('EXPUNGE');
    expect(await sorted('SUBJECT')).toBe('3 2 1');
  });
});
