/** Whoever follows /changes in an account that is shared with them ends with the picture that reading everything gives; and that picture holds nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import type { EmailChanges, OpenEmail } from '../../../api/mail/store/email-changes.ts';
import { packExtra, toKeywords } from '../../../api/mail/store/keywords.ts';
import { setSeenByReader } from '../../../api/mail/store/reader-seen.ts';
import { reachFor } from '../../../api/access/reach.ts';
import type { EmailComparator, EmailFilter, EmailFilterCondition, EmailQueryArguments } from '../../../openapi/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { message } from '../jmap-mail/messages.ts';
import { random } from '../jmap-mail/random.ts';
import { BOB, EVERYBODY, type Person, sharing, type Sharing } from './three-people.ts';

interface Seen {
  readonly id: string;
  readonly threadId: string;
  readonly mailboxIds: readonly string[];
  readonly keywords: readonly string[];
  readonly receivedAt: string;
}

type Query = Pick<EmailQueryArguments, 'filter' | 'sort' | 'collapseThreads'>;

eachDatabase((_name, makeUrl) => {
  const { seed, below, pick, chance } = random();
  let s: Sharing;
  let boxes: Record<'first' | 'second' | 'trash' | 'private', number>;
  const ids: number[] = [];
  let at = 0;

  beforeAll(async () => {
    s = await sharing(makeUrl);
    const { mail } = s;
    boxes = { first: await mail.addMailbox('First'), second: await mail.addMailbox('Second'), trash: mail.mailbox.trash, private: mail.mailbox.inbox };
    // Bob sees two mailboxes, Carol these and Trash: by her group's group.
    for (const box of [boxes.first, boxes.second]) await s.grant(box, BOB, 'lrs');
    for (const box of [boxes.first, boxes.second, boxes.trash]) await s.grant(box, EVERYBODY, 'lrswite');
  });
  afterAll(() => s.close());

  const names = ['$seen', '$flagged', '$draft', 'work'];
  const addSome = async (count: number): Promise<void> => {
    ids.push(...(await s.mail.addMany(Array.from({ length: count }, () => {
      const n = ids.length + at++;
      const text = message({ id: `o${n}@x`, subject: 'same', body: 'pad'.repeat(below(20)), ...(chance(0.7) ? { references: `<o${below(Math.max(1, Math.min(n, 15)))}@x>` } : {}) });
      const mailboxes = Object.values(boxes).filter(() => chance(0.4));
      return {
        message: text,
        options: { mailboxes: mailboxes.length > 0 ? mailboxes : [boxes.private], keywords: names.filter(() => chance(0.3)), receivedAt: 1_000_000 + 1000 * below(20), deleted: chance(0.1) },
      };
    }))));
  };
  const open = async (c: EmailChanges, id: number): Promise<OpenEmail | undefined> => {
    await c.load([id]);
    return c.get(id);
  };
  const changeOne = async (c: EmailChanges, among: readonly number[]): Promise<void> => {
    const email = await open(c, pick(ids));
    if (!email || email.memberships.size === 0) return;
    const mailbox = pick(among);
    const there = email.memberships.get(mailbox);
    switch (below(6)) {
      case 0:
      case 1: {
        const keywords = toKeywords(names.filter(() => chance(0.4)), 100);
        await c.setKeywords(email, keywords.bits, packExtra(keywords.extra));
        return;
      }
      case 2:
        if (there) await c.mark(email, mailbox, !there.deleted);
        return;
      case 3:
        if (!there) await c.add(email, mailbox, { receivedAt: email.row.received_at });
        return;
      case 4: {
        // A move, in one unit.
        const other = pick(among);
        if (!there || email.memberships.has(other)) return;
        await c.add(email, other, { receivedAt: email.row.received_at });
        await c.remove(email, mailbox);
        return;
      }
      default:
        if (there && (email.memberships.size > 1 || chance(0.4))) await c.remove(email, mailbox);
    }
  };
  const read = async (person: Person, seen: boolean, count: number): Promise<void> => {
    const { list } = await person.call('Email/get', { ids: null, properties: ['id'] });
    if (list.length === 0) return;
    const some = Array.from({ length: count }, () => Number.parseInt(pick(list).id.slice(1), 32));
    await s.mail.db.write([s.mail.account], async (tx) => void (await setSeenByReader(tx, await reachFor(person.ctx, tx, s.mail.accountId, 'write'), some, seen)));
  };

  const everything = async (person: Person): Promise<Map<string, Seen>> => pictured(await person.call('Email/get', { ids: null, properties: ['threadId', 'mailboxIds', 'keywords', 'receivedAt'] }));
  const pictured = ({ list }: { list: readonly object[] }): Map<string, Seen> => new Map((list as { id: string; threadId: string; mailboxIds: object; keywords: object; receivedAt: string }[]).map((one) => [one.id, {
    id: one.id, threadId: one.threadId, mailboxIds: Object.keys(one.mailboxIds).sort(), keywords: Object.keys(one.keywords).sort(), receivedAt: one.receivedAt,
  }]));

  const isUnread = (email: Seen): boolean => !email.keywords.includes('$seen') && !email.keywords.includes('$draft');

  /** The counters by RFC 8621 §2, out of the Emails alone. */
  const counted = (emails: ReadonlyMap<string, Seen>, mailboxId: string): object => {
    const trash = toId('mailbox', boxes.trash);
    const here = [...emails.values()].filter((email) => email.mailboxIds.includes(mailboxId));
    const isUnreadHere = (email: Seen): boolean => isUnread(email) && (mailboxId === trash ? email.mailboxIds.includes(trash) : email.mailboxIds.some((id) => id !== trash));
    const unreadThreads = new Set([...emails.values()].filter(isUnreadHere).map((email) => email.threadId));
    const threads = new Set(here.map((email) => email.threadId));
    return {
      totalEmails: here.length, unreadEmails: here.filter(isUnread).length, totalThreads: threads.size, unreadThreads: [...threads].filter((id) => unreadThreads.has(id)).length,
    };
  };

  /** Follows /changes of one type, in answers of any size. */
  async function follow(person: Person, type: 'Email' | 'Thread' | 'Mailbox', state: string, known: ReadonlySet<string>, where: string): Promise<{ state: string; fetch: Set<string>; gone: Set<string> }> {
    const [fetch, gone] = [new Set<string>(), new Set<string>()];
    const isWhole = chance(0.5);
    for (let since = state, turns = 0; ; turns++) {
      const answer = await person.call(`${type}/changes`, { sinceState: since, ...(isWhole ? {} : { maxChanges: 1 + below(5) }) });
      if (turns === 0 && !answer.hasMoreChanges) {
        for (const id of answer.created) expect(known.has(id), `${where}: ${id} is created, and was known`).toBe(false);
        for (const id of answer.updated) expect(known.has(id), `${where}: ${id} is updated, and was not known`).toBe(true);
        for (const id of answer.destroyed) expect(known.has(id), `${where}: ${id} is destroyed, and was not known`).toBe(true);
      }
      for (const id of [...answer.created, ...answer.updated]) {
        fetch.add(id);
        gone.delete(id);
      }
      for (const id of answer.destroyed) {
        gone.add(id);
        fetch.delete(id);
      }
      since = answer.newState;
      expect(turns, `${where}: the changes do not end`).toBeLessThan(1000);
      if (!answer.hasMoreChanges) return { state: since, fetch, gone };
    }
  }

  class Client {
    readonly person: Person;
    readonly who: string;
    emails = new Map<string, Seen>();
    threads = new Map<string, readonly string[]>();
    mailboxes = new Map<string, object>();
    states = { Email: '', Thread: '', Mailbox: '' };

    constructor(person: Person, who: string) {
      this.person = person;
      this.who = who;
    }

    async readAll(): Promise<void> {
      const emails = await this.person.call('Email/get', { ids: null, properties: ['threadId', 'mailboxIds', 'keywords', 'receivedAt'] });
      const threads = await this.person.call('Thread/get', { ids: null });
      const mailboxes = await this.person.call('Mailbox/get', { ids: null });
      this.emails = pictured(emails);
      this.threads = new Map(threads.list.map((one) => [one.id, one.emailIds ?? []]));
      this.mailboxes = new Map(mailboxes.list.map((one) => [one.id, one]));
      this.states = { Email: emails.state, Thread: threads.state, Mailbox: mailboxes.state };
    }

    async catchUp(where: string): Promise<void> {
      const emails = await follow(this.person, 'Email', this.states.Email, new Set(this.emails.keys()), `${where} Email`);
      for (const id of emails.gone) this.emails.delete(id);
      for (const [id, email] of pictured(await this.person.call('Email/get', { ids: [...emails.fetch], properties: ['threadId', 'mailboxIds', 'keywords', 'receivedAt'] }))) this.emails.set(id, email);
      const threads = await follow(this.person, 'Thread', this.states.Thread, new Set(this.threads.keys()), `${where} Thread`);
      for (const id of threads.gone) this.threads.delete(id);
      for (const one of (await this.person.call('Thread/get', { ids: [...threads.fetch] })).list) this.threads.set(one.id, one.emailIds ?? []);
      const mailboxes = await follow(this.person, 'Mailbox', this.states.Mailbox, new Set(this.mailboxes.keys()), `${where} Mailbox`);
      for (const id of mailboxes.gone) this.mailboxes.delete(id);
      for (const one of (await this.person.call('Mailbox/get', { ids: [...mailboxes.fetch] })).list) this.mailboxes.set(one.id, one);
      this.states = { Email: emails.state, Thread: threads.state, Mailbox: mailboxes.state };
    }

    async compare(where: string): Promise<void> {
      const other = new Client(this.person, this.who);
      await other.readAll();
      expect(this.states, where).toEqual(other.states);
      expect(sorted(this.emails), where).toEqual(sorted(other.emails));
      expect(sorted(this.threads), where).toEqual(sorted(other.threads));
      expect(sorted(this.mailboxes), where).toEqual(sorted(other.mailboxes));
      // And the picture holds together: threads are of these Emails, counters count them, no private mailbox is named.
      const threads = new Map<string, Seen[]>();
      for (const email of other.emails.values()) threads.set(email.threadId, [...(threads.get(email.threadId) ?? []), email]);
      expect(sorted(other.threads), where).toEqual(sorted(new Map([...threads].map(([id, members]) => [id, [...members].sort(byArrival).map((email) => email.id)]))));
      for (const [id, mailbox] of other.mailboxes) expect(mailbox, `${where} ${id}`).toMatchObject(counted(other.emails, id));
      for (const email of other.emails.values()) for (const id of email.mailboxIds) expect(other.mailboxes.has(id), `${where}: ${id}`).toBe(true);
    }
  }
  const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const number = (id: string): number => Number.parseInt(id.slice(1), 32);
  const byArrival = (a: Seen, b: Seen): number => (a.receivedAt === b.receivedAt ? number(a.id) - number(b.id) : a.receivedAt < b.receivedAt ? -1 : 1);

  describe('random', () => {
    test('changes of the owner and of readers, followed by owner and sharees (RFC 8620 §5.2)', async () => {
      await addSome(40);
      const clients = [new Client(s.ali, 'ali'), new Client(s.bob, 'bob'), new Client(s.carol, 'carol')];
      for (const client of clients) await client.readAll();
      for (const client of clients) await client.compare(`seed ${seed}, ${client.who} at the start`);
      for (let round = 0; round < 30; round++) {
        const before = await Promise.all(clients.slice(1).map(({ person }) => person.call('Mailbox/get', { ids: [] })));
        const kind = below(6);
        if (kind === 0) {
          // Nothing that any sharee sees.
          await s.mail.add(message({ id: `p${round}@x`, subject: 'same', references: '<o1@x>' }), { mailboxes: [boxes.private], receivedAt: 1_000_000 });
          const after = await Promise.all(clients.slice(1).map(({ person }) => person.call('Mailbox/get', { ids: [] })));
          expect(after, `seed ${seed}, round ${round}`).toEqual(before);
        } else if (kind < 3) await read(pick([s.bob, s.carol]), chance(0.7), 1 + below(8));
        else {
          const many = chance(0.2) ? 30 : 1 + below(5);
          const among = Object.values(boxes);
          await s.mail.change(async (c) => {
            for (let i = 0; i < many; i++) await changeOne(c, among);
          });
        }
        if (chance(0.3)) await addSome(1 + below(3));
        for (const client of clients) {
          if (chance(0.4)) continue; // this one looks later
          const where = `seed ${seed}, round ${round}, ${client.who}`;
          await client.catchUp(where);
          await client.compare(where);
        }
      }
    }, 120_000);

    test('Email/query and /queryChanges of a sharee: what the Emails that they see say, and what was told before, brought up to date (RFC 8620 §5.5, §5.6)', async () => {
      const keywords = ['$seen', '$flagged', 'work'];
      const condition = (): EmailFilterCondition => pick([
        () => ({ inMailbox: toId('mailbox', pick(Object.values(boxes))) }),
        () => ({ inMailboxOtherThan: Object.values(boxes).filter(() => chance(0.5)).map((box) => toId('mailbox', box)) }),
        () => ({ hasKeyword: pick(keywords) }), () => ({ notKeyword: pick(keywords) }),
        () => ({ allInThreadHaveKeyword: pick(keywords) }), () => ({ someInThreadHaveKeyword: pick(keywords) }), () => ({ noneInThreadHaveKeyword: pick(keywords) }),
        () => ({ inMailbox: toId('mailbox', boxes.first), notKeyword: '$seen' }),
      ])();
      const filter = (depth: number): EmailFilter =>
        depth === 0 || chance(0.5) ? condition() : { operator: pick(['AND', 'OR', 'NOT'] as const), conditions: Array.from({ length: 1 + below(2) }, () => filter(depth - 1)) };
      const query = (): Query => ({
        filter: chance(0.15) ? null : chance(0.3) ? { inMailbox: toId('mailbox', pick([boxes.first, boxes.second, boxes.private])) } : filter(2),
        sort: chance(0.4) ? [{ property: 'receivedAt', isAscending: chance(0.3) }] : [
          pick<EmailComparator>([{ property: 'hasKeyword', keyword: pick(keywords) }, { property: 'someInThreadHaveKeyword', keyword: '$seen', isAscending: false }, { property: 'allInThreadHaveKeyword', keyword: '$seen' }]),
          { property: 'receivedAt', isAscending: false },
        ],
        collapseThreads: chance(0.4),
      });
      const clients = await Promise.all(Array.from({ length: 30 }, async () => {
        const person = pick([s.bob, s.carol]);
        const q = query();
        const { ids: held, queryState } = await person.call('Email/query', q);
        return { person, q, held: held as readonly string[], queryState };
      }));
      for (let round = 0; round < 15; round++) {
        if (chance(0.4)) await read(pick([s.bob, s.carol]), chance(0.6), 1 + below(8));
        else {
          const many = chance(0.2) ? 30 : 1 + below(5);
          await s.mail.change(async (c) => {
            for (let i = 0; i < many; i++) await changeOne(c, Object.values(boxes));
          });
        }
        if (chance(0.3)) await addSome(1 + below(3));
        const pictures = new Map([[s.bob, await everything(s.bob)], [s.carol, await everything(s.carol)]]);
        for (const client of clients) {
          if (chance(0.5)) continue;
          const { person, q } = client;
          const where = `seed ${seed}, round ${round}, ${person.principal}, ${JSON.stringify(q)} since ${client.queryState}`;
          const now = await person.call('Email/query', { ...q, calculateTotal: chance(0.5) });
          expect(now.ids, where).toEqual(naive(pictures.get(person) as Map<string, Seen>, q));
          const changes = await person.call('Email/queryChanges', { ...q, sinceQueryState: client.queryState });
          expect(changes.newQueryState, where).toBe(now.queryState);
          const removed = new Set(changes.removed);
          const held = client.held.filter((id) => !removed.has(id));
          for (const { id, index } of changes.added) held.splice(index, 0, id);
          expect(held, where).toEqual(now.ids);
          client.held = now.ids;
          client.queryState = now.queryState;
        }
      }
    }, 120_000);

    test('verify finds nothing after all that', async () => {
      expect(await s.verify()).toEqual([]);
    });
  });

  /** A query looked up in the picture, Email by Email. */
  function naive(emails: ReadonlyMap<string, Seen>, { filter, sort, collapseThreads }: Query): string[] {
    const mates = (email: Seen): Seen[] => [...emails.values()].filter((other) => other.threadId === email.threadId);
    const has = (email: Seen, keyword: string | undefined): boolean => email.keywords.includes(keyword as string);
    const meets = (email: Seen, one: EmailFilterCondition): boolean =>
      (one.inMailbox === undefined || email.mailboxIds.includes(one.inMailbox as string)) &&
      (one.inMailboxOtherThan === undefined || email.mailboxIds.some((id) => !(one.inMailboxOtherThan as string[]).includes(id))) &&
      (one.hasKeyword === undefined || has(email, one.hasKeyword)) &&
      (one.notKeyword === undefined || !has(email, one.notKeyword)) &&
      (one.allInThreadHaveKeyword === undefined || mates(email).every((mate) => has(mate, one.allInThreadHaveKeyword))) &&
      (one.someInThreadHaveKeyword === undefined || mates(email).some((mate) => has(mate, one.someInThreadHaveKeyword))) &&
      (one.noneInThreadHaveKeyword === undefined || !mates(email).some((mate) => has(mate, one.noneInThreadHaveKeyword)));
    const passes = (email: Seen, node: EmailFilter): boolean => {
      if (!('operator' in node)) return meets(email, node as EmailFilterCondition);
      const { operator, conditions } = node as Extract<EmailFilter, { operator: string }>;
      if (operator === 'AND') return conditions.every((inner) => passes(email, inner));
      const some = conditions.some((inner) => passes(email, inner));
      return operator === 'OR' ? some : !some;
    };
    const value = (email: Seen, property: string, keyword: string | undefined): number => {
      if (property === 'receivedAt') return Date.parse(email.receivedAt);
      if (property === 'hasKeyword') return Number(has(email, keyword));
      return Number(property === 'someInThreadHaveKeyword' ? mates(email).some((mate) => has(mate, keyword)) : mates(email).every((mate) => has(mate, keyword)));
    };
    const found = [...emails.values()].filter((email) => !filter || passes(email, filter));
    found.sort((a, b) => {
      for (const { property, keyword, isAscending = true } of sort ?? []) {
        const difference = value(a, property, keyword) - value(b, property, keyword);
        if (difference !== 0) return isAscending ? difference : -difference;
      }
      return (sort?.at(-1)?.isAscending ?? true) ? number(a.id) - number(b.id) : number(b.id) - number(a.id);
    });
    const threads = new Set<string>();
    return found.filter((email) => !collapseThreads || (!threads.has(email.threadId) && threads.add(email.threadId))).map((email) => email.id);
  }
});
