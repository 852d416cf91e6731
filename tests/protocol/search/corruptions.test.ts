/** `messagerie verify` finds what is wrong in the search index, each kind of damage, and has nothing to say where it is sound. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { foldForSearch } from '../../../api/mail/search/index.ts';
import { Segment, type SegmentBytes } from '../../../api/mail/search/segment.ts';
import { buildSegment } from '../../../api/mail/search/segment-writer.ts';
import { packText, unpackText } from '../../../api/mail/search/stored-text.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { sql, type Statement } from '../../../db/index.ts';
import { insertSegment, segmentHeads, segmentsById, textsOf } from '../../../db/repositories/search.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';
import { message } from '../jmap-mail/messages.ts';

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  let ids: number[];

  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
    ids = await mail.addMany(['one apple', 'two pears', 'three plums'].map((body, i) => ({ message: message({ id: `${i}@x`, body }) })));
    await mail.call('Email/query', { filter: { text: 'apple' } });
    expect(await verify()).toEqual([]);
  });
  afterAll(() => mail.close());

  const verify = async () => (await createVerifyService(mail.core).verify({})).differences;
  const run = (...statements: Statement[]) => mail.db.write([], async (tx) => {
    for (const statement of statements) await tx.run(statement);
  });
  /** Damages, looks, makes the index anew, and looks again. */
  async function damaged(damage: () => Promise<void>) {
    await damage();
    const found = await verify();
    expect((await createVerifyService(mail.core).verify({ rebuildSearch: true })).differences, 'mended').toEqual([]);
    return found.map(({ kind, object, expected, found: is }) => ({ kind, object, expected, found: is }));
  }
  const segment = async () => {
    const [row] = await mail.db.read(async (read) => segmentsById(read, mail.account, (await segmentHeads(read, mail.account)).map(({ id }) => id)));
    if (!row) throw new Error('there is no segment');
    return row;
  };
  const replace = async (bytes: SegmentBytes, docCount = 3): Promise<void> => {
    const { id, generation } = await segment();
    await mail.db.write([], async (tx) => {
      await tx.run(sql`DELETE FROM search_segment WHERE account_id = ${mail.account}`);
      await insertSegment(tx, mail.account, { id, generation, doc_count: docCount, size_bytes: 1, ...bytes });
    });
  };
  const documents = async () => (await mail.db.read((read) => textsOf(read, mail.account, ids))).map(({ id, body }) => ({ id, folded: foldForSearch(unpackText(body)?.text ?? ''), isPartial: false }));
  const email = (index: number): string => toId('email', ids[index] as number);

  test('a text is missing', async () => {
    expect(await damaged(() => run(sql`DELETE FROM search_text WHERE email_id = ${ids[1] as number}`))).toMatchObject([{ kind: 'index', object: email(1), found: 'none' }]);
  });

  test('a text is another one', async () => {
    const body = packText({ text: 'Subject: x\n\nanother', isPartial: false });
    expect(await damaged(() => run(sql`UPDATE search_text SET body = ${body} WHERE email_id = ${ids[0] as number}`))).toMatchObject([{ kind: 'index', object: email(0), found: 'another text' }]);
  });

  test('a text without its Email', async () => {
    const [stray, body] = [(ids[2] as number) + 1000, packText({ text: 'x', isPartial: false })];
    expect(await damaged(() => run(sql`INSERT INTO search_text (email_id, account_id, body) VALUES (${stray}, ${mail.account}, ${body})`))).toMatchObject([{ kind: 'index', object: toId('email', stray) }]);
  });

  test('a segment is missing', async () => {
    const found = await damaged(() => run(sql`DELETE FROM search_segment WHERE account_id = ${mail.account}`));
    expect(found.map(({ object }) => object).sort()).toEqual([email(0), email(1), email(2)].sort());
  });

  test.each(['docs', 'words', 'postings'] as const)('bytes of a segment are others: %s', async (column) => {
    const row = await segment();
    const wrong = Buffer.from(row[column]);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
    const found = await damaged(() => replace({ ...row, [column]: wrong }));
    expect(found.some(({ kind, object }) => kind === 'index' && object === `segment ${row.id} of the search index`)).toBe(true);
  });

  test('an Email is missing in a segment that is sound by itself', async () => {
    const some = (await documents()).filter(({ id }) => id !== ids[2]);
    const found = await damaged(() => replace(buildSegment(some), 2));
    expect(found).toMatchObject([{ kind: 'index', object: email(2), expected: 'in the search index' }]);
  });

  test('a word is missing, another is too much, one stands in another Email', async () => {
    const all = await documents();
    const changed = (from: string, to: string) => damaged(() => replace(buildSegment(all.map((document) => ({ ...document, folded: document.folded.replace(from, to) })))));
    expect(await changed('apple', '')).toMatchObject([{ expected: `body: a word in ${email(0)}`, found: 'not indexed' }]);
    expect(await changed('apple', 'apple zebra')).toMatchObject([{ expected: 'body: no such word', found: `a word in ${email(0)}` }]);
    expect(await changed('two pears', 'two pears plums')).toMatchObject([{ expected: `body: a word in ${email(2)}`, found: `in ${email(1)}, ${email(2)}` }]);
  });

  test('an Email in two segments; a wrong number of Emails', async () => {
    const [first] = await documents();
    const { generation, id } = await segment();
    const twice = await damaged(() => mail.db.write([], (tx) => insertSegment(tx, mail.account, { id: id + 500, generation, doc_count: 1, size_bytes: 1, ...buildSegment(first ? [first] : []) })));
    expect(twice).toMatchObject([{ kind: 'index', expected: 'in one segment of the search index' }]);
    expect(await damaged(() => run(sql`UPDATE search_segment SET doc_count = 9 WHERE account_id = ${mail.account}`))).toMatchObject([{ expected: 'Emails: 3', found: 'Emails: 9' }]);
  });

  test('the segments are what the tests think they are', async () => {
    expect([...new Segment(await segment()).docs]).toEqual(ids);
  });
});
