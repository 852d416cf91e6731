import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { createAccount, updateAccount } from '../../../api/people/accounts.ts';
import { createAlias, deleteAlias } from '../../../api/people/aliases.ts';
import { pruneCorrespondents, weightAfter } from '../../../api/people/correspondents.ts';
import { deleteAccount } from '../../../api/people/delete-account.ts';
import { submitBySmtp } from '../../../api/transport/submit-smtp.ts';
import { validator } from '../../../openapi/index.ts';
import { replaceCorrespondents } from '../../../db/repositories/correspondents.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, password } from './web.ts';

interface Suggested {
  readonly address: string;
  readonly name: string | null;
  readonly kind: string;
  readonly timesWritten: number;
}

test('a weight halves in sixty days, and compares at any time', () => {
  const day = 86_400_000;
  const at = (...days: number[]): number => days.reduce<number | undefined>((weight, n) => weightAfter(weight, n * day), undefined) as number;
  expect(at(100)).toBeGreaterThan(at(40));
  expect(at(40, 40, 40)).toBeGreaterThan(at(100));
  expect(Math.abs(at(40, 40) - at(100))).toBeLessThan(2);
  expect(at(100, 40)).toBe(at(40, 100));
});

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function setUp() {
    const web = await openWeb(opener);
    const { core, call } = web;
    const complete = async (query: string, options: { as?: string; limit?: number } = {}) => {
      const answer = await call('GET', `/me/recipients?query=${encodeURIComponent(query)}${options.limit === undefined ? '' : `&limit=${options.limit}`}`, { as: options.as ?? 'ali' });
      expect(validator('RecipientSuggestions')(answer.body)).toBeNull();
      return answer.body['items'] as Suggested[];
    };
    const found = async (query: string, options: { as?: string; limit?: number } = {}) => (await complete(query, options)).map(({ address }) => address);
    const write = async (to: readonly { name?: string; email: string }[]) => {
      expect((await call('POST', '/messages', { as: 'ali', body: { to, subject: 'x', text: 'x' } })).status).toBe(201);
    };
    const add = (local: string, name: string) => createAccount(core, { address: `${local}@example.org`, name });
    return { ...web, complete, found, write, add };
  }

  test('issue, completion: the organisation by the start of words, without regard to case, accents and Arabic forms', async () => {
    const { found, add, complete, core } = await setUp();
    await add('amelie.durand', 'Amélie Durand-Lefèvre');
    await add('fatima', 'فَاطِمَة الزهراء');
    await add('ahmad', 'أحمد بن علي');
    await createAlias(core, { address: 'contact@example.org', targets: ['ali@example.org'] });
    for (const query of ['amelie', 'AMÉ', 'lefevre', 'lef', 'durand am', 'am dur', 'amelie.du', 'amelie.durand@exa', '<amelie', 'Durand, Amélie']) expect([query, await found(query)]).toEqual([query, ['amelie.durand@example.org']]);
    // The start of words, not the middle.
    for (const query of ['melie', 'urand', 'xyz', 'amelie fatima', '???']) expect([query, await found(query)]).toEqual([query, []]);
    for (const query of ['فاطمه', 'فاط', 'الزهرا']) expect([query, await found(query)]).toEqual([query, ['fatima@example.org']]);
    expect(await found('احمد')).toEqual(['ahmad@example.org']);
    expect(await complete('cont')).toEqual([{ address: 'contact@example.org', name: null, kind: 'alias', timesWritten: 0, lastWrittenAt: null }]);
    expect((await complete('amel'))[0]).toMatchObject({ name: 'Amélie Durand-Lefèvre', kind: 'person' });
  });

  test('letters that a keyboard lacks, by those that it has, and as they are: in the organisation, and among those written to', async () => {
    const { found, add, write } = await setUp();
    await add('x1', 'Łukasz Lecœur');
    await write([{ name: 'Søren Groß', email: 'x2@elsewhere.example' }]);
    for (const query of ['lukasz', 'Łuk', 'lecoeur', 'Lecœ']) expect([query, await found(query)]).toEqual([query, ['x1@example.org']]);
    for (const query of ['soren', 'Sør', 'gross', 'GROSS', 'Groß']) expect([query, await found(query)]).toEqual([query, ['x2@elsewhere.example']]);
  });

  test('names that begin so come before other words of names, these before addresses; a limit is kept', async () => {
    const { found, add } = await setUp();
    await add('x1', 'Zoé Martin');
    await add('x2', 'Martin Zweig');
    await add('martin', 'Paul Petit');
    expect(await found('mar')).toEqual(['x2@example.org', 'x1@example.org', 'martin@example.org']);
    expect(await found('mar', { limit: 2 })).toEqual(['x2@example.org', 'x1@example.org']);
    expect((await found('m')).length).toBe(3);
  });

  test('who comes, goes, is renamed or closed is known to the next question', async () => {
    const { found, add, core } = await setUp();
    expect(await found('karim')).toEqual([]);
    const karim = await add('karim', 'Karim');
    expect(await found('karim')).toEqual(['karim@example.org']);
    await updateAccount(core, karim.id, { name: 'Nadia' });
    expect([await found('nadia'), await found('kar')]).toEqual([['karim@example.org'], ['karim@example.org']]);
    await createAlias(core, { address: 'nadine@example.org', targets: ['karim@example.org'] });
    expect(await found('nad')).toEqual(['karim@example.org', 'nadine@example.org']);
    await deleteAlias(core, 'nadine@example.org');
    expect(await found('nad')).toEqual(['karim@example.org']);
    await updateAccount(core, karim.id, { disabled: true });
    expect(await found('nad')).toEqual([]);
    await updateAccount(core, karim.id, { disabled: false });
    expect(await found('nad')).toEqual(['karim@example.org']);
    await deleteAccount(core, karim.id);
    expect(await found('nad')).toEqual([]);
  });

  test('people one has written to come first, by how often and how lately; nobody else sees them', async () => {
    const { found, complete, write, clock, add } = await setUp();
    await add('sara', 'Sara Colleague');
    await write([{ name: 'Sam Elsewhere', email: 'sam@elsewhere.example' }]);
    await write([{ name: 'Sam Elsewhere', email: 'Sam@Elsewhere.example' }]);
    await clock.sleepThrough(40 * 86_400_000);
    await write([{ name: 'Sabine', email: 'sabine@elsewhere.example' }]);
    expect(await found('sa')).toEqual(['sam@elsewhere.example', 'sabine@elsewhere.example', 'sara@example.org']);
    await clock.sleepThrough(80 * 86_400_000);
    await write([{ email: 'sabine@elsewhere.example' }, { email: 'sara@example.org' }]);
    expect(await found('sa')).toEqual(['sabine@elsewhere.example', 'sara@example.org', 'sam@elsewhere.example']);
    expect((await complete('sabine'))[0]).toMatchObject({ name: 'Sabine', kind: 'contact', timesWritten: 2, lastWrittenAt: new Date(clock.now()).toISOString() });
    expect((await complete('sara'))[0]).toMatchObject({ name: 'Sara Colleague', kind: 'person', timesWritten: 1 });
    expect(await found('elsewhere sam')).toEqual(['sam@elsewhere.example']);
    expect(await found('')).toEqual(['sabine@elsewhere.example', 'sara@example.org', 'sam@elsewhere.example']);
    expect([await found('sam', { as: 'root' }), await found('', { as: 'root' })]).toEqual([[], []]);
  });

  test('issue, completion: whoever is written to by SMTP or JMAP is remembered, with the name that the header has, hidden recipients too', async () => {
    const { complete, access } = await setUp();
    const ctx = await access.signIn({ user: 'ali@example.org', password }, { protocol: 'submission', remoteAddress: '127.0.0.1', tls: true });
    const bare = (email: string) => ({ email, parameters: {} });
    const source = Readable.from([Buffer.from('From: ali@example.org\r\nTo: "Smith, Sue" <sue@elsewhere.example>\r\nSubject: x\r\n\r\nx\r\n')]);
    await submitBySmtp(ctx, { mailFrom: bare('ali@example.org'), rcptTo: [bare('sue@elsewhere.example'), bare('hidden@elsewhere.example')] }, source);
    const accountId = toId('account', ctx.principal.id);
    const { list: mailboxes } = await callMethod(ctx, 'Mailbox/get', { accountId, ids: null });
    const { list: identities } = await callMethod(ctx, 'Identity/get', { accountId, ids: null });
    const { created } = await callMethod(ctx, 'Email/set', {
      accountId, create: { one: { mailboxIds: { [mailboxes[0]?.id ?? '']: true }, from: [{ email: 'ali@example.org' }], to: [{ name: 'Zoé Zweig', email: 'zoe@elsewhere.example' }], subject: 'x' } },
    } as never);
    const emailId = (created as Record<string, { id: string }>)['one']?.id;
    const { notCreated } = await callMethod(ctx, 'EmailSubmission/set', { accountId, create: { s: { emailId, identityId: identities[0]?.id } } } as never);
    expect(notCreated).toBeNull();
    expect(await complete('smith')).toMatchObject([{ address: 'sue@elsewhere.example', name: 'Smith, Sue', timesWritten: 1 }]);
    expect(await complete('hidd')).toMatchObject([{ address: 'hidden@elsewhere.example', name: null }]);
    expect(await complete('zwe zoe')).toMatchObject([{ address: 'zoe@elsewhere.example', name: 'Zoé Zweig', kind: 'contact' }]);
  });

  test('an address is forgotten until one writes to it again; one of the organisation is suggested all the same', async () => {
    const { found, complete, write, call, add } = await setUp();
    await add('sara', 'Sara');
    await write([{ email: 'sam@elsewhere.example' }, { email: 'sara@example.org' }]);
    for (const address of ['sam@elsewhere.example', 'sara@example.org']) expect((await call('DELETE', `/me/recipients/${encodeURIComponent(address)}`, { as: 'ali' })).status).toBe(204);
    expect((await call('DELETE', '/me/recipients/sam%40elsewhere.example', { as: 'ali' })).status).toBe(404);
    expect(await found('sa')).toEqual(['sara@example.org']);
    expect((await complete('sara'))[0]).toMatchObject({ timesWritten: 0 });
    await write([{ email: 'sam@elsewhere.example' }]);
    expect(await found('sam')).toEqual(['sam@elsewhere.example']);
  });

  test('% and _ are what they are; hostile questions cost nothing and find nothing', async () => {
    const { found, write, call } = await setUp();
    await write([{ name: 'A_b 100%', email: 'a_b@elsewhere.example' }]);
    expect(await found('a_b')).toEqual(['a_b@elsewhere.example']);
    for (const query of ['axb', '%', '!', "' OR 1=1 --", '\u202e\u0000']) expect([query, await found(query)]).toEqual([query, []]);
    expect((await call('GET', `/me/recipients?query=${'x'.repeat(201)}`, { as: 'ali' })).status).toBe(400);
    expect((await call('GET', '/me/recipients?limit=51', { as: 'ali' })).status).toBe(400);
    expect(await found('a '.repeat(99))).toEqual(['a_b@elsewhere.example', 'ali@example.org']);
  });

  test('2 000 are kept of one person; the lightest go', async () => {
    const { core, access, found } = await setUp();
    const { principal } = await access.signIn({ user: 'ali@example.org', password }, { protocol: 'rest', remoteAddress: '127.0.0.1', tls: true });
    const rows = Array.from({ length: 2_005 }, (_, n) => ({ address: `p${n}@elsewhere.example`, name: '', words: ` p${n}`, sent_count: 1, last_sent_at: n, weight: n }));
    for (let start = 0; start < rows.length; start += 500) await core.db.write([principal.id], (tx) => replaceCorrespondents(tx, principal.id, rows.slice(start, start + 500)));
    await pruneCorrespondents(core);
    expect([await found('p4'), await found('p2004')].map((list) => list.includes('p4@elsewhere.example') || list.includes('p2004@elsewhere.example'))).toEqual([false, true]);
  });
});
