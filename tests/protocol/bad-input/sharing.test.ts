/** Sharing with oneself, with people who go, and rights that end in the middle (issue, Bad input; RFC 4314, RFC 8620 §5.3): against a whole server. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deleteAccount } from '../../../api/people/delete-account.ts';
import { fromRightLetters } from '../../../api/access/rights.ts';
import { raw, sql } from '../../../db/index.ts';
import { deleteGrant, putGrant } from '../../../db/repositories/grants.ts';
import { numberOf } from '../../setup/mail.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { PASSWORD } from '../../setup/server.ts';
import { address, others, type SharedFixture, sharedFixture } from '../imap/shared-harness.ts';

/** More than one unit of a bulk change takes. */
const MESSAGES = 2000;

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  beforeEach(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob', 'eve']);
  });
  afterEach(() => shared.close());

  const principalOf = async (person: string): Promise<string> =>
    ((await call('ali', 'Principal/query', { accountId: await own('ali'), filter: { email: address(person) } }))['ids'] as string[])[0] ?? '';
  async function own(person: string): Promise<string> {
    const answer = await fetch(`${shared.server.http}/jmap/session`, { headers: { authorization: basic(person) } });
    return ((await answer.json()) as { primaryAccounts: Record<string, string> }).primaryAccounts['urn:ietf:params:jmap:mail'] ?? '';
  }
  const basic = (person: string): string => `Basic ${Buffer.from(`${address(person)}:${PASSWORD}`).toString('base64')}`;
  const rest = (person: string, path: string, body?: object) => fetch(shared.server.http + path, {
    method: body ? 'POST' : 'GET', headers: { authorization: basic(person), 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const call = async (person: string, name: string, args: object): Promise<Record<string, unknown>> => (await shared.jmap(person, [name, args, 'c']))[0]?.[1] ?? {};
  const count = async (statement: ReturnType<typeof sql>): Promise<number> => Number((await shared.server.running.open.core.db.read((read) => read.get<{ n: number }>(statement)))?.n);
  const differences = async () => (await shared.server.running.open.rest.verify.verify({})).differences;
  const work = async (accountId: string, mailbox: string, properties: string[]) =>
    ((await call('ali', 'Mailbox/get', { accountId, ids: [mailbox], properties }))['list'] as Record<string, unknown>[])[0] ?? {};

  /** What is left to Bob, from the first durable change of Ali's mail on. @returns ends it, once that is done */
  async function revokeAtFirstChange(mailboxId: string, left: string): Promise<() => Promise<void>> {
    const { core } = shared.server.running.open;
    const [owner, bob, mailbox] = [await shared.number('ali'), await shared.number('bob'), numberOf('mailbox', mailboxId)];
    const rights = fromRightLetters(left) ?? 0;
    let revoking: Promise<void> | undefined;
    const end = core.db.onChange((change) => {
      if (change.accountId !== owner || !change.types.has('Email')) return;
      revoking ??= core.db.write([owner], async (tx) => {
        if (rights === 0) await deleteGrant(tx, mailbox, bob);
        else await putGrant(tx, { object_id: mailbox, principal_id: bob, account_id: owner, rights, modseq: tx.account(owner).modseq, created_at: core.clock.now() });
        tx.afterCommit(() => core.bus.publish({ kind: 'grants', accountId: owner, principalIds: new Set([bob]) }));
      });
    });
    return async () => {
      end();
      await revoking;
    };
  }

  test('a grant to oneself is refused by JMAP, IMAP and REST alike, to the owner and to who may share; nothing else of the call is done', async () => {
    const mailbox = await shared.fill('ali', 'work', 'one');
    const ali = await shared.signIn('ali');
    const accountId = await own('ali');
    const [owner, bob] = [await principalOf('ali'), await principalOf('bob')];
    const everything = { mayReadItems: true, mayAddItems: true, maySetSeen: true, maySetKeywords: true, mayRemoveItems: true, mayCreateChild: true, mayRename: true, mayDelete: true, maySubmit: true, mayShare: true };
    const before = await call('ali', 'Mailbox/get', { accountId, ids: [mailbox] });
    const set = async (person: string, patch: object): Promise<unknown> => ((await call(person, 'Mailbox/set', { accountId, update: { [mailbox]: patch } }))['notUpdated'] as Record<string, unknown> | null)?.[mailbox];
    for (const patch of [
      { shareWith: { [owner]: everything } }, { [`shareWith/${owner}`]: everything }, { name: 'half done', shareWith: { [bob]: everything, [owner]: everything } },
      { name: 'half done', [`shareWith/${bob}`]: everything, [`shareWith/${owner}`]: everything },
    ]) expect([patch, await set('ali', patch)]).toEqual([patch, expect.objectContaining({ type: 'forbidden', properties: [`shareWith/${owner}`] })]);
    expect((await ali.attempt(`SETACL work ${address('ali')} lr`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await ali.attempt(`SETACL work ${address('ali')} -l`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await ali.attempt(`DELETEACL work ${address('ali')}`)).tagged).toMatch(/^NO \[NOPERM\]/);
    const posted = await rest('ali', `/api/v1/accounts/${accountId}/grants`, { folder: 'work', grantee: address('ali'), rights: 'lr' });
    expect([posted.status, ((await posted.json()) as { code?: string }).code]).toEqual([403, 'notPermitted']);
    expect(await call('ali', 'Mailbox/get', { accountId, ids: [mailbox] })).toEqual(before);

    // Whoever may share gives nothing to themselves and nothing to the owner.
    await ali.run(`SETACL work ${address('bob')} lra`);
    const stands = await call('ali', 'Mailbox/get', { accountId, ids: [mailbox] });
    expect(await set('bob', { [`shareWith/${bob}/mayDelete`]: true, [`shareWith/${bob}/mayRename`]: true })).toMatchObject({ type: 'forbidden', properties: [`shareWith/${bob}`] });
    expect(await set('bob', { [`shareWith/${owner}`]: everything })).toMatchObject({ type: 'forbidden', properties: [`shareWith/${owner}`] });
    const client = await shared.signIn('bob');
    expect((await client.attempt(`SETACL "${others('ali', 'work')}" ${address('bob')} +x`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await rest('bob', `/api/v1/accounts/${accountId}/grants`, { folder: mailbox, grantee: address('bob'), rights: 'lrax' })).status).toBe(403);
    expect(await call('ali', 'Mailbox/get', { accountId, ids: [mailbox] })).toEqual(stands);
    expect(await differences()).toEqual([]);
  });

  test('a sharee who is deleted: sessions end, nothing of theirs is left, and who gets the address next gets nothing of it', async () => {
    const mailbox = await shared.fill('ali', 'work', 'one', 'two');
    const ali = await shared.signIn('ali');
    const accountId = await own('ali');
    const gone = await principalOf('bob');
    await ali.run(`SETACL work ${address('bob')} lrswia`);
    await ali.run(`SETACL work ${address('eve')} lr`);
    const bob = await shared.signIn('bob', others('ali', 'work'));
    await bob.run('STORE 1:2 +FLAGS (\\Seen)');
    await bob.run(`SUBSCRIBE "${others('ali', 'work')}"`);
    await bob.talk(`
      C: i IDLE
      S: + idling`);
    const events = await fetch(`${shared.server.http}/jmap/events?types=*&closeafter=no&ping=0`, { headers: { authorization: basic('bob') } });
    const state = (await call('ali', 'Mailbox/get', { accountId, ids: [] }))['state'];
    await deleteAccount(shared.server.running.open.core, address('bob'));

    const said = await bob.rest();
    expect(said.at(-1)).toMatch(/^\* BYE/);
    expect(said.join('\n')).not.toContain('EXPUNGE');
    await events.body?.pipeTo(new WritableStream()).catch(() => undefined);
    const number = numberOf('principal', gone);
    for (const [table, column] of [['access_grant', 'principal_id'], ['seen_overlay', 'principal_id'], ['reader_mailbox', 'principal_id'], ['mailbox_subscription', 'principal_id'], ['share_notification', 'account_id']] as const) {
      expect([table, await count(sql`SELECT COUNT(*) AS n FROM ${raw(table)} WHERE ${raw(column)} = ${number}`)]).toEqual([table, 0]);
    }
    // The others' rights stand, and the owner's client hears of the change.
    expect(Object.keys((await work(accountId, mailbox, ['shareWith']))['shareWith'] as object)).toEqual([await principalOf('eve')]);
    expect((await call('ali', 'Mailbox/changes', { accountId, sinceState: state }))['updated']).toContain(mailbox);
    expect((await ali.run('GETACL work')).join()).not.toContain('bob');
    const refused = await call('ali', 'Mailbox/set', { accountId, update: { [mailbox]: { name: 'half done', [`shareWith/${gone}`]: { mayReadItems: true } } } });
    expect(refused['notUpdated']).toMatchObject({ [mailbox]: { type: 'invalidProperties', properties: [`shareWith/${gone}`] } });
    expect((await work(accountId, mailbox, ['name']))['name']).toBe('work');
    expect((await ali.attempt(`SETACL work ${address('bob')} lr`)).tagged).toMatch(/^NO/);

    await shared.server.addUser('bob');
    expect(await principalOf('bob')).not.toBe(gone);
    const next = await shared.signIn('bob');
    expect(await next.run('LIST "" "Other Users/*"')).toEqual([]);
    expect((await next.attempt(`SELECT "${others('ali', 'work')}"`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    expect((await call('bob', 'Mailbox/get', { accountId, ids: [mailbox] }))['type']).toBe('accountNotFound');
    expect(await differences()).toEqual([]);
  });

  test.each([['', /^\* BYE/], ['lrs', /^x NO /]] as const)('rights taken away in the middle of a STORE of thousands, "%s" is left: units before stand whole, the rest is refused, and every counter is right', async (left, expected) => {
    const mailbox = await shared.fill('ali', 'work', 'first');
    const ali = await shared.signIn('ali', 'work');
    const accountId = await own('ali');
    const [first] = (await call('ali', 'Email/query', { accountId, filter: { inMailbox: mailbox } }))['ids'] as string[];
    const { blobId } = ((await call('ali', 'Email/get', { accountId, ids: [first], properties: ['blobId'] }))['list'] as { blobId: string }[])[0] as { blobId: string };
    for (let start = 1; start < MESSAGES; start += 500) {
      const emails = Object.fromEntries(Array.from({ length: Math.min(500, MESSAGES - start) }, (_, i) => [`e${i}`, { blobId, mailboxIds: { [mailbox]: true } }]));
      expect((await call('ali', 'Email/import', { accountId, emails }))['notCreated']).toBeNull();
    }
    expect((await ali.run('STATUS work (MESSAGES)')).join()).toContain(`MESSAGES ${MESSAGES})`);
    await shared.grant(mailbox, 'bob', 'lrsw');
    const bob = await shared.signIn('bob', others('ali', 'work'));
    const revoked = await revokeAtFirstChange(mailbox, left);
    bob.send('x STORE 1:* +FLAGS.SILENT (Marked)\r\n');
    const lines: string[] = [];
    for (let line = await bob.line(); line !== undefined; line = await bob.line()) {
      lines.push(line);
      if (left !== '' && line.startsWith('x ')) break;
    }
    await revoked();
    // Never OK, and nothing that takes messages away.
    expect(lines.filter((line) => line.startsWith('x OK') || line.includes('EXPUNGE'))).toEqual([]);
    expect(lines.at(-1)).toMatch(expected);
    await ali.run('NOOP');
    const [found] = await ali.run('SEARCH RETURN (COUNT) KEYWORD Marked');
    const marked = Number(/COUNT (\d+)/.exec(found ?? '')?.[1]);
    expect(marked).toBeGreaterThan(0);
    expect(marked).toBeLessThan(MESSAGES);
    // What the reader is shown then is what is so.
    if (left !== '') {
      await bob.run('NOOP');
      expect(await bob.run('SEARCH RETURN (COUNT) KEYWORD Marked')).toContainEqual(expect.stringContaining(`COUNT ${marked}`));
    }
    expect(await differences()).toEqual([]);
  });

  test.each([['lrs', 'forbidden'], ['lr', 'accountReadOnly'], ['', 'accountNotFound']])('rights taken away between the calls of one JMAP request, "%s" is left: those before stand, those behind are refused', async (left, expected) => {
    const mailbox = await shared.fill('ali', 'work', ...Array.from({ length: 40 }, (_, i) => `m${i}`));
    const accountId = await own('ali');
    await shared.grant(mailbox, 'bob', 'lrswite');
    const ids = (await call('ali', 'Email/query', { accountId, filter: { inMailbox: mailbox } }))['ids'] as string[];
    const revoked = await revokeAtFirstChange(mailbox, left);
    const calls = Array.from({ length: 20 }, (_, n) => ['Email/set', {
      accountId, update: { [ids[2 * n] as string]: { 'keywords/marked': true } }, destroy: [ids[2 * n + 1]],
      create: { c: { mailboxIds: { [mailbox]: true }, subject: `made ${n}`, bodyValues: { t: { value: 'x' } }, textBody: [{ partId: 't', type: 'text/plain' }] } },
    }, String(n)]);
    const answers = await shared.jmap('bob', ...calls);
    await revoked();
    const done = answers.map(([, { created, updated, destroyed }]) => [created, updated, destroyed].map((objects) => Object.keys((objects ?? {}) as object).length));
    const refusedFrom = done.findIndex(([created]) => created === 0);
    expect(refusedFrom).toBeGreaterThan(0);
    for (const [n, counts] of done.entries()) expect([n, counts]).toEqual([n, n < refusedFrom ? [1, 1, 1] : [0, 0, 0]]);
    for (const [, args] of answers.slice(refusedFrom)) {
      const errors = [args['notCreated'], args['notUpdated'], args['notDestroyed']].flatMap((one) => Object.values((one ?? {}) as Record<string, { type: string }>));
      // Where nothing there may be changed any more, the whole call is refused, but for one that had begun.
      if (args['type'] === undefined) expect(errors.map(({ type }) => type)).toEqual(['forbidden', 'forbidden', 'forbidden']);
      else expect(args['type']).toBe(expected);
    }
    expect(answers.at(-1)?.[1]['type'] ?? 'forbidden').toBe(expected);
    expect((await call('ali', 'Email/query', { accountId, filter: { inMailbox: mailbox } }))['ids']).toHaveLength(40);
    const marked = (await call('ali', 'Email/query', { accountId, filter: { hasKeyword: 'marked' } }))['ids'] as string[];
    expect(marked.sort()).toEqual(Array.from({ length: refusedFrom }, (_, n) => ids[2 * n] as string).sort());
    expect(await differences()).toEqual([]);
  });
});
