/** MOVE of many messages in a handful of statements leaves the store as if each had been taken out and put in by itself (design §5, §6). */
import { expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { changeFlags, copy, expunge, move } from '../../../api/legacy/change.ts';
import { changes as changesSince } from '../../../api/legacy/snapshot.ts';
import { EmailChanges } from '../../../api/mail/store/email-changes.ts';
import { MailUnit } from '../../../api/mail/store/mail-unit.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { type AccountChange, sql } from '../../../db/index.ts';
import { membershipsByUid } from '../../../db/repositories/memberships.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture, numberOf } from '../../setup/mail.ts';

const seed = Number(process.env['MESSAGERIE_TEST_SEED'] ?? Date.now() % 2_147_483_647);
console.log(`MOVE of many messages: MESSAGERIE_TEST_SEED=${seed}`);

const MESSAGES = 220;
const ROLES = ['inbox', 'archive', 'junk', 'trash'] as const;
type Role = (typeof ROLES)[number];
/** From, to: each with Trash on either side, and onto itself. */
const WAYS: readonly (readonly [Role, Role])[] = [
  ['trash', 'junk'], ['inbox', 'archive'], ['inbox', 'trash'], ['archive', 'trash'], ['trash', 'junk'], ['junk', 'inbox'], ['archive', 'inbox'], ['inbox', 'inbox'], ['trash', 'inbox'],
];

function numbersFrom(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Messages in threads, in one mailbox or several, read and unread, some marked `\Deleted` somewhere: the same each time. */
async function filled(mail: MailFixture, random: (below: number) => number): Promise<void> {
  await mail.addMany(Array.from({ length: MESSAGES }, (_, n) => ({
    message: `Subject: s${n % 60}\r\nMessage-ID: <${n}@x>\r\n${n >= 60 ? `References: <${n % 60}@x>\r\n` : ''}\r\n${'x'.repeat(random(90))}`,
    options: {
      mailboxes: [...new Set([ROLES[random(3)] as Role, ...(random(2) === 0 ? [ROLES[random(4)] as Role] : [])])],
      keywords: [[], ['$seen'], ['$seen', 'work'], ['$draft']][random(4)] as string[], receivedAt: 1000 + random(50),
    },
  })));
  for (const role of ROLES) {
    const marked = Uint32Array.from(Array.from({ length: 20 }, () => 1 + random(80))).sort();
    const mark = { mailboxId: mail.mailboxId(role), keywords: [], deleted: true };
    await changeFlags(mail.ctx, { ...mark, uids: marked, op: 'add' });
    // Half of them come to be seen again.
    await changeFlags(mail.ctx, { ...mark, uids: marked.filter((_, n) => n % 2 === 0), op: 'remove' });
  }
}

type Moved = readonly (readonly [source: number, destination: number])[];

/** The rule itself: out of the one mailbox and into the other, each Email for itself. */
function moveOneByOne(mail: MailFixture, from: number, to: number, uids: Uint32Array): Promise<Moved> {
  return mail.db.write([mail.account], async (tx) => {
    const changes = new EmailChanges(new MailUnit(tx, mail.account, mail.clock.now()));
    const moved: [number, number][] = [];
    for (const { uid, email_id: id, received_at: receivedAt } of await membershipsByUid(tx, from, uids)) {
      await changes.load([id]);
      const email = changes.get(id);
      if (!email) throw new Error(`no Email ${id}`);
      const there = email.memberships.get(to);
      const isThere = there !== undefined && !there.deleted && from !== to;
      if (there && !isThere) await changes.remove(email, to);
      moved.push([uid, isThere ? there.uid : await changes.add(email, to, { receivedAt })]);
      if (from !== to) await changes.remove(email, from);
    }
    await changes.settle();
    return moved;
  });
}

const TABLES = {
  membership: 'mailbox_id, uid', membership_past: 'mailbox_id, uid, from_modseq', expunged: 'mailbox_id, modseq, uid', email: 'id', thread: 'id',
  thread_mailbox: 'mailbox_id, thread_id', tombstone: 'type, object_id', mailbox: 'id', account: 'id',
};

/** Every row of the mail, as the database has it. */
async function everything(mail: MailFixture): Promise<Record<string, unknown>> {
  return mail.db.read(async (read) => {
    const rows: Record<string, unknown> = {};
    for (const [table, order] of Object.entries(TABLES)) {
      rows[table] = await read.all({ kind: 'statement', strings: [`SELECT * FROM ${table} ORDER BY ${order}`], parts: [] });
    }
    return rows;
  });
}

const differences = async (mail: MailFixture) => (await createVerifyService(mail.core).verify({ accountId: mail.account })).differences;

eachDatabase((_name, makeUrl) => {
  test('set-based and one by one: every row is the same', { timeout: 120_000 }, async () => {
    const [many, single] = [await mailFixture(makeUrl), await mailFixture(makeUrl)];
    try {
      for (const mail of [many, single]) await filled(mail, numbersFrom(seed));
      expect(await everything(many)).toEqual(await everything(single));
      const random = numbersFrom(seed + 1);
      const published: AccountChange[][] = [[], []];
      for (const [i, mail] of [many, single].entries()) mail.db.onChange((change) => published[i]?.push(change));
      let set = 0;
      for (const [from, to] of WAYS) {
        const [{ next }] = await many.db.single.all<{ next: number }>(sql`SELECT uid_next AS next FROM mailbox WHERE id = ${many.mailbox[from]}`) as [{ next: number }];
        const uids = Uint32Array.from({ length: next + 2 }, (_, n) => n + 1).filter(() => random(4) > 0);
        const { sourceUids, destinationUids } = await move(many.ctx, { mailboxId: many.mailboxId(from), uids, toMailboxId: many.mailboxId(to) });
        const moved = await moveOneByOne(single, single.mailbox[from], single.mailbox[to], uids);
        expect([...sourceUids].map((uid, n) => [uid, destinationUids[n]]), `${from} to ${to}`).toEqual(moved);
        expect(await everything(many), `${from} to ${to}`).toEqual(await everything(single));
        set += moved.length;
      }
      expect(set, 'a run that moved little proves little').toBeGreaterThan(MESSAGES);
      expect(published[0]).toEqual(published[1]);
      expect(await differences(many)).toEqual([]);
    } finally {
      await many.close();
      await single.close();
    }
  });

  test('RFC 9051 §6.4.8, RFC 8620 §5.2: into Trash; IMAP hears what left, JMAP that Emails and threads changed and none came or went', { timeout: 120_000 }, async () => {
    const mail = await mailFixture(makeUrl);
    try {
      const ids = await mail.addMany(Array.from({ length: 700 }, (_, n) => ({ message: `Subject: s\r\nMessage-ID: <${n}@x>\r\n\r\n${n}` })));
      const [inbox, trash] = [mail.mailboxId('inbox'), mail.mailboxId('trash')];
      const { state } = await mail.call('Email/get', { ids: [] });
      const { highestModseq } = await changesSince(mail.ctx, inbox, 0);
      const published: AccountChange[] = [];
      mail.db.onChange((change) => published.push(change));
      const uids = Uint32Array.from({ length: 700 }, (_, n) => n + 1);
      const { sourceUids, destinationUids } = await move(mail.ctx, { mailboxId: inbox, uids, toMailboxId: trash });
      expect([...sourceUids]).toEqual([...uids]);
      expect([...destinationUids]).toEqual([...uids]);
      expect(published.length, 'nobody waits behind all of them').toBeGreaterThan(1);
      for (const { types, mailboxIds } of published) {
        expect([...types].sort()).toEqual(['Email', 'Mailbox', 'Thread']);
        expect([...mailboxIds].sort()).toEqual([numberOf('mailbox', inbox), numberOf('mailbox', trash)].sort());
      }
      const { expunged } = await changesSince(mail.ctx, inbox, highestModseq);
      expect([...(expunged ?? [])]).toEqual([...uids]);
      const updated = new Set<string>();
      for (let sinceState = state, more = true; more; ) {
        const answer = await mail.call('Email/changes', { sinceState });
        expect([answer.created, answer.destroyed]).toEqual([[], []]);
        for (const id of answer.updated) updated.add(id);
        [sinceState, more] = [answer.newState, answer.hasMoreChanges];
      }
      expect(updated).toEqual(new Set(ids.map((id) => toId('email', id))));
      const { list } = await mail.call('Mailbox/get', { ids: [inbox, trash] });
      expect(list.map(({ totalEmails, unreadEmails, totalThreads, unreadThreads }) => [totalEmails, unreadEmails, totalThreads, unreadThreads]))
        .toEqual([[0, 0, 0, 0], [700, 700, 700, 700]]);
      expect(await differences(mail)).toEqual([]);
      // Back again, but for those that are elsewhere, too.
      await copy(mail.ctx, { mailboxId: trash, uids: uids.subarray(0, 3), toMailboxId: inbox });
      await move(mail.ctx, { mailboxId: trash, uids, toMailboxId: inbox });
      expect(await differences(mail)).toEqual([]);
      expect([...(await expunge(mail.ctx, inbox)).uids]).toEqual([]);
    } finally {
      await mail.close();
    }
  });
});
