/** The full-text index: never stale, rebuilt beside deliveries, right where it is damaged, bounded against hostile input (design §6, Search). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmailFilter } from '../../../openapi/index.ts';
import type { LegacyFilter } from '../../../api/client/legacy.ts';
import { toId } from '../../../api/ids.ts';
import { checkQuery } from '../../../api/jmap/query-arguments.ts';
import { searchMailbox } from '../../../api/legacy/search.ts';
import { searchIndexOf } from '../../../api/mail/search/index.ts';
import { startIndexer } from '../../../api/mail/search/indexer.ts';
import { Segment } from '../../../api/mail/search/segment.ts';
import { zoneNames } from '../../../api/mail/search/zones.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { sql } from '../../../db/index.ts';
import { segmentHeads, segmentsById, searchState } from '../../../db/repositories/search.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture, numberOf } from '../../setup/mail.ts';
import { message } from '../jmap-mail/messages.ts';

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  let serial = 0;
  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
  });
  afterAll(() => mail.close());

  const add = (body: string, subject = 'Note'): Promise<number> => mail.add(message({ id: `${serial++}@x`, subject, body }));
  const jmap = async (filter: EmailFilter): Promise<number[]> => (await mail.call('Email/query', { filter, sort: [{ property: 'receivedAt' }] })).ids.map((id) => numberOf('email', id)).sort((a, b) => a - b);
  const imap = async (filter: LegacyFilter): Promise<number> => (await searchMailbox(mail.ctx, mail.mailboxId('inbox'), filter)).length;
  const index = () => searchIndexOf(mail.core);
  const segments = () => mail.db.read(async (read) => segmentsById(read, mail.account, (await segmentHeads(read, mail.account)).map(({ id }) => id)));
  const words = async (): Promise<string[]> => (await segments()).flatMap((row) => zoneNames.flatMap((zone) => [...new Segment(row).entries(zone)].map(({ word }) => word)));

  test('what has just come is found at once, by the middle of a word, without accents, and written another way', async () => {
    const id = await mail.add(message({ id: 'now@x', subject: '=?utf-8?B?2KfZhNmF2K/Ysdiz2Kkg2KfZhNij2YjZhNmJ?=', body: 'Le délai de livraison est prolongé.' }));
    for (const text of ['livrais', 'prolonge', 'DÉLAI', '"de livraison est"', 'livraison delai', 'مدرسه', 'الاولي']) {
      expect([text, await jmap({ text })]).toEqual([text, [id]]);
    }
    for (const text of ['ivraiso', 'de livraison', 'مدرسه الاولى', 'subject: ال']) expect([text, await imap({ op: 'text', text })]).toEqual([text, 1]);
    expect(await jmap({ text: 'livraison xylophone' })).toEqual([]);
    expect(await jmap({ text: '"livraison de"' })).toEqual([]);
  });

  test('letters and digits that a keyboard lacks are found by those that it has, and the other way round', async () => {
    const there = await mail.add(message({ id: 'letters@x', body: 'Meilleurs vœux, et un gâteau au cœur de bœuf. Hauptstraße 5, Smørrebrød, Łódź, İzmir kapısı, سنة ٢٠٢٦, سال ۱۴۰۵.' }));
    const typed = await mail.add(message({ id: 'typed@x', body: 'Voeux de la Hauptstrasse, Lodz, Smorrebrod, kapisi, 2026.' }));
    for (const text of ['voeux', 'VŒUX', 'œux', 'hauptstrasse', 'HAUPTSTRASSE', 'hauptstraße', 'smorrebrod', 'lodz', 'Łódź', 'kapisi', '2026', '٢٠٢٦']) {
      expect([text, await jmap({ text })]).toEqual([text, [there, typed].sort((a, b) => a - b)]);
      expect([text, await imap({ op: 'body', text })]).toEqual([text, 2]);
    }
    expect(await jmap({ text: '1405' })).toEqual([there]);
    const { list } = await mail.call('SearchSnippet/get', { filter: { body: 'voeux 2026' }, emailIds: [toId('email', there)] });
    expect(list[0]?.preview).toContain('<mark>vœux</mark>');
    expect(list[0]?.preview).toContain('<mark>٢٠٢٦</mark>');
  });

  test('files are found by their names, those in a message inside of the message, too', async () => {
    const id = await mail.add(Buffer.from([
      'From: a@example.org', 'Message-ID: <files@x>', 'Subject: Files', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '',
      '--b', 'Content-Type: text/plain', '', 'Here they are.',
      '--b', 'Content-Type: application/pdf', 'Content-Disposition: attachment; filename="Facture salon Casablanca.pdf"', '', 'x',
      '--b', "Content-Type: application/octet-stream", "Content-Disposition: attachment; filename*=utf-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.docx", '', 'x',
      '--b', 'Content-Type: message/rfc822', '', 'Subject: inner', 'Content-Type: application/zip; name="deepest.zip"', '', 'x', '--b--', '',
    ].join('\r\n')));
    for (const text of ['facture', 'salon casablanca', 'Casablanca.pdf', 'تقرير', 'deepest.zip']) {
      expect([text, await jmap({ text })]).toEqual([text, [id]]);
      expect([text, await imap({ op: 'text', text })]).toEqual([text, 1]);
    }
    const { list } = await mail.call('SearchSnippet/get', { filter: { text: 'casablanca' }, emailIds: [toId('email', id)] });
    expect(list[0]?.preview).toContain('<mark>Casablanca</mark>');
  });

  test('an Email that is gone is found no more, and leaves nothing behind', async () => {
    const kept = await add('keepsake one');
    const gone = await add('secretword keepsake');
    expect(await jmap({ text: 'keepsake' })).toEqual([kept, gone]);
    await mail.call('Email/set', { destroy: [toId('email', gone)] });
    expect(await jmap({ text: 'keepsake' })).toEqual([kept]);
    expect(await jmap({ text: 'secretword' })).toEqual([]);
    expect(await imap({ op: 'body', text: 'secretword' })).toBe(0);
    expect(await mail.db.read((read) => read.all(sql`SELECT email_id FROM search_text WHERE email_id = ${gone}`))).toEqual([]);
    await index().rebuild(mail.account);
    expect(await words()).not.toContain('secretword');
    expect(await words()).toContain('keepsake');
  });

  test('a word of most messages: what came, went, and came back meanwhile is found by its present UID', async () => {
    const folder = await mail.addMailbox('Common');
    const there = async (): Promise<number[]> => [...(await searchMailbox(mail.ctx, toId('mailbox', folder), { op: 'text', text: 'everyday' }))];
    const uids = async (): Promise<number[]> => (await mail.db.read((read) => read.all<{ uid: number }>(sql`SELECT uid FROM membership WHERE mailbox_id = ${folder} ORDER BY uid`))).map(({ uid }) => uid);
    const put = (): Promise<number> => mail.add(message({ id: `${serial++}@x`, body: 'everyday' }), { mailboxes: [folder] });
    const ids = [await put(), await put(), await put(), await put()];
    const inbox = mail.mailboxId('inbox');
    const move = (id: number | undefined, from: string, to: string) => mail.call('Email/set', { update: { [toId('email', id as number)]: { [`mailboxIds/${from}`]: null, [`mailboxIds/${to}`]: true } } });
    const steps: (() => Promise<unknown>)[] = [
      async () => undefined, put,
      // As many as before, but not the same.
      async () => Promise.all([move(ids[0], toId('mailbox', folder), inbox), put()]),
      () => move(ids[0], inbox, toId('mailbox', folder)),
      () => mail.call('Email/set', { update: { [toId('email', ids[1] as number)]: { 'keywords/$flagged': true } } }),
      () => mail.call('Email/set', { destroy: ids.slice(1).map((id) => toId('email', id)) }),
    ];
    for (const [n, step] of steps.entries()) {
      await step();
      expect([n, await there()]).toEqual([n, await uids()]);
    }
    expect(await uids()).toHaveLength(3);
  });

  test('marked \\Deleted: IMAP finds it, JMAP does not (RFC 8621 §4.1.1)', async () => {
    await mail.add(message({ id: 'hid@x', body: 'halfhidden' }), { deleted: true });
    expect(await jmap({ text: 'halfhidden' })).toEqual([]);
    expect(await imap({ op: 'text', text: 'halfhidden' })).toBe(1);
  });

  test('more text than the index takes is searched in the message itself', async () => {
    const id = await add(`startword ${'filler text '.repeat(60_000)} endword`);
    for (const text of ['startword', 'endword', '"text endword"']) expect([text, await jmap({ text })]).toEqual([text, [id]]);
    expect(await imap({ op: 'body', text: 'text endword' })).toBe(1);
    expect(await jmap({ body: 'endword', text: 'nothere' })).toEqual([]);
    expect(await jmap({ operator: 'AND', conditions: [{ body: 'startword' }, { operator: 'NOT', conditions: [{ body: 'endword' }] }] })).toEqual([]);
    const { list } = await mail.call('SearchSnippet/get', { emailIds: [toId('email', id)], filter: { body: 'endword' } });
    expect(list[0]?.preview).toContain('<mark>endword</mark>');
  });

  test('small segments are joined; what was found is found', async () => {
    const ids: number[] = [];
    for (let i = 0; i < 20; i++) {
      ids.push(await add(`joinedword number${i}x`));
      expect(await jmap({ text: 'joinedword' })).toEqual(ids);
    }
    const before = (await segments()).length;
    while (await index().tidy(mail.account));
    expect((await segments()).length).toBeLessThan(before - 10);
    expect(await jmap({ text: 'joinedword' })).toEqual(ids);
    expect(await jmap({ text: 'number7x' })).toEqual([ids[7]]);
  });

  test('rebuilt while mail comes in and searches run: each finds everything that had come', async () => {
    const ids: number[] = [];
    let isRunning = true;
    const deliveries = (async () => {
      while (isRunning || ids.length < 30) {
        ids.push(await add(`underload word${ids.length}w`));
        const expected = [...ids];
        expect(await jmap({ text: 'underload' })).toEqual(expected);
      }
    })();
    for (let i = 0; i < 3; i++) await index().rebuild(mail.account);
    isRunning = false;
    await deliveries;
    expect(await jmap({ text: 'underload' })).toEqual(ids);
    expect((await createVerifyService(mail.core).verify({})).differences).toEqual([]);
    const report = await createVerifyService(mail.core).verify({ rebuildSearch: true });
    expect(report.differences).toEqual([]);
    expect(await jmap({ text: 'underload' })).toEqual(ids);
  });

  test('a damaged segment costs time, not results', async () => {
    const id = await add('damagedword');
    expect(await jmap({ text: 'damagedword' })).toEqual([id]);
    await mail.db.write([], async (tx) => {
      for (const { id: segment, postings } of await segments()) {
        const wrong = Buffer.from(postings);
        wrong[0] = (wrong[0] ?? 0) ^ 0xff;
        // Another id: the one that was opened stays in memory.
        await tx.run(sql`UPDATE search_segment SET id = ${segment + 100_000}, postings = ${wrong} WHERE account_id = ${mail.account} AND id = ${segment}`);
      }
    });
    expect(await jmap({ text: 'damagedword' })).toEqual([id]);
    expect(await imap({ op: 'text', text: 'damagedword' })).toBe(1);
    expect((await createVerifyService(mail.core).verify({})).differences.some(({ kind, found }) => kind === 'index' && found.includes('check number'))).toBe(true);
    expect((await createVerifyService(mail.core).verify({ rebuildSearch: true })).differences).toEqual([]);
    expect(await jmap({ text: 'damagedword' })).toEqual([id]);
  });

  test('hostile needles: a right answer each', async () => {
    const id = await add('quote "here" a*b%c_d\\e [x](y) nul\u0001ctl');
    const total = (await jmap({})).length;
    const cases: [string, number[]][] = [
      ['a*b%c_d\\e', [id]], ['%', [id]], ['_d\\', [id]], ['[x](y)', [id]], ['.*', []], ['"\\"here\\""', [id]], ['"', [id]], ['""""', []], ['x'.repeat(100_000), []],
      [`"${'a '.repeat(5_000)}"`, []], ['*'.repeat(500), []], ['\u0000', []], ['(?:a+)+$', []], ["' OR 1=1 --", []], ['\n\nquote\r\n', [id]], ['nul\u0001ctl', [id]],
    ];
    for (const [text, expected] of cases) expect([text.slice(0, 40), await jmap({ body: text })]).toEqual([text.slice(0, 40), expected]);
    for (const text of ['', '   ', '""', "''"]) expect([text, (await jmap({ text })).length]).toEqual([text, total]);
    for (const text of ['\ud800', 'here\udc00', '\ud83d']) expect(await imap({ op: 'text', text })).toBe(0);
    expect(await imap({ op: 'header', name: 'X\r\nY: ', text: '' })).toBe(0);
    expect(await imap({ op: 'header', name: '', text: 'x' })).toBe(0);
  });

  test('filters nested a thousand deep, ten thousand conditions: a precise refusal by the limits; without limits a right answer', async () => {
    const id = await add('deepword');
    let deep: EmailFilter = { text: 'deepword' };
    for (let i = 0; i < 1000; i++) deep = { operator: 'NOT', conditions: [deep] };
    const wide = (n: number): EmailFilter => ({ operator: 'OR', conditions: [...Array.from({ length: n }, (_, i) => ({ text: `nothing${i}` })), { text: 'deepword' }] });
    for (const filter of [deep, wide(10_000)]) expect(() => checkQuery(mail.ctx, 'Email/query', { filter })).toThrow(expect.objectContaining({ type: 'unsupportedFilter' }));
    expect(await jmap(deep)).toEqual([id]);
    expect(await jmap(wide(10_000))).toEqual([id]);
  });

  test('in the background: what came is indexed when it has become quiet, before anybody searches', async () => {
    const indexer = startIndexer(mail.core);
    try {
      await add('backgroundword');
      const isDone = async (): Promise<boolean> => (await index().isUpToDate(mail.account)) && (await words()).includes('backgroundword');
      for (let i = 0; i < 200 && !(await isDone()); i++) await mail.clock.advance(250);
      expect(await words()).toContain('backgroundword');
      const state = await mail.db.read((read) => searchState(read, mail.account));
      expect(state?.modseq).toBeGreaterThan(0);
    } finally {
      await indexer.stop();
    }
  });
});
