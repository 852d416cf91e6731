/** Email/copy and Blob/copy between two accounts (RFC 8620 §5.4, §6.3, RFC 8621 §4.7). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BlobCopyArguments, EmailCopyArguments, EmailCopyResponse } from '../../../openapi/index.ts';
import { sql } from '../../../db/index.ts';
import { putGrant } from '../../../db/repositories/grants.ts';
import { insertMailbox } from '../../../db/repositories/mailboxes.ts';
import type { Context } from '../../../api/access/context.ts';
import { ALL_RIGHTS } from '../../../api/access/rights.ts';
import { toId } from '../../../api/ids.ts';
import { readableBlob } from '../../../api/jmap/blob-access.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import type { FollowUp, MethodContext } from '../../../api/jmap/method.ts';
import { emailCopy } from '../../../api/jmap/methods/email-copy.ts';
import { requestState } from '../../../api/jmap/request-state.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';
import { message, withAttachment } from './messages.ts';

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  /** The other account: its owner's context, and two of its mailboxes, which are shared with every right. */
  const other = 9;
  const otherId = toId('account', other);
  let owner: Context;
  let inbox: string;
  let archive: string;

  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
    await mail.db.write([], async (tx) => {
      await tx.insertMany('principal', ['id', 'type', 'name', 'address', 'language', 'created_at'], [[other, 'individual', 'Zoé', 'zoe@example.org', 'en', 0]]);
      await tx.run(sql`INSERT INTO account (id) VALUES (${other})`);
    });
    [inbox, archive] = await mail.db.write([other], async (tx) => {
      const account = tx.account(other);
      const ids: string[] = [];
      for (const [name, role] of [['INBOX', 'inbox'], ['Archive', 'archive']] as const) {
        const id = account.newId();
        await insertMailbox(tx, { id, account_id: other, parent_id: 0, name, role, sort_order: 1, uid_validity: account.newUidValidity(), created_at: 0, modseq: account.modseq });
        await putGrant(tx, { object_id: id, principal_id: mail.account, account_id: other, rights: ALL_RIGHTS, modseq: account.modseq, created_at: 0 });
        account.touchMailbox(id);
        ids.push(toId('mailbox', id));
      }
      return ids;
    }) as [string, string];
    owner = { ...mail.ctx, principal: { ...mail.ctx.principal, id: other, address: 'zoe@example.org' } };
  });
  afterAll(() => mail.close());

  const methodContext = (followUps: FollowUp[] = []): MethodContext => ({ ...mail.ctx, request: requestState(), followUp: (name, args) => void followUps.push({ name, args: args as never }) });
  const copy = (create: EmailCopyArguments['create'], more: Partial<EmailCopyArguments> = {}, followUps?: FollowUp[]) =>
    emailCopy.run(methodContext(followUps), { fromAccountId: mail.accountId, accountId: otherId, create, ...more }) as unknown as Promise<EmailCopyResponse>;
  const there = async (id: string | undefined, properties?: string[], ctx = owner) =>
    (await callMethod(ctx, 'Email/get', { accountId: otherId, ids: [id as string], ...(properties ? { properties } : {}) })).list[0];
  const stateOf = async (accountId: string): Promise<string> => (await callMethod(mail.ctx, 'Email/get', { accountId, ids: [] })).state;

  describe('Email/copy', () => {
    test('the copy has the same bytes, the original\'s keywords and date unless others are given, an id and a thread of its own account', async () => {
      const original = await mail.add(message({ id: 'c1@x', subject: 'Plan' }), { keywords: ['$flagged', 'work'], receivedAt: 5000, prefix: 'Delivered-To: ali@example.org\r\n' });
      const id = toId('email', original);
      const source = (await mail.call('Email/get', { ids: [id], properties: ['blobId', 'size', 'subject', 'threadId'] })).list[0];
      const first = await copy({ k: { id, mailboxIds: { [inbox]: true } } });
      expect(first).toMatchObject({ fromAccountId: mail.accountId, accountId: otherId, notCreated: null });
      const made = first.created?.['k'];
      expect(Object.keys(made ?? {}).sort()).toEqual(['blobId', 'id', 'size', 'threadId']);
      expect(made?.id).not.toBe(id);
      expect(await there(made?.id, ['keywords', 'mailboxIds', 'receivedAt', 'size', 'subject', 'preview', 'header:Delivered-To'])).toMatchObject({
        keywords: { $flagged: true, work: true }, mailboxIds: { [inbox]: true }, receivedAt: '1970-01-01T00:00:05Z', size: source?.size, subject: 'Plan', preview: 'Hello.',
        'header:Delivered-To': ' ali@example.org',
      });
      const second = await copy({ k: { id, mailboxIds: { [archive]: true, [inbox]: true }, keywords: { $seen: true }, receivedAt: '2026-02-03T04:05:06Z' } });
      // `$seen` is of whoever copies: the owner has not seen it (design §5).
      expect((await there(second.created?.['k']?.id))?.keywords).toEqual({});
      expect(await there(second.created?.['k']?.id, undefined, mail.ctx)).toMatchObject({ keywords: { $seen: true }, mailboxIds: { [archive]: true, [inbox]: true }, receivedAt: '2026-02-03T04:05:06Z' });
      expect((await mail.call('Email/get', { ids: [id], properties: ['blobId', 'size', 'subject', 'threadId'] })).list[0]).toEqual(source);
      expect(first.newState).toBe(second.oldState);
      expect(second.newState).toBe(await stateOf(otherId));
    });

    test('an answer joins its thread in the other account', async () => {
      const ids = await mail.addMany([{ message: message({ id: 'th1@x', subject: 'Talk' }) }, { message: message({ id: 'th2@x', subject: 'Re: Talk', references: '<th1@x>' }) }]);
      const answer = await copy(Object.fromEntries(ids.map((id, i) => [`k${i}`, { id: toId('email', id), mailboxIds: { [inbox]: true } }])));
      expect(answer.created?.['k1']?.threadId).toBe(answer.created?.['k0']?.threadId);
      expect((await callMethod(mail.ctx, 'Email/changes', { accountId: otherId, sinceState: answer.oldState as string })).created).toHaveLength(2);
    });

    test('§5.4: the same bytes again in the same mailboxes are alreadyExists and name what is there; into another mailbox they may come', async () => {
      const id = toId('email', await mail.add(message({ id: 'twice@x', subject: 'Twice' })));
      const first = await copy({ k: { id, mailboxIds: { [inbox]: true } }, l: { id, mailboxIds: { [inbox]: true } } });
      const existingId = first.created?.['k']?.id;
      expect(first.notCreated).toMatchObject({ l: { type: 'alreadyExists', existingId } });
      expect((await copy({ k: { id, mailboxIds: { [inbox]: true } } })).notCreated).toMatchObject({ k: { type: 'alreadyExists', existingId } });
      expect((await copy({ k: { id, mailboxIds: { [inbox]: true, [archive]: true } } })).notCreated).toBeNull();
    });

    test('each record for itself: what cannot be copied leaves the others standing', async () => {
      const id = toId('email', await mail.add(message({ id: 'each@x', subject: 'Each' })));
      const hidden = toId('email', await mail.add(message({ id: 'hidden@x' }), { deleted: true }));
      const mailboxIds = { [inbox]: true };
      const answer = await copy({
        good: { id, mailboxIds }, none: { id: 'nonsense', mailboxIds }, hidden: { id: hidden, mailboxIds }, foreign: { id, mailboxIds: { [mail.mailboxId('inbox')]: true } }, nowhere: { id, mailboxIds: {} },
        missing: { id }, subject: { id, mailboxIds, subject: 'Other' }, keyword: { id, mailboxIds, keywords: { 'a b': true } }, nameless: { mailboxIds },
      });
      expect(Object.keys(answer.created ?? {})).toEqual(['good']);
      expect(Object.fromEntries(Object.entries(answer.notCreated ?? {}).map(([key, error]) => [key, [error.type, ...(error.properties ?? [])]]))).toEqual({
        none: ['notFound'], hidden: ['notFound'], foreign: ['invalidProperties', 'mailboxIds'], nowhere: ['invalidProperties', 'mailboxIds'], missing: ['invalidProperties', 'mailboxIds'],
        subject: ['invalidProperties', 'subject'], keyword: ['invalidProperties', 'keywords'], nameless: ['invalidProperties', 'id'],
      });
    });

    test('the quota is the other account\'s (design §5)', async () => {
      const id = toId('email', await mail.add(message({ id: 'quota@x', subject: 'Big', body: 'x'.repeat(2000) })));
      const used = await mail.db.read((read) => read.get<{ used: number }>(sql`SELECT used_bytes AS used FROM account WHERE id = ${other}`));
      await mail.db.write([], (tx) => tx.run(sql`UPDATE account SET quota_bytes = ${(used?.used ?? 0) + 1000} WHERE id = ${other}`));
      expect((await copy({ k: { id, mailboxIds: { [inbox]: true } } })).notCreated).toMatchObject({ k: { type: 'overQuota' } });
      await mail.db.write([], (tx) => tx.run(sql`UPDATE account SET quota_bytes = NULL WHERE id = ${other}`));
      expect((await copy({ k: { id, mailboxIds: { [inbox]: true } } })).notCreated).toBeNull();
    });

    test('onSuccessDestroyOriginal: one Email/set follows, for what was copied, with its own ifInState', async () => {
      const id = toId('email', await mail.add(message({ id: 'move@x', subject: 'Move' })));
      const followUps: FollowUp[] = [];
      const state = await stateOf(mail.accountId);
      await copy({ k: { id, mailboxIds: { [inbox]: true } }, bad: { id: 'e1', mailboxIds: { [inbox]: true } } }, { onSuccessDestroyOriginal: true, destroyFromIfInState: state }, followUps);
      expect(followUps).toEqual([{ name: 'Email/set', args: { accountId: mail.accountId, ifInState: state, destroy: [id] } }]);
      expect((await callMethod(mail.ctx, 'Email/set', followUps[0]?.args as never)).destroyed).toEqual([id]);
      const none: FollowUp[] = [];
      await copy({ bad: { id: 'e1', mailboxIds: { [inbox]: true } } }, { onSuccessDestroyOriginal: true }, none);
      expect(none).toEqual([]);
    });

    test('ifInState and ifFromInState: a stale one is stateMismatch, and nothing is copied', async () => {
      const id = toId('email', await mail.add(message({ id: 'state@x', subject: 'State' })));
      const [here, before] = [await stateOf(mail.accountId), await stateOf(otherId)];
      const create = { k: { id, mailboxIds: { [inbox]: true } } };
      await expect(copy(create, { ifInState: '1' })).rejects.toMatchObject({ kind: 'stateMismatch' });
      await expect(copy(create, { ifFromInState: '1' })).rejects.toMatchObject({ kind: 'stateMismatch' });
      expect(await stateOf(otherId)).toBe(before);
      expect((await copy(create, { ifInState: before, ifFromInState: here })).created).not.toBeNull();
      expect(await stateOf(mail.accountId)).toBe(here);
    });

    test('after all this both accounts are sound', async () => {
      expect((await createVerifyService(mail.core).verify({})).differences).toEqual([]);
    });
  });

  describe('Blob/copy', () => {
    const copyOf = (blobIds: string[], more: Partial<BlobCopyArguments> = {}) => callMethod(mail.ctx, 'Blob/copy', { fromAccountId: mail.accountId, accountId: otherId, blobIds, ...more });
    const bytes = async (blobId: string | undefined): Promise<string> => {
      const pieces: Buffer[] = [];
      for await (const piece of (await readableBlob(mail.ctx, otherId, blobId as string)).read()) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    };

    test('§6.3: a message keeps its id; a part and a message with lines of its recipient become blobs of their own, and do not open the whole', async () => {
      const plain = (await mail.call('Email/get', { ids: [toId('email', await mail.add(message({ id: 'b1@x', body: 'secret' })))], properties: ['blobId'] })).list[0]?.blobId as string;
      const rich = (await mail.call('Email/get', { ids: [toId('email', await mail.add(withAttachment, { prefix: 'Return-Path: <a@x>\r\n' }))], properties: ['blobId', 'attachments', 'textBody'] })).list[0];
      const [whole, pdf] = [rich?.blobId as string, rich?.attachments?.[0]?.blobId as string];
      const { copied, notCopied } = await copyOf([plain, whole, pdf, 'nonexistent', pdf]);
      expect(notCopied).toMatchObject({ nonexistent: { type: 'blobNotFound' } });
      expect(copied?.[plain]).toBe(plain);
      expect(copied?.[whole]).toMatch(/^b[\da-f]{64}$/);
      expect(await bytes(copied?.[plain])).toContain('secret');
      expect(await bytes(copied?.[whole])).toMatch(/^Return-Path: <a@x>\r\nFrom: /);
      expect(await bytes(copied?.[pdf])).toBe('%PDF-1.4');
      await expect(readableBlob(mail.ctx, otherId, pdf)).rejects.toMatchObject({ kind: 'blobNotFound' });
    });
  });

  describe('which accounts (RFC 8620 §5.4, §6.3)', () => {
    test('one and the same is invalidArguments; unknown ones are fromAccountNotFound and accountNotFound', async () => {
      const create = { k: { id: 'e1', mailboxIds: { [inbox]: true } } };
      const [own, strange] = [mail.accountId, toId('account', 77)];
      await expect(mail.call('Email/copy', { fromAccountId: own, create })).rejects.toMatchObject({ kind: 'invalidArguments' });
      await expect(mail.call('Blob/copy', { fromAccountId: own, blobIds: ['b1'] })).rejects.toMatchObject({ kind: 'invalidArguments' });
      await expect(mail.call('Email/copy', { fromAccountId: strange, create })).rejects.toMatchObject({ type: 'fromAccountNotFound' });
      await expect(mail.call('Blob/copy', { fromAccountId: strange, blobIds: ['b1'] })).rejects.toMatchObject({ type: 'fromAccountNotFound' });
      await expect(callMethod(mail.ctx, 'Email/copy', { fromAccountId: own, accountId: strange, create })).rejects.toMatchObject({ kind: 'accountNotFound' });
      await expect(callMethod(mail.ctx, 'Blob/copy', { fromAccountId: own, accountId: strange, blobIds: ['b1'] })).rejects.toMatchObject({ kind: 'accountNotFound' });
    });
  });
});
