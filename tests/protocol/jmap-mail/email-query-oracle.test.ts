/** Random mailboxes, keywords, dates and threads; random queries, compared with a plain evaluation in memory (RFC 8621 §4.4, RFC 8620 §5.5). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmailComparator, EmailFilter, EmailFilterCondition } from '../../../openapi/index.ts';
import { integers, sql } from '../../../db/index.ts';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture, numberOf, type NewMessage } from '../../setup/mail.ts';
import { message } from './messages.ts';
import { random } from './random.ts';

/** One Email as the model knows it. */
interface Model {
  readonly id: number;
  thread: number;
  size: number;
  readonly boxes: ReadonlySet<string>;
  readonly keywords: ReadonlySet<string>;
  readonly received: number;
  readonly sent: number;
  readonly from: string;
  readonly subject: string;
  readonly body: string;
}

const names = ['Ali', 'Zoe', 'Bob', 'Chloe'];
const words = ['alpha', 'beta', 'gamma', 'delta'];
const keywords = ['$seen', '$flagged', '$draft', 'work', 'later'];
const MESSAGES = 400;

eachDatabase((_name, makeUrl) => {
  const { seed, below, pick, chance } = random();
  let mail: MailFixture;
  let emails: Model[];
  let boxIds: string[];

  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
    const boxes = [mail.mailbox.inbox, mail.mailbox.archive, mail.mailbox.sent, await mail.addMailbox('Few')];
    boxIds = boxes.map((box) => toId('mailbox', box));
    const drafts = Array.from({ length: MESSAGES }, (_, i) => {
      const from = pick(names);
      const subject = pick(words);
      const body = `${pick(words)} ${pick(words)}`;
      const sent = Date.UTC(2025, below(12), 1 + below(28));
      const mailboxes = boxes.filter((_box, index) => chance([0.5, 0.3, 0.2, 0.02][index] as number));
      // Few different moments: ties are frequent.
      const options: NewMessage = { mailboxes: mailboxes.length > 0 ? mailboxes : [boxes[0] as number], keywords: keywords.filter(() => chance(0.3)), receivedAt: 1_000_000 + 1000 * below(60), deleted: chance(0.05) };
      const references = i > 0 && chance(0.6) ? `<q${below(Math.min(i, 80))}@x>` : undefined;
      const text = message({ id: `q${i}@x`, from: `${from} <${from.toLowerCase()}@example.org>`, subject, body: `${body}${' pad'.repeat(below(40))}`, date: new Date(sent).toUTCString().replace('GMT', '+0000'), ...(references ? { references } : {}) });
      return { text, options, from, subject, body, sent };
    });
    const ids = await mail.addMany(drafts.map(({ text, options }) => ({ message: text, options })));
    const rows = await mail.db.read((read) => read.all<{ id: number; thread: number; size: number }>(sql`
      SELECT id, thread_id AS thread, size_bytes AS size FROM email WHERE account_id = ${mail.account} AND id IN ${integers(ids)}`));
    const byId = new Map(rows.map((row) => [row.id, row]));
    emails = drafts.flatMap(({ options, from, subject, body, sent }, i) => {
      const row = byId.get(ids[i] as number);
      if (!row || options.deleted) return [];
      return [{
        id: row.id, thread: row.thread, size: row.size, boxes: new Set((options.mailboxes as number[]).map((box) => toId('mailbox', box))), keywords: new Set(options.keywords),
        received: options.receivedAt as number, sent, from: from.toLowerCase(), subject, body,
      }];
    });
  });
  afterAll(() => mail.close());

  const isoDate = (): string => new Date(1_000_000 + 1000 * below(60)).toISOString();
  const conditions: (() => EmailFilterCondition)[] = [
    () => ({ inMailbox: pick(boxIds) }), () => ({ inMailboxOtherThan: boxIds.filter(() => chance(0.5)) }), () => ({ before: isoDate() }), () => ({ after: isoDate() }),
    () => ({ minSize: 200 + below(300) }), () => ({ maxSize: 200 + below(300) }), () => ({ hasKeyword: pick(keywords) }), () => ({ notKeyword: pick(keywords) }),
    () => ({ allInThreadHaveKeyword: pick(keywords) }), () => ({ someInThreadHaveKeyword: pick(keywords) }), () => ({ noneInThreadHaveKeyword: pick(keywords) }),
    () => ({ from: pick(names) }), () => ({ subject: pick(words).slice(0, 3) }), () => ({ body: pick(words) }), () => ({ text: pick([...words, ...names]) }), () => ({ hasAttachment: chance(0.2) }),
    () => ({ header: ['Subject', pick(words)] }), () => ({ inMailbox: pick(boxIds), hasKeyword: pick(keywords) }), () => ({ inMailbox: pick(boxIds), notKeyword: pick(keywords) }),
  ];
  const filter = (depth: number): EmailFilter => {
    if (depth === 0 || chance(0.5)) return pick(conditions)();
    return { operator: pick(['AND', 'OR', 'NOT'] as const), conditions: Array.from({ length: below(4) }, () => filter(depth - 1)) };
  };
  const comparator = (): EmailComparator => {
    const property = pick(['receivedAt', 'receivedAt', 'size', 'from', 'subject', 'sentAt', 'hasKeyword', 'allInThreadHaveKeyword', 'someInThreadHaveKeyword']);
    return { property, ...(property.endsWith('Keyword') ? { keyword: pick(keywords) } : {}), ...(chance(0.3) ? {} : { isAscending: chance(0.5) }) };
  };

  const inThread = (email: Model): Model[] => emails.filter((other) => other.thread === email.thread);
  const meets = (email: Model, condition: EmailFilterCondition): boolean =>
    Object.entries(condition).every(([name, value]) => {
      const text = String(value).toLowerCase();
      switch (name as keyof EmailFilterCondition) {
        case 'inMailbox': return email.boxes.has(text);
        case 'inMailboxOtherThan': return [...email.boxes].some((box) => !(value as string[]).includes(box));
        case 'before': return email.received < Date.parse(value as string);
        case 'after': return email.received >= Date.parse(value as string);
        case 'minSize': return email.size >= (value as number);
        case 'maxSize': return email.size < (value as number);
        case 'hasKeyword': return email.keywords.has(text);
        case 'notKeyword': return !email.keywords.has(text);
        case 'allInThreadHaveKeyword': return inThread(email).every((other) => other.keywords.has(text));
        case 'someInThreadHaveKeyword': return inThread(email).some((other) => other.keywords.has(text));
        case 'noneInThreadHaveKeyword': return !inThread(email).some((other) => other.keywords.has(text));
        case 'from': return email.from.includes(text);
        case 'subject': return email.subject.includes(text);
        case 'body': return email.body.includes(text);
        case 'text': return [email.from, email.subject, email.body, 'zoé zoe'].some((where) => where.includes(text));
        case 'hasAttachment': return value === false;
        case 'header': return email.subject.includes((value as string[])[1] as string);
        default: throw new Error(`the model does not know ${name}`);
      }
    });
  const passes = (email: Model, node: EmailFilter): boolean => {
    if (!('operator' in node)) return meets(email, node as EmailFilterCondition);
    const { operator, conditions: inner } = node as Extract<EmailFilter, { operator: string }>;
    if (operator === 'AND') return inner.every((next) => passes(email, next));
    const any = inner.some((next) => passes(email, next));
    return operator === 'OR' ? any : !any;
  };
  const keyOf = (email: Model, { property, keyword = '' }: EmailComparator): number | string => {
    switch (property) {
      case 'size': return email.size;
      case 'from': return email.from;
      case 'subject': return email.subject;
      case 'sentAt': return email.sent;
      case 'hasKeyword': return Number(email.keywords.has(keyword));
      case 'allInThreadHaveKeyword': return Number(inThread(email).every((other) => other.keywords.has(keyword)));
      case 'someInThreadHaveKeyword': return Number(inThread(email).some((other) => other.keywords.has(keyword)));
      default: return email.received;
    }
  };
  const expected = (node: EmailFilter | null, sort: readonly EmailComparator[], collapse: boolean): number[] => {
    const comparators = sort.length > 0 ? sort : [{ property: 'receivedAt', isAscending: false }];
    const sorted = emails.filter((email) => node === null || passes(email, node)).map((email) => ({ email, keys: comparators.map((by) => keyOf(email, by)) }));
    sorted.sort((a, b) => {
      for (const [i, { isAscending = true }] of comparators.entries()) {
        const [x, y] = [a.keys[i] as number | string, b.keys[i] as number | string];
        if (x !== y) return (x < y ? -1 : 1) * (isAscending ? 1 : -1);
      }
      return (a.email.id - b.email.id) * ((comparators.at(-1)?.isAscending ?? true) ? 1 : -1);
    });
    const seen = new Set<number>();
    return sorted.map(({ email }) => email).filter(({ thread }) => !collapse || (!seen.has(thread) && seen.add(thread))).map(({ id }) => id);
  };

  describe('Email/query', () => {
    test('200 random queries find what the model finds, in its order, in every window', async () => {
      for (let round = 0; round < 200; round++) {
        const node = chance(0.15) ? null : chance(0.2) ? { inMailbox: pick(boxIds) } : filter(3);
        const sort = chance(0.4) ? [{ property: 'receivedAt', isAscending: chance(0.3) }] : Array.from({ length: below(4) }, comparator);
        const collapseThreads = chance(0.4);
        const all = expected(node, sort, collapseThreads);
        const where = `seed ${seed}, round ${round}: ${JSON.stringify({ node, sort, collapseThreads })}`;
        const calculateTotal = chance(0.5);
        const limit = chance(0.3) ? undefined : below(30);
        const common = { filter: node, sort, collapseThreads, calculateTotal, ...(limit === undefined ? {} : { limit }) };
        const check = async (args: object, from: number): Promise<void> => {
          const answer = await mail.call('Email/query', { ...common, ...args });
          const start = Math.max(0, from);
          expect(answer.ids.map((id) => numberOf('email', id)), `${where} ${JSON.stringify(args)}`).toEqual(all.slice(start, start + (limit ?? MESSAGES)));
          expect(answer.position, where).toBe(start);
          if (calculateTotal) expect(answer.total, where).toBe(all.length);
        };
        await check({}, 0);
        const position = below(all.length + 3);
        await check({ position }, position);
        await check({ position: -1 - position }, all.length - 1 - position);
        if (all.length > 0) {
          const index = below(all.length);
          const anchorOffset = below(9) - 4;
          await check({ anchor: toId('email', all[index] as number), anchorOffset }, index + anchorOffset);
        }
      }
    }, 120_000);
  });
});
