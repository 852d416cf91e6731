import { expect, test } from 'vitest';
import { fromId, toId } from '../../../api/ids.ts';
import { processRequest, registryOf } from '../../../api/jmap/engine.ts';
import { coreEcho } from '../../../api/jmap/methods/core-echo.ts';
import { emailSet } from '../../../api/jmap/methods/email-set.ts';
import { emailSubmissionChanges, emailSubmissionGet } from '../../../api/jmap/methods/email-submission.ts';
import { emailSubmissionQuery, emailSubmissionQueryChanges } from '../../../api/jmap/methods/email-submission-query.ts';
import { emailSubmissionSet } from '../../../api/jmap/methods/email-submission-set.ts';
import { arrive } from '../../../api/mail/store/arrival.ts';
import { createEmail } from '../../../api/mail/store/create-email.ts';
import { EmailChanges } from '../../../api/mail/store/email-changes.ts';
import { MailUnit } from '../../../api/mail/store/mail-unit.ts';
import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import { sendingIdentities } from '../../../db/repositories/submissions.ts';
import { forgetSubmissions } from '../../../api/transport/forget-submissions.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { later, mailbox, message, type Node, people, type Person, queue, submit, to, worlds } from './harness.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely.
type Answer = any;

const registry = registryOf([coreEcho, emailSet, emailSubmissionGet, emailSubmissionChanges, emailSubmissionQuery, emailSubmissionQueryChanges, emailSubmissionSet]);
const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:submission'];
const minute = 60_000;

async function calls(node: Node, person: Person, ...methodCalls: [string, Record<string, unknown>][]): Promise<[string, Answer][]> {
  const accountId = toId('account', person.id);
  const response = await processRequest(node.as(person), { using, methodCalls: methodCalls.map(([name, args], i) => [name, { accountId, ...args }, String(i)]) }, registry);
  return response.methodResponses.map(([name, args]) => [name, args]);
}

const call = async (node: Node, person: Person, name: string, args: Record<string, unknown>): Promise<Answer> => (await calls(node, person, [name, args]))[0]?.[1];

/** Puts a draft into Drafts. @returns its Email id, and the id of the person's identity */
async function draft(node: Node, person: Person, text: string): Promise<{ emailId: string; identityId: string }> {
  const arrived = await arrive(node.db.blobs, Buffer.from(text), { maxBytes: 1_000_000, limits: {} });
  const number = await node.db.write([person.id], async (tx) => {
    const changes = new EmailChanges(new MailUnit(tx, person.id, node.clock.now()));
    const drafts = await mailboxByRole(tx, person.id, 'drafts');
    const { open } = await createEmail(changes, node.db.blobs, { arrived, prefix: null, mailboxIds: [drafts?.id as number], bits: 9, extra: null, receivedAt: node.clock.now() });
    await changes.settle();
    return open.row.id;
  });
  const [identity] = await node.db.read((read) => sendingIdentities(read, person.id));
  return { emailId: toId('email', number), identityId: toId('identity', identity?.id as number) };
}

const hello = message({ From: 'alice@example.org', To: 'bob@example.org', Cc: 'Bob <BOB@example.org>', Bcc: 'eve@elsewhere.test', Subject: 'Hi', 'Message-ID': '<hi@x>' });

eachDatabase((_name, makeUrl) => {
  const { world, node, smarthost } = worlds(makeUrl);

  test('RFC 8621 §7.5: a created submission is delivered here, queued for elsewhere, and changes its Email afterwards', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    const made = await draft(server, alice, hello);
    const sent = toId('mailbox', (await server.db.read((read) => mailboxByRole(read, alice.id, 'sent')))?.id as number);
    const answers = await calls(server, alice, ['EmailSubmission/set', {
      create: { k: made }, onSuccessUpdateEmail: { '#k': { 'keywords/$draft': null, mailboxIds: { [sent]: true } } },
    }]);
    expect(answers.map(([name]) => name)).toEqual(['EmailSubmission/set', 'Email/set']);
    const [[, { created, notCreated }]] = answers as [[string, Answer]];
    expect(notCreated).toBeNull();
    expect(created.k).toMatchObject({
      undoStatus: 'final', sendAt: '2026-01-05T09:00:00Z', dsnBlobIds: [], mdnBlobIds: [],
      envelope: { mailFrom: { email: 'alice@example.org', parameters: null }, rcptTo: [{ email: 'BOB@example.org' }, { email: 'eve@elsewhere.test' }] },
      deliveryStatus: { 'BOB@example.org': { delivered: 'yes', smtpReply: '250 2.1.5 Delivered', displayed: 'unknown' }, 'eve@elsewhere.test': { delivered: 'queued' } },
    });
    expect(answers[1]?.[1].updated).toHaveProperty(made.emailId);
    await server.transport.idle();
    expect(standIn.messages[0]?.text).not.toMatch(/bcc|received/i);
    expect((await mailbox(server, bob))[0]?.text).not.toMatch(/bcc/i);
    expect((await mailbox(server, alice, 'sent'))[0]?.text).toBe(hello);
    const { list } = await call(server, alice, 'EmailSubmission/get', { ids: [created.k.id] });
    expect(list[0]).toMatchObject({ ...made, deliveryStatus: { 'eve@elsewhere.test': { delivered: 'unknown', smtpReply: '250 2.0.0 taken' } } });
    expect(await queue(server)).toEqual([]);
  });

  test('RFC 8621 §7: a submission is destroyed limits.submissionHistory after it was sent, and not while anything of it is in the queue', async () => {
    const day = 24 * 60 * minute;
    const server = await node(await world(), { limits: { submissionHistory: 10 * day, queueLifetime: 30 * day, maxDelayedSend: 60 * day } });
    const { alice } = await people(server, { alice: {}, bob: {} });
    const text = (subject: string, to: string): string => message({ From: 'alice@example.org', To: to, Subject: subject, 'Message-ID': `<${subject}@x>` });
    const create = async (subject: string, to: string, parameters: Record<string, string> = {}): Promise<string> => {
      const made = await draft(server, alice, text(subject, to));
      const envelope = { mailFrom: { email: 'alice@example.org', parameters }, rcptTo: [{ email: to }] };
      return (await call(server, alice, 'EmailSubmission/set', { create: { k: { ...made, envelope } } })).created.k.id;
    };
    const delivered = await create('delivered', 'bob@example.org');
    // Without a smarthost it is tried on and on.
    const waiting = await create('waiting', 'eve@elsewhere.test');
    const later12 = await create('later', 'bob@example.org', { HOLDFOR: String(12 * 86_400) });
    const cancelled = await create('cancelled', 'bob@example.org', { HOLDFOR: '3600' });
    await call(server, alice, 'EmailSubmission/set', { update: { [cancelled]: { undoStatus: 'canceled' } } });
    const { state } = await call(server, alice, 'EmailSubmission/get', { ids: [] });
    expect(await forgetSubmissions(server.core, alice.id)).toBe(0);
    expect((await call(server, alice, 'EmailSubmission/get', { ids: [] })).state).toBe(state);
    await later(server, 10 * day + 61 * minute);
    expect(await forgetSubmissions(server.core, alice.id)).toBe(2);
    const changes = await call(server, alice, 'EmailSubmission/changes', { sinceState: state });
    expect(new Set(changes.destroyed)).toEqual(new Set([delivered, cancelled]));
    expect((await call(server, alice, 'EmailSubmission/get', { ids: null })).list.map(({ id }: { id: string }) => id)).toEqual([waiting, later12]);
    expect(await forgetSubmissions(server.core, alice.id)).toBe(0);
    // Another twelve days: the held one was delivered two days after, the first has come back after thirty.
    await later(server, 25 * day);
    await forgetSubmissions(server.core, alice.id);
    expect((await call(server, alice, 'EmailSubmission/get', { ids: null })).list).toEqual([]);
  });

  test('RFC 8621 §7.5: every refusal has its SetError; the others of the call are sent', async () => {
    const server = await node(await world(), { limits: { recipients: 2, messageBytes: 65_536 } });
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    const good = await draft(server, alice, message({ From: 'alice@example.org', To: 'bob@example.org' }));
    const lone = await draft(server, alice, message({ From: 'alice@example.org' }));
    const foreign = await draft(server, alice, message({ From: 'bob@example.org', To: 'bob@example.org' }));
    const noFrom = await draft(server, alice, message({ To: 'bob@example.org' }));
    const large = await draft(server, alice, message({ From: 'alice@example.org', To: 'bob@example.org' }, 'x'.repeat(70_000)));
    const envelope = (from: string, ...rcpt: string[]) => ({ mailFrom: { email: from }, rcptTo: rcpt.map((email) => ({ email })) });
    const held = (parameters: Record<string, string>) => ({ ...good, envelope: { mailFrom: { email: 'alice@example.org', parameters }, rcptTo: [{ email: 'bob@example.org' }] } });
    const { created, notCreated } = await call(server, alice, 'EmailSubmission/set', {
      create: {
        good, lone, foreign, noFrom, large,
        noEmail: { ...good, emailId: 'e1' }, noIdentity: { ...good, identityId: 'i1' },
        sender: { ...good, envelope: envelope('bob@example.org', 'bob@example.org') },
        unknown: { ...good, envelope: envelope('alice@example.org', 'nobody@example.org', 'x y@z') },
        nobody: { ...good, envelope: envelope('alice@example.org', 'nobody@example.org') },
        many: { ...good, envelope: envelope('alice@example.org', '1@x.test', '2@x.test', '3@x.test') },
        long: held({ HOLDFOR: '99999999' }), odd: held({ HOLDUNTIL: 'tomorrow' }), both: held({ HOLDFOR: '5', HOLDUNTIL: '2026-01-06T00:00:00Z' }), strange: held({ XYZ: '1' }),
      },
    });
    expect(Object.keys(created)).toEqual(['good']);
    expect(notCreated).toMatchObject({
      lone: { type: 'noRecipients' }, foreign: { type: 'forbiddenFrom' }, noFrom: { type: 'invalidEmail', properties: ['from'] }, large: { type: 'tooLarge', maxSize: 65_536 },
      noEmail: { type: 'invalidProperties', properties: ['emailId'] }, noIdentity: { type: 'invalidProperties', properties: ['identityId'] },
      sender: { type: 'forbiddenMailFrom' }, unknown: { type: 'invalidRecipients', invalidRecipients: ['x y@z'] }, nobody: { type: 'invalidRecipients', invalidRecipients: ['nobody@example.org'] },
      many: { type: 'tooManyRecipients', maxRecipients: 2 }, long: { type: 'invalidProperties', properties: ['envelope'] }, odd: { type: 'invalidProperties' }, both: { type: 'invalidProperties' },
      strange: { type: 'invalidProperties' },
    });
    expect(await mailbox(server, bob)).toHaveLength(1);
  });

  test('RFC 4865, RFC 8621 §7: a held submission goes when it is due, also after a restart, to people here as well', async () => {
    const place = await world();
    const standIn = await smarthost();
    const first = await node(place, { smarthost: to(standIn) });
    const { alice, bob } = await people(first, { alice: {}, bob: {} });
    const made = await draft(first, alice, hello);
    const parameters = { HOLDUNTIL: '2026-01-05T10:00:00Z' };
    const { created } = await call(first, alice, 'EmailSubmission/set', {
      create: { k: { ...made, envelope: { mailFrom: { email: 'alice@example.org', parameters }, rcptTo: [{ email: 'bob@example.org' }, { email: 'eve@elsewhere.test' }] } } },
    });
    expect(created.k).toMatchObject({ undoStatus: 'pending', sendAt: '2026-01-05T10:00:00Z' });
    // Destroying the Email changes nothing for what is on its way.
    await call(first, alice, 'Email/set', { destroy: [made.emailId] });
    await later(first, 30 * minute);
    await first.stop();
    const second = await node(place, { smarthost: to(standIn), clock: first.clock });
    await later(second, 30 * minute - 1);
    expect([standIn.messages.length, (await mailbox(second, bob)).length]).toEqual([0, 0]);
    await later(second, 1);
    expect([standIn.messages.length, (await mailbox(second, bob)).length]).toEqual([1, 1]);
    const { list } = await call(second, alice, 'EmailSubmission/get', { ids: null });
    expect(list[0]).toMatchObject({ undoStatus: 'final', deliveryStatus: { 'bob@example.org': { delivered: 'yes' }, 'eve@elsewhere.test': { delivered: 'unknown' } } });
  });

  test('RFC 8621 §7: parameters of the envelope come decoded; they are encoded for the wire (RFC 3461 §4)', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    const made = await draft(server, alice, hello);
    const envelope = {
      mailFrom: { email: 'alice@example.org', parameters: { ENVID: 'a+2B41 =' } },
      rcptTo: [{ email: 'eve@elsewhere.test', parameters: { ORCPT: 'rfc822;a+2B41@x.test', NOTIFY: 'SUCCESS' } }],
    };
    const { created } = await call(server, alice, 'EmailSubmission/set', { create: { k: { ...made, envelope } } });
    await server.transport.idle();
    expect(standIn.messages[0]?.mailParameters).toContain('ENVID=a+2B2B41+20+3D');
    expect(standIn.messages[0]?.rcptTo[0]?.parameters).toContain('ORCPT=rfc822;a+2B2B41@x.test');
    const { list } = await call(server, alice, 'EmailSubmission/get', { ids: [created.k.id] });
    expect(list[0].envelope.mailFrom.parameters).toEqual({ ENVID: 'a+2B41 =' });
    const bad = { ...envelope, mailFrom: { email: 'alice@example.org', parameters: { ENVID: 'a\r\nRCPT TO:<x@y.test>' } } };
    const { notCreated } = await call(server, alice, 'EmailSubmission/set', { create: { k: { ...(await draft(server, alice, hello)), envelope: bad } } });
    expect(notCreated.k).toMatchObject({ type: 'invalidProperties', properties: ['envelope'] });
  });

  test('RFC 8621 §7.5: a pending submission is called back; a final one cannot be', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    const made = await draft(server, alice, hello);
    const create = { k: { ...made, envelope: { mailFrom: { email: 'alice@example.org', parameters: { HOLDFOR: '600' } }, rcptTo: [{ email: 'bob@example.org' }, { email: 'eve@elsewhere.test' }] } } };
    const { created } = await call(server, alice, 'EmailSubmission/set', { create });
    const answers = await calls(server, alice, ['EmailSubmission/set', { update: { [created.k.id]: { undoStatus: 'canceled' } }, onSuccessDestroyEmail: [created.k.id] }]);
    expect(answers[0]?.[1].notUpdated).toBeNull();
    expect(answers[1]?.[1].destroyed).toEqual([made.emailId]);
    await later(server, 60 * minute);
    expect([standIn.messages.length, (await mailbox(server, bob)).length, (await queue(server)).length]).toEqual([0, 0, 0]);
    const again = await draft(server, alice, hello);
    const { created: sent } = await call(server, alice, 'EmailSubmission/set', { create: { k: again } });
    const { notUpdated } = await call(server, alice, 'EmailSubmission/set', {
      update: { [sent.k.id]: { undoStatus: 'canceled' }, [created.k.id]: { undoStatus: 'pending' }, s1: { undoStatus: 'canceled' } }, onSuccessDestroyEmail: [sent.k.id],
    });
    expect(notUpdated).toMatchObject({ [sent.k.id]: { type: 'cannotUnsend' }, [created.k.id]: { type: 'invalidProperties' }, s1: { type: 'notFound' } });
    const { notUpdated: fixed } = await call(server, alice, 'EmailSubmission/set', { update: { [sent.k.id]: { sendAt: '2030-01-01T00:00:00Z' } } });
    expect(fixed[sent.k.id]).toMatchObject({ type: 'invalidProperties', properties: ['sendAt'] });
  });

  test('RFC 8621 §7: what only goes elsewhere is pending until the first attempt', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn), start: false });
    const { alice } = await people(server, { alice: {} });
    const made = await draft(server, alice, message({ From: 'alice@example.org', To: 'eve@elsewhere.test' }));
    const { created, newState } = await call(server, alice, 'EmailSubmission/set', { create: { k: made } });
    expect(created.k.undoStatus).toBe('pending');
    await server.transport.start();
    await server.transport.idle();
    const { list } = await call(server, alice, 'EmailSubmission/get', { ids: [created.k.id], properties: ['undoStatus'] });
    expect(list).toEqual([{ id: created.k.id, undoStatus: 'final' }]);
    expect(await call(server, alice, 'EmailSubmission/changes', { sinceState: newState })).toMatchObject({ created: [], updated: [created.k.id], destroyed: [] });
  });

  test('RFC 8621 §7.1–7.4: a failed one has status no and its report; get, changes, query and queryChanges agree', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === 'RCPT' ? '550 5.1.1 no' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {}, bob: {} });
    const { state } = await call(server, alice, 'EmailSubmission/get', { ids: null });
    const failing = await draft(server, alice, message({ From: 'alice@example.org', To: 'eve@elsewhere.test' }));
    const { created: one } = await call(server, alice, 'EmailSubmission/set', { create: { k: failing } });
    await later(server, minute);
    const { created: two } = await call(server, alice, 'EmailSubmission/set', { create: { k: await draft(server, alice, message({ From: 'alice@example.org', To: 'bob@example.org' })) } });
    await later(server, minute);
    await submit(server, alice, ['bob@example.org'], message({ From: 'alice@example.org', Subject: 'by SMTP' }));
    const { list } = await call(server, alice, 'EmailSubmission/get', { ids: null });
    expect(list).toHaveLength(3);
    expect(list[0]).toMatchObject({ id: one.k.id, deliveryStatus: { 'eve@elsewhere.test': { delivered: 'no', smtpReply: '550 5.1.1 no' } } });
    const report = await server.db.blobs.readAll(list[0].dsnBlobIds[0].slice(1));
    expect(report.toString()).toContain('multipart/report');
    expect(list[2].envelope.mailFrom).toEqual({ email: 'alice@example.org', parameters: null });
    expect(JSON.stringify(list[2])).not.toContain('mergeKey');

    const ids = list.map((submission: { id: string }) => submission.id);
    const query = (args: Record<string, unknown>): Promise<Answer> => call(server, alice, 'EmailSubmission/query', args);
    expect((await query({ sort: [{ property: 'sentAt', isAscending: false }] })).ids).toEqual([...ids].reverse());
    expect((await query({ filter: { after: list[1].sendAt } })).ids).toEqual(ids.slice(1));
    expect((await query({ filter: { before: list[1].sendAt } })).ids).toEqual([ids[0]]);
    expect((await query({ filter: { emailIds: [failing.emailId] }, calculateTotal: true }))).toMatchObject({ ids: [ids[0]], total: 1 });
    const { queryState } = await query({});
    await call(server, alice, 'EmailSubmission/set', { destroy: [one.k.id] });
    await submit(server, alice, ['bob@example.org'], message({ From: 'alice@example.org', Subject: 'again' }));
    const changed = await call(server, alice, 'EmailSubmission/queryChanges', { sinceQueryState: queryState, calculateTotal: true });
    // A state that the next question can begin with.
    expect(await call(server, alice, 'EmailSubmission/queryChanges', { sinceQueryState: changed.newQueryState })).toMatchObject({ removed: [], added: [] });
    expect(changed).toMatchObject({ removed: [one.k.id], added: [{ index: 2 }], total: 3 });
    const changes = await call(server, alice, 'EmailSubmission/changes', { sinceState: state });
    expect(changes.created).toContain(two.k.id);
    expect(changes.destroyed).toEqual([]);
    expect((await call(server, alice, 'EmailSubmission/changes', { sinceState: queryState })).destroyed).toEqual([one.k.id]);
    expect(fromId('submission', one.k.id)).toBeTypeOf('number');
  });
});
