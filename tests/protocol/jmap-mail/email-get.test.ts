import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isCoreError } from '../../../api/client/index.ts';
import { toId } from '../../../api/ids.ts';
import { readableBlob } from '../../../api/jmap/blob-access.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture, numberOf } from '../../setup/mail.ts';
import { message, withAttachment } from './messages.ts';

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
  });
  afterAll(() => mail.close());

  const get = async (id: number, args: object = {}) => (await mail.call('Email/get', { ids: [toId('email', id)], ...args })).list[0];
  const bytesOf = async (blobId: string): Promise<string> => {
    const pieces: Buffer[] = [];
    for await (const piece of (await readableBlob(mail.ctx, mail.accountId, blobId)).read()) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };

  describe('Email/get (RFC 8621 §4.2)', () => {
    test('gives the default properties where none are named', async () => {
      const id = await mail.add(withAttachment, { keywords: ['$seen', 'Work'], receivedAt: Date.UTC(2026, 0, 2, 3, 4, 5) });
      const email = await get(id);
      expect(email).toMatchObject({
        id: toId('email', id), mailboxIds: { [mail.mailboxId('inbox')]: true }, keywords: { $seen: true, work: true }, size: Buffer.byteLength(withAttachment),
        receivedAt: '2026-01-02T03:04:05Z', messageId: ['pdf@example.org'], inReplyTo: null, references: null, sender: null,
        from: [{ name: 'Zoé', email: 'zoe@example.org' }], to: [{ name: 'Ali', email: 'ali@example.org' }], cc: null, bcc: null, replyTo: null,
        subject: 'Réunion', sentAt: '2026-01-01T10:00:00+01:00', hasAttachment: true, preview: 'Là-bas, un éléphant.', bodyValues: {},
      });
      expect(Object.keys(email as object).sort()).toEqual([
        'attachments', 'bcc', 'blobId', 'bodyValues', 'cc', 'from', 'hasAttachment', 'htmlBody', 'id', 'inReplyTo', 'keywords', 'mailboxIds', 'messageId', 'preview',
        'receivedAt', 'references', 'replyTo', 'sender', 'sentAt', 'size', 'subject', 'textBody', 'threadId', 'to',
      ].sort());
      expect(email?.textBody?.map((part) => part.type)).toEqual(['text/plain']);
      expect(Object.keys(email?.textBody?.[0] as object).sort()).toEqual(['blobId', 'charset', 'cid', 'disposition', 'language', 'location', 'name', 'partId', 'size', 'type']);
      expect(email?.htmlBody?.map((part) => part.type)).toEqual(['text/html']);
      expect(email?.attachments?.map((part) => [part.name, part.type, part.size, part.language])).toEqual([['plan.pdf', 'application/pdf', 8, ['fr', 'en']]]);
    });

    test('blob ids lead to the bytes of the message and of the decoded part (§4.1.1, §4.1.4)', async () => {
      const email = await get(await mail.add(withAttachment));
      expect(await bytesOf(email?.blobId as string)).toBe(withAttachment);
      expect(await bytesOf(email?.attachments?.[0]?.blobId as string)).toBe('%PDF-1.4');
      expect(await bytesOf(email?.textBody?.[0]?.blobId as string)).toBe('Là-bas, un éléphant.');
    });

    test('bodyValues hold what was asked for, cut between characters (§4.2 maxBodyValueBytes)', async () => {
      const id = await mail.add(withAttachment);
      const text = await get(id, { properties: ['bodyValues'], fetchTextBodyValues: true });
      expect(Object.values(text?.bodyValues ?? {})).toEqual([{ value: 'Là-bas, un éléphant.', isEncodingProblem: false, isTruncated: false }]);
      const html = await get(id, { properties: ['bodyValues', 'htmlBody'], fetchHTMLBodyValues: true, bodyProperties: ['partId'] });
      expect(html?.htmlBody).toEqual([{ partId: '1.2' }]);
      expect(html?.bodyValues?.['1.2']?.value).toBe('<p>Là-bas, un <b>éléphant</b>.</p>');
      const all = await get(id, { properties: ['bodyValues'], fetchAllBodyValues: true, maxBodyValueBytes: 2 });
      expect(all?.bodyValues).toEqual({
        '1.1': { value: 'L', isEncodingProblem: false, isTruncated: true },
        '1.2': { value: '', isEncodingProblem: false, isTruncated: true },
      });
    });

    test('bodyStructure is the whole tree, with the body properties asked for (§4.1.4)', async () => {
      const id = await mail.add(withAttachment);
      const email = await get(id, { properties: ['bodyStructure'], bodyProperties: ['type', 'header:Content-Type', 'headers', 'subParts'] });
      const structure = email?.bodyStructure;
      expect(structure?.type).toBe('multipart/mixed');
      expect(structure?.headers?.map(({ name }) => name)).toContain('X-Strange');
      expect(structure?.subParts?.map((part) => part.type)).toEqual(['multipart/alternative', 'application/pdf']);
      expect(structure?.subParts?.[1]).toMatchObject({
        subParts: null, 'header:Content-Type': ' application/pdf; name=plan.pdf',
        headers: [
          { name: 'Content-Type', value: ' application/pdf; name=plan.pdf' }, { name: 'Content-Disposition', value: ' attachment; filename=plan.pdf' },
          { name: 'Content-Transfer-Encoding', value: ' base64' }, { name: 'Content-Language', value: ' fr, en' },
        ],
      });
    });

    test('header properties in their forms, spelled as asked for (§4.1.2, §4.1.3)', async () => {
      const id = await mail.add(withAttachment);
      const properties = [
        'header:subject', 'header:SUBJECT:asText', 'header:From:asAddresses', 'header:To:asGroupedAddresses:all', 'header:Date:asDate', 'header:Message-ID:asMessageIds',
        'header:List-Post:asURLs', 'header:X-Strange', 'header:X-Strange:asText:all', 'header:X-None', 'header:X-None:all', 'header:Cc:asAddresses',
      ];
      expect(await get(id, { properties })).toEqual({
        id: toId('email', id),
        'header:subject': ' =?utf-8?b?UsOpdW5pb24=?=',
        'header:SUBJECT:asText': 'Réunion',
        'header:From:asAddresses': [{ name: 'Zoé', email: 'zoe@example.org' }],
        'header:To:asGroupedAddresses:all': [[{ name: null, addresses: [{ name: 'Ali', email: 'ali@example.org' }] }]],
        'header:Date:asDate': '2026-01-01T10:00:00+01:00',
        'header:Message-ID:asMessageIds': ['pdf@example.org'],
        'header:List-Post:asURLs': ['mailto:list@example.org'],
        'header:X-Strange': ' two',
        'header:X-Strange:asText:all': ['one', 'two'],
        'header:X-None': null,
        'header:X-None:all': [],
        'header:Cc:asAddresses': null,
      });
      // Out of the projection alone.
      expect((await get(id, { properties: ['header:List-Post:asURLs', 'header:Cc'] }))).toEqual({
        id: toId('email', id), 'header:List-Post:asURLs': ['mailto:list@example.org'], 'header:Cc': null,
      });
    });

    test.for(['header:From:asDate', 'header:Received:asText', 'header:Subject:asAddresses', 'header:', 'header:From:asNothing', 'colour'])(
      'refuses the property %s (§4.2)', async (property) => {
        const id = await mail.add(withAttachment);
        await expect(get(id, { properties: [property] })).rejects.toMatchObject({ type: 'invalidArguments' });
        await expect(get(id, { bodyProperties: [property] })).rejects.toMatchObject({ type: 'invalidArguments' });
      },
    );

    test('lines of the recipient alone are part of the message: size, headers, blob (design §5)', async () => {
      const prefix = 'Return-Path: <bounce@example.net>\r\nDelivered-To: ali@example.org\r\n';
      const id = await mail.add(withAttachment, { prefix });
      const email = await get(id, { properties: ['blobId', 'size', 'headers', 'header:Delivered-To:asText', 'attachments'] });
      expect(email).toMatchObject({ blobId: `m${toId('email', id)}`, size: prefix.length + Buffer.byteLength(withAttachment), 'header:Delivered-To:asText': 'ali@example.org' });
      expect(email?.headers?.slice(0, 3)).toEqual([
        { name: 'Return-Path', value: ' <bounce@example.net>' }, { name: 'Delivered-To', value: ' ali@example.org' },
        { name: 'From', value: ' =?utf-8?q?Zo=C3=A9?= <zoe@example.org>' },
      ]);
      expect(await bytesOf(email?.blobId as string)).toBe(prefix + withAttachment);
      expect(await bytesOf(email?.attachments?.[0]?.blobId as string)).toBe('%PDF-1.4');
    });

    test('a membership marked \\Deleted is not shown, nor an Email whose every membership is (§4.1.1, design §5)', async () => {
      const both = await mail.add(message(), { mailboxes: ['inbox', 'archive'] });
      const gone = await mail.add(message(), { deleted: true });
      await mail.change(async (changes) => {
        await changes.load([both]);
        await changes.mark(changes.get(both) as NonNullable<ReturnType<typeof changes.get>>, mail.mailbox.inbox, true);
      });
      const answer = await mail.call('Email/get', { ids: [toId('email', both), toId('email', gone), 'e0', 'nonsense'], properties: ['mailboxIds'] });
      expect(answer.list).toEqual([{ id: toId('email', both), mailboxIds: { [mail.mailboxId('archive')]: true } }]);
      expect(answer.notFound).toEqual([toId('email', gone), 'e0', 'nonsense']);
    });

    test('ids null gives all, up to maxObjectsInGet (RFC 8620 §5.1)', async () => {
      const ids = await mail.addMany(Array.from({ length: 3 }, () => ({ message: message() })));
      const { list } = await mail.call('Email/get', { ids: null, properties: ['id'] });
      expect(list.map(({ id }) => numberOf('email', id))).toEqual(expect.arrayContaining(ids));
      const few = { ...mail, ctx: { ...mail.ctx, core: { ...mail.core, limits: { ...mail.core.limits, maxObjectsInGet: 2 } } } };
      const { callMethod } = await import('../../../api/jmap/engine.ts');
      await expect(callMethod(few.ctx, 'Email/get', { accountId: mail.accountId, ids: null })).rejects.toSatisfy((error) => isCoreError(error) && error.kind === 'requestTooLarge');
    });

    test('a message whose bytes are lost is listed all the same, its text marked as a problem', async () => {
      const id = await mail.add(withAttachment.replace('X-Strange: one', 'X-Strange: lost'));
      const hash = String((await get(id, { properties: ['blobId'] }))?.blobId).slice(1);
      await mail.db.write([], async (tx) => {
        await tx.run(sql`DELETE FROM stored_blob WHERE hash = ${hash}`);
      });
      const email = await get(id, { properties: ['subject', 'header:X-Strange', 'bodyValues', 'textBody'], fetchTextBodyValues: true, bodyProperties: ['partId'] });
      expect(email).toEqual({
        id: toId('email', id), subject: 'Réunion', 'header:X-Strange': null, textBody: [{ partId: '1.1' }],
        bodyValues: { '1.1': { value: '', isEncodingProblem: true, isTruncated: false } },
      });
    });

    test('another account is not found (RFC 8620 §3.6.2)', async () => {
      await expect(mail.call('Email/get', { accountId: 'a1', ids: [] } as never)).rejects.toMatchObject({ kind: 'accountNotFound' });
    });
  });

  describe('Email/parse (RFC 8621 §4.9)', () => {
    test('reads a message in a message, gives null for what only stored Emails have, tells what is none', async () => {
      const outer = [
        'From: a@example.org', 'Subject: outer', 'Content-Type: multipart/mixed; boundary=o', '', '--o', 'Content-Type: message/rfc822', '', withAttachment.trimEnd(), '--o',
        'Content-Type: application/octet-stream', '', '\u0001\u0002 nothing', '--o--', '',
      ].join('\r\n');
      const email = await get(await mail.add(outer), { properties: ['attachments'] });
      const [inner, junk] = (email?.attachments ?? []).map((part) => part.blobId as string);
      const answer = await mail.call('Email/parse', {
        blobIds: [inner as string, junk as string, 'b1'], properties: ['id', 'blobId', 'keywords', 'mailboxIds', 'threadId', 'receivedAt', 'subject', 'attachments', 'header:X-Strange:all', 'bodyValues', 'size'],
        bodyProperties: ['name', 'blobId'], fetchTextBodyValues: true,
      });
      expect(answer.notFound).toEqual(['b1']);
      expect(answer.notParsable).toEqual([junk]);
      const parsed = answer.parsed?.[inner as string];
      expect(parsed).toMatchObject({
        id: null, blobId: inner, keywords: null, mailboxIds: null, threadId: null, receivedAt: null, subject: 'Réunion', 'header:X-Strange:all': [' one', ' two'],
        bodyValues: { '1.1': { value: 'Là-bas, un éléphant.' } }, size: Buffer.byteLength(withAttachment.trimEnd()),
      });
      expect(await bytesOf(parsed?.attachments?.[0]?.blobId as string)).toBe('%PDF-1.4');
    });
  });

  describe('Thread/get (RFC 8621 §3.1)', () => {
    test('Emails oldest first; an unknown or hidden thread is not found', async () => {
      const late = await mail.add(message({ id: 'two@x', references: '<one@x>', subject: 'Re: Hello' }), { receivedAt: 3000 });
      const early = await mail.add(message({ id: 'one@x' }), { receivedAt: 1000 });
      const hidden = await mail.add(message({ id: 'alone@x' }), { deleted: true });
      const threadOf = async (id: number) => (await mail.db.read((read) => read.get<{ t: number }>(sql`SELECT thread_id AS t FROM email WHERE id = ${id}`)))?.t as number;
      const threadId = toId('thread', await threadOf(late));
      const hiddenId = toId('thread', await threadOf(hidden));
      expect((await get(early, { properties: ['threadId'] }))?.threadId).toBe(threadId);
      const answer = await mail.call('Thread/get', { ids: [threadId, hiddenId, 't1'] });
      expect(answer.list).toEqual([{ id: threadId, emailIds: [toId('email', early), toId('email', late)] }]);
      expect(answer.notFound).toEqual([hiddenId, 't1']);
      const all = (await mail.call('Thread/get', { ids: null })).list.map((thread) => thread.id);
      expect(all).toContain(threadId);
      expect(all).not.toContain(hiddenId);
    });
  });
});
