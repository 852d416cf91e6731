/** Random mail and random searches over JMAP and IMAP, compared with a plain scan, while mail comes, goes, and the index is joined and made anew (design §6). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmailFilter, EmailFilterCondition } from '../../../openapi/index.ts';
import type { LegacyFilter } from '../../../api/client/legacy.ts';
import { toId } from '../../../api/ids.ts';
import { searchMailbox } from '../../../api/legacy/search.ts';
import { searchIndexOf } from '../../../api/mail/search/index.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture, numberOf } from '../../setup/mail.ts';
import { random } from '../jmap-mail/random.ts';
import { compose, needle, normal, phrase, type Written } from './corpus.ts';

type Model = Written & { readonly id: number; seen: boolean };

const ROUNDS = 14;
const QUERIES = 25;

eachDatabase((_name, makeUrl) => {
  const by = random();
  const { seed, pick, chance, below } = by;
  let mail: MailFixture;
  let emails: Model[] = [];
  let serial = 0;

  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
  });
  afterAll(() => mail.close());

  /** Terms of one JMAP text, and the text: quoted where it needs to be. */
  const typed = (): { text: string; terms: string[] } => {
    const pieces = Array.from({ length: chance(0.3) ? 2 : 1 }, () => {
      const from = pick(emails);
      return needle(by, pick([...from.texts, from.headers[3]?.[1] ?? '', from.headers[0]?.[1] ?? ''])).trim();
    }).filter((piece) => piece !== '');
    const terms: string[] = [];
    const words = pieces.flatMap((piece) => {
      if (chance(0.5) || /^['"]/.test(piece)) {
        terms.push(piece);
        const quote = pick(['"', "'"]);
        return [`${quote}${piece.replace(/["'\\]/g, '\\$&')}${quote}`];
      }
      const single = piece.split(/\s+/).filter((word) => word !== '' && !/^['"]/.test(word));
      terms.push(...single);
      return single;
    });
    return { text: words.join(' '), terms: terms.map(normal) };
  };
  type Test = (email: Model) => boolean;
  const values = (email: Model, ...names: string[]): string[] => email.headers.filter(([name]) => names.includes(name.toLowerCase())).map(([, value]) => normal(value));
  const all = (terms: readonly string[], texts: readonly string[]): boolean => terms.every((term) => texts.some((text) => text.includes(term)));
  const bodies = (email: Model): string[] => email.texts.map(normal);

  const condition = (): [EmailFilterCondition, Test] => {
    const { text, terms } = typed();
    switch (below(7)) {
      case 0:
        return [{ subject: text }, (email) => all(terms, values(email, 'subject'))];
      case 1:
        return [{ from: text }, (email) => all(terms, values(email, 'from'))];
      case 2:
        return [{ body: text }, (email) => all(terms, bodies(email))];
      case 3: {
        const name = pick(['X-Note', 'to', 'Message-ID', 'X-None']);
        return chance(0.3)
          ? [{ header: [name] }, (email) => values(email, name.toLowerCase()).length > 0]
          : [{ header: [name, text] }, (email) => values(email, name.toLowerCase()).length > 0 && all(terms, values(email, name.toLowerCase()))];
      }
      case 4:
        return [{ hasKeyword: '$seen' }, (email) => email.seen];
      default:
        return [{ text }, (email) => all(terms, [...values(email, 'from', 'to', 'cc', 'bcc', 'subject'), ...bodies(email)])];
    }
  };
  const filter = (depth: number): [EmailFilter, Test] => {
    if (depth === 0 || chance(0.6)) return condition();
    const inner = Array.from({ length: 1 + below(3) }, () => filter(depth - 1));
    const operator = pick(['AND', 'OR', 'NOT'] as const);
    const tests = inner.map(([, one]) => one);
    const passes: Test = operator === 'AND' ? (email) => tests.every((one) => one(email)) : operator === 'OR' ? (email) => tests.some((one) => one(email)) : (email) => !tests.some((one) => one(email));
    return [{ operator, conditions: inner.map(([node]) => node) }, passes];
  };
  const legacy = (depth: number): [LegacyFilter, Test] => {
    if (depth > 0 && chance(0.4)) {
      const inner = Array.from({ length: 1 + below(3) }, () => legacy(depth - 1));
      const tests = inner.map(([, one]) => one);
      const filters = inner.map(([node]) => node);
      switch (below(3)) {
        case 0:
          return [{ op: 'and', filters }, (email) => tests.every((one) => one(email))];
        case 1:
          return [{ op: 'or', filters }, (email) => tests.some((one) => one(email))];
        default:
          return [{ op: 'not', filter: filters[0] as LegacyFilter }, (email) => !tests[0]?.(email)];
      }
    }
    const from = pick(emails);
    const text = needle(by, pick([...from.texts, ...from.headers.map(([, value]) => value)])).replace(/\s+/g, ' ');
    const term = normal(`.${text}.`).slice(1, -1);
    const has = (texts: readonly string[]): boolean => texts.some((one) => one.includes(term));
    switch (below(5)) {
      case 0:
        return [{ op: 'keyword', keyword: '$seen' }, (email) => email.seen];
      case 1:
        return [{ op: 'body', text }, (email) => has(bodies(email))];
      case 2: {
        const name = pick(['Subject', 'From', 'x-note', 'Message-ID']);
        return [{ op: 'header', name, text }, (email) => has(values(email, name.toLowerCase()))];
      }
      default:
        return [{ op: 'text', text }, (email) => has([...email.headers.map(([field, value]) => normal(`${field}: ${value}`)), ...bodies(email)])];
    }
  };

  async function check(where: string): Promise<void> {
    for (let query = 0; query < QUERIES; query++) {
      const [node, passes] = filter(2);
      const answer = await mail.call('Email/query', { filter: node, sort: chance(0.5) ? null : [{ property: 'size' }], calculateTotal: true });
      expect(new Set(answer.ids.map((id) => numberOf('email', id))), `${where}: ${JSON.stringify(node)}`).toEqual(new Set(emails.filter(passes).map(({ id }) => id)));
      expect(answer.canCalculateChanges, JSON.stringify(node)).toBe(!/"(text|subject|from|body|header)"/.test(JSON.stringify(node)));
      const [key, matches] = legacy(2);
      const uids = await searchMailbox(mail.ctx, mail.mailboxId('inbox'), key);
      expect(new Set(await idsOf(uids)), `${where}: ${JSON.stringify(key)}`).toEqual(new Set(emails.filter(matches).map(({ id }) => id)));
    }
  }

  async function idsOf(uids: Uint32Array): Promise<number[]> {
    const rows = await mail.db.read((read) => read.all<{ uid: number; id: number }>(sql`SELECT uid, email_id AS id FROM membership WHERE mailbox_id = ${mail.mailbox.inbox}`));
    const byUid = new Map(rows.map(({ uid, id }) => [uid, id]));
    return [...uids].map((uid) => byUid.get(uid) ?? -1);
  }

  test('JMAP and IMAP find what a plain scan finds, at every moment', async () => {
    const index = searchIndexOf(mail.core);
    for (let round = 0; round < ROUNDS; round++) {
      const where = `seed ${seed}, round ${round}`;
      const written = Array.from({ length: 1 + below(30) }, () => compose(by, serial++));
      const ids = await mail.addMany(written.map((one) => ({ message: one.source })));
      emails.push(...written.map((one, i) => ({ ...one, id: ids[i] as number, seen: false })));
      await check(where);
      if (chance(0.4)) {
        const gone = emails.filter(() => chance(0.3));
        await mail.call('Email/set', { destroy: gone.map(({ id }) => toId('email', id)) });
        emails = emails.filter((email) => !gone.includes(email));
        if (emails.length === 0) continue;
      }
      const seen = emails.filter(() => chance(0.2));
      await mail.call('Email/set', { update: Object.fromEntries(seen.map(({ id }) => [toId('email', id), { 'keywords/$seen': true }])) });
      for (const email of seen) email.seen = true;
      if (chance(0.5)) while (await index.tidy(mail.account));
      if (chance(0.3)) await index.rebuild(mail.account);
      await check(`${where}, after changes`);
    }
    expect((await createVerifyService(mail.core).verify({})).differences, `seed ${seed}`).toEqual([]);
  }, 180_000);

  test('phrases that nobody wrote find nothing', async () => {
    expect((await mail.call('Email/query', { filter: { text: `"${phrase(by, 3)} qqqq zzzz"` } })).ids).toEqual([]);
  });
});
