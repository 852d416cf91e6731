/** What waits for a time that somebody chose is not sent when it is thrown away, by whatever protocol; everything else about its copy leaves it on its way. */
import { expect, test } from 'vitest';
import { fromId, toId } from '../../../api/ids.ts';
import { processRequest } from '../../../api/jmap/engine.ts';
import { changeFlags, copy, expunge, move } from '../../../api/legacy/change.ts';
import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import { sendingIdentities } from '../../../db/repositories/submissions.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { later, mailbox, message, type Node, people, queue, submit, to, worlds } from './harness.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely.
type Answer = any;

const using = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);
const hour = 3_600_000;
const tenOClock = { HOLDUNTIL: '2026-01-05T10:00:00Z' };

interface Waiting {
  readonly emailId: string;
  readonly submissionId: string;
  /** Of EmailSubmission, after it was handed in. */
  readonly state: string;
}

interface HandedIn {
  readonly parameters?: Record<string, string>;
  readonly rcpt?: string;
  /** Where its copy is put. */
  readonly role?: 'sent' | 'scheduled' | 'archive';
}

eachDatabase((_name, makeUrl) => {
  const { world, node, smarthost } = worlds(makeUrl);

  /** Alice, whose mail program has a mailbox for what waits, too, and Bob, to whom she writes. */
  async function opened(options: Parameters<typeof node>[1] = {}) {
    const server: Node = await node(await world(), options);
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    const ctx = server.as(alice);
    const accountId = toId('account', alice.id);
    const calls = async (...methodCalls: [string, Record<string, unknown>][]): Promise<Answer[]> =>
      (await processRequest(ctx, { using, methodCalls: methodCalls.map(([name, args], i) => [name, { accountId, ...args }, String(i)]) })).methodResponses.map(([, args]) => args);
    const [{ created: own }] = await calls(['Mailbox/set', { create: { s: { name: 'Scheduled', role: 'scheduled' }, o: { name: 'Own' } } }]);
    const mailboxes = new Map<string, string>([['own', own.o.id]]);
    for (const role of ['drafts', 'sent', 'scheduled', 'archive', 'trash', 'junk']) {
      mailboxes.set(role, toId('mailbox', (await server.db.read((read) => mailboxByRole(read, alice.id, role)))?.id as number));
    }
    /** By role, and `own`, which has none. */
    const box = (role: string): string => mailboxes.get(role) ?? '';
    const [identity] = await server.db.read((read) => sendingIdentities(read, alice.id));
    const submissionOf = (emailId: string, parameters: Record<string, string>, rcpt: string) => ({
      identityId: toId('identity', identity?.id as number), emailId, envelope: { mailFrom: { email: alice.address, parameters }, rcptTo: [{ email: rcpt, parameters: null }] },
    });

    /** As mail programs do: the draft is handed in and filed, in one request. */
    async function handIn(subject: string, { parameters = tenOClock, rcpt = bob.address, role = 'sent' }: HandedIn = {}): Promise<Waiting> {
      const draft = {
        mailboxIds: { [box('drafts')]: true }, keywords: { $draft: true, $seen: true }, from: [{ email: alice.address }], to: [{ email: bob.address }], subject,
        textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: subject } },
      };
      const [made, submitted] = await calls(
        ['Email/set', { create: { d: draft } }],
        ['EmailSubmission/set', { create: { k: submissionOf('#d', parameters, rcpt) }, onSuccessUpdateEmail: { '#k': { mailboxIds: { [box(role)]: true }, 'keywords/$draft': null } } }],
      );
      return { emailId: made.created.d.id, submissionId: submitted.created.k.id, state: submitted.newState };
    }
    const statusOf = async (id: string): Promise<Answer> => (await calls(['EmailSubmission/get', { ids: [id] }]))[0].list[0];
    const put = (emailId: string, ...roles: string[]) => calls(['Email/set', { update: { [emailId]: { mailboxIds: Object.fromEntries(roles.map((role) => [box(role), true])) } } }]);
    const arrived = async (): Promise<number> => (await mailbox(server, bob)).length;
    /** UIDs as IMAP has them. */
    const uidsOf = async (role: string, ...emailIds: string[]): Promise<Uint32Array> => {
      const numbers = emailIds.map((id) => fromId('email', id));
      return Uint32Array.from((await mailbox(server, alice, role)).filter((stored) => numbers.includes(stored.emailId)).map(({ uid }) => uid));
    };
    const imap = {
      move: async (from: string, to: string, ...emailIds: string[]) => move(ctx, { mailboxId: box(from), uids: await uidsOf(from, ...emailIds), toMailboxId: box(to) }),
      copy: async (from: string, to: string, emailId: string) => copy(ctx, { mailboxId: box(from), uids: await uidsOf(from, emailId), toMailboxId: box(to) }),
      mark: async (role: string, emailId: string) => changeFlags(ctx, { mailboxId: box(role), uids: await uidsOf(role, emailId), op: 'add', keywords: [], deleted: true }),
      expunge: async (role: string) => expect((await expunge(ctx, box(role))).uids).toHaveLength(1),
    };
    return { server, alice, bob, calls, handIn, submissionOf, statusOf, put, arrived, uidsOf, imap, box };
  }
  type At = Awaited<ReturnType<typeof opened>>;

  const thrownAway: Readonly<Record<string, HandedIn & { readonly by: (at: At, emailId: string) => Promise<unknown> }>> = {
    'IMAP MOVE to Trash': { by: ({ imap }, id) => imap.move('sent', 'trash', id) },
    'IMAP MOVE to Junk, out of the mailbox with the role scheduled': { role: 'scheduled', by: ({ imap }, id) => imap.move('scheduled', 'junk', id) },
    'IMAP COPY to Trash, \\Deleted and EXPUNGE': {
      async by({ imap }, id) {
        await imap.copy('sent', 'trash', id);
        await imap.mark('sent', id);
        await imap.expunge('sent');
      },
    },
    'IMAP COPY and then MOVE to Trash': {
      async by({ imap }, id) {
        await imap.copy('sent', 'trash', id);
        await imap.move('sent', 'trash', id);
      },
    },
    'Email/set to Trash': { by: ({ put }, id) => put(id, 'trash') },
    'Email/set to Trash and Junk, with the parameter in small letters': { parameters: { holduntil: '2026-01-05T10:00:00Z' }, by: ({ put }, id) => put(id, 'trash', 'junk') },
    'Email/set to Trash, out of Sent and Archive': {
      async by({ put }, id) {
        await put(id, 'sent', 'archive');
        await put(id, 'trash');
      },
    },
  };

  for (const [way, { by, ...handedIn }] of Object.entries(thrownAway)) {
    test(`thrown away by ${way}, it is cancelled, and told like a cancelling by EmailSubmission/set`, async () => {
      const at = await opened();
      const { emailId, submissionId, state } = await at.handIn('Thrown away', handedIn);
      expect(await at.statusOf(submissionId)).toMatchObject({ undoStatus: 'pending' });
      const told: string[][] = [];
      at.server.db.onChange(({ types }) => told.push([...types.keys()]));
      await by(at, emailId);
      expect(await at.statusOf(submissionId)).toMatchObject({ undoStatus: 'canceled', deliveryStatus: { [at.bob.address]: { delivered: 'no', smtpReply: '554 5.0.0 Cancelled by the sender' } } });
      expect((await at.calls(['EmailSubmission/changes', { sinceState: state }]))[0]).toMatchObject({ created: [], updated: [submissionId], destroyed: [] });
      expect(told.filter((types) => types.includes('EmailSubmission'))).toHaveLength(1);
      expect(await queue(at.server)).toEqual([]);
      await later(at.server, 2 * hour);
      expect(await at.arrived()).toBe(0);
    });
  }

  test('handed in by SMTP, it waits in Sent, and is cancelled there likewise', async () => {
    const at = await opened();
    const { submissionId } = await submit(at.server, at.alice, [at.bob.address], message({ From: at.alice.address, To: at.bob.address, Subject: 'By SMTP' }), { parameters: tenOClock });
    const [kept] = await mailbox(at.server, at.alice, 'sent');
    await at.imap.move('sent', 'trash', toId('email', kept?.emailId as number));
    expect(await at.statusOf(submissionId)).toMatchObject({ undoStatus: 'canceled' });
    await later(at.server, 2 * hour);
    expect(await at.arrived()).toBe(0);
  });

  test('of many that are thrown away at once, those that wait are cancelled; what stays in Sent goes, and what comes back from Trash does not', async () => {
    const at = await opened();
    const made: Waiting[] = [];
    for (const subject of ['one', 'two', 'three', 'stays']) made.push(await at.handIn(subject));
    made.push(await at.handIn('gone', { parameters: {} }));
    const [one, two, three, stays, gone] = made.map(({ emailId }) => emailId) as [string, string, string, string, string];
    const states = async (): Promise<string[]> => Promise.all(made.map(async ({ submissionId }) => (await at.statusOf(submissionId)).undoStatus));
    expect((await at.imap.move('sent', 'trash', one, two, three, gone)).sourceUids).toHaveLength(4);
    await at.put(one, 'sent');
    expect(await states()).toEqual(['canceled', 'canceled', 'canceled', 'pending', 'final']);
    await later(at.server, 2 * hour);
    expect((await mailbox(at.server, at.bob)).map(({ text }) => /Subject: (\w+)/.exec(text)?.[1])).toEqual(['gone', 'stays']);
    expect(await states()).toEqual(['canceled', 'canceled', 'canceled', 'final', 'final']);
    expect(await at.uidsOf('sent', one, stays)).toHaveLength(2);
  });

  test('as the webmail does it, cancelled first and then thrown away, it is cancelled once; back from Trash it is handed in anew for another time', async () => {
    const at = await opened();
    const { emailId, submissionId, state } = await at.handIn('Webmail');
    await at.calls(['EmailSubmission/set', { update: { [submissionId]: { undoStatus: 'canceled' } }, onSuccessUpdateEmail: { [submissionId]: { 'keywords/$draft': true } } }]);
    const [{ newState }] = await at.calls(['EmailSubmission/changes', { sinceState: state }]);
    await at.put(emailId, 'trash');
    expect((await at.calls(['EmailSubmission/changes', { sinceState: newState }]))[0]).toMatchObject({ updated: [], newState });
    await at.put(emailId, 'drafts');
    const [{ created }] = await at.calls(['EmailSubmission/set', { create: { k: at.submissionOf(emailId, tenOClock, at.bob.address) } }]);
    await later(at.server, hour);
    expect([(await at.statusOf(submissionId)).undoStatus, (await at.statusOf(created.k.id)).undoStatus, await at.arrived()]).toEqual(['canceled', 'final', 1]);
  });

  test('in the mailbox with the role scheduled it is moved to Sent as it leaves, as it was marked there; what is filed elsewhere stays where it is', async () => {
    const at = await opened();
    const waits = await at.handIn('Waits', { role: 'scheduled' });
    const filed = await at.handIn('Filed', { role: 'scheduled' });
    const deleted = await at.handIn('Deleted', { role: 'scheduled' });
    await at.put(filed.emailId, 'own');
    await at.imap.mark('scheduled', deleted.emailId);
    await at.calls(['Email/set', { update: { [waits.emailId]: { 'keywords/$flagged': true } } }]);
    const [before] = await at.calls(['Email/get', { ids: [waits.emailId], properties: ['receivedAt'] }]);
    const told: string[][] = [];
    at.server.db.onChange(({ types }) => told.push([...types.keys()]));
    await later(at.server, 2 * hour);
    expect(await at.arrived()).toBe(3);
    expect(await mailbox(at.server, at.alice, 'scheduled')).toEqual([]);
    expect(await at.uidsOf('sent', waits.emailId, filed.emailId, deleted.emailId)).toHaveLength(2);
    const [{ list }] = await at.calls(['Email/get', { ids: [waits.emailId, filed.emailId, deleted.emailId], properties: ['mailboxIds', 'keywords', 'receivedAt'] }]);
    expect(list).toEqual([
      expect.objectContaining({ mailboxIds: { [at.box('sent')]: true }, keywords: { $seen: true, $flagged: true }, receivedAt: before.list[0].receivedAt }),
      expect.objectContaining({ mailboxIds: { [at.box('own')]: true } }),
    ]);
    expect(told.filter((types) => types.includes('Email') && types.includes('EmailSubmission')).length).toBeGreaterThan(0);
    expect((await at.calls(['Mailbox/get', { ids: [at.box('scheduled'), at.box('sent')], properties: ['totalEmails'] }]))[0].list.map((one: Answer) => one.totalEmails)).toEqual([0, 1]);
  });

  const staysOnItsWay: Readonly<Record<string, HandedIn & { readonly by: (at: At, emailId: string) => Promise<unknown> }>> = {
    'RFC 8621 §7.5: destroyed by Email/set': { by: ({ calls }, id) => calls(['Email/set', { destroy: [id] }]) },
    'RFC 8621 §7.5: destroyed by \\Deleted and EXPUNGE': {
      async by({ imap }, id) {
        await imap.mark('sent', id);
        await imap.expunge('sent');
      },
    },
    'RFC 8621 §7.5: destroyed with its mailbox': { role: 'scheduled', by: ({ calls, box }) => calls(['Mailbox/set', { destroy: [box('scheduled')], onDestroyRemoveEmails: true }]) },
    'moved to Archive by IMAP, and from there to Trash': {
      async by({ imap }, id) {
        await imap.move('sent', 'archive', id);
        await imap.move('archive', 'trash', id);
      },
    },
    'moved to Drafts by Email/set': { by: ({ put }, id) => put(id, 'drafts') },
    'in Trash, and in a folder of their own still': { by: ({ put }, id) => put(id, 'trash', 'own') },
    'copied to Trash, and marked \\Deleted only': {
      async by({ imap }, id) {
        await imap.copy('sent', 'trash', id);
        await imap.mark('sent', id);
      },
    },
    'copied to Trash, and given a new UID in Sent': {
      async by({ imap, uidsOf }, id) {
        await imap.copy('sent', 'trash', id);
        const before = await uidsOf('sent', id);
        await imap.copy('sent', 'sent', id);
        expect(await uidsOf('sent', id)).not.toEqual(before);
      },
    },
    'held for seconds, and moved to Trash': { parameters: { HOLDFOR: '10' }, by: ({ put }, id) => put(id, 'trash') },
  };

  for (const [what, { by, ...handedIn }] of Object.entries(staysOnItsWay)) {
    test(`not cancelled: ${what}`, async () => {
      const at = await opened();
      const { emailId, submissionId } = await at.handIn('On its way', handedIn);
      await by(at, emailId);
      expect(await at.uidsOf(handedIn.role ?? 'sent', emailId)).toHaveLength(/only|new UID/.test(what) ? 1 : 0);
      expect((await at.statusOf(submissionId)).undoStatus).toBe('pending');
      await later(at.server, 2 * hour);
      expect([(await at.statusOf(submissionId)).undoStatus, await at.arrived()]).toEqual(['final', 1]);
    });
  }

  test('not cancelled: handed in without a time, or for one that is over, and pending for a moment when it is thrown away', async () => {
    const standIn = await smarthost();
    const at = await opened({ smarthost: to(standIn), start: false });
    const made: Waiting[] = [];
    for (const parameters of [{}, { HOLDUNTIL: '2026-01-05T08:00:00Z' }]) made.push(await at.handIn('Now', { parameters, rcpt: 'eve@elsewhere.test' }));
    const states = async (): Promise<string[]> => Promise.all(made.map(async ({ submissionId }) => (await at.statusOf(submissionId)).undoStatus));
    for (const { emailId } of made) await at.put(emailId, 'trash');
    expect(await states()).toEqual(['pending', 'pending']);
    await at.server.transport.start();
    await at.server.transport.idle();
    expect([await states(), standIn.messages.length]).toEqual([['final', 'final'], 2]);
  });

  test('while it is being handed on nothing is undone, and it is handed on once; nor is it when it has arrived', async () => {
    const standIn = await smarthost();
    const at = await opened({ smarthost: to(standIn) });
    const { emailId, submissionId } = await at.handIn('Leaving', { rcpt: 'eve@elsewhere.test' });
    standIn.answer = async (verb) => {
      if (verb === 'RCPT') await at.put(emailId, 'trash');
      return undefined;
    };
    await later(at.server, hour);
    expect(await at.statusOf(submissionId)).toMatchObject({ undoStatus: 'final', deliveryStatus: { 'eve@elsewhere.test': { smtpReply: '250 2.0.0 taken' } } });
    expect([standIn.messages.length, (await queue(at.server)).length, await mailbox(at.server, at.alice, 'trash')]).toMatchObject([1, 0, [{ seen: true }]]);
    await at.put(emailId, 'sent');
    await at.put(emailId, 'trash');
    expect((await at.statusOf(submissionId)).undoStatus).toBe('final');
  });

  test('thrown away at the moment of its release: either it is cancelled and nothing arrives, or it arrives and is final', async () => {
    const at = await opened();
    // Later by a turn of the event loop each round, until the release was first.
    for (let turns = 0, undoStatus = ''; undoStatus !== 'final'; turns++) {
      const before = await at.arrived();
      const HOLDUNTIL = new Date(at.server.clock.now() + 60_000).toISOString();
      const { emailId, submissionId } = await at.handIn(`Race ${turns}`, { parameters: { HOLDUNTIL } });
      const released = later(at.server, 60_000);
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      await Promise.all([released, at.put(emailId, 'trash')]);
      await later(at.server, hour);
      undoStatus = (await at.statusOf(submissionId)).undoStatus;
      expect(undoStatus).toMatch(/^(?:canceled|final)$/);
      expect((await at.arrived()) - before).toBe(undoStatus === 'canceled' ? 0 : 1);
      expect(await queue(at.server)).toEqual([]);
    }
  });
});
