/** Three people change one account at random, under rights that change at random: what each may, does and sees is what a model of the rules says. */
import { expect, test } from 'vitest';
import { explainRights } from '../../../api/access/grants.ts';
import { fromRightLetters, READ, rightBits, WRITE } from '../../../api/access/rights.ts';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { message } from '../jmap-mail/messages.ts';
import { type Random, random } from '../jmap-mail/random.ts';
import { BOB, CAROL, type Person, type Sharing, sharing } from './three-people.ts';

const STEPS = 250;
const EMAILS = 12;

interface ModelEmail {
  readonly places: Set<number>;
  flagged: boolean;
  /** By principal; the owner's is the keyword. */
  readonly seen: Set<number>;
}

type Patch = { seen?: boolean; flagged?: boolean; add?: number; remove?: number };

class Model {
  readonly emails = new Map<number, ModelEmail>();
  /** `mailbox:principal` to bits. */
  readonly grants = new Map<string, number>();
  readonly owner: number;
  readonly mailboxes: readonly number[];

  constructor(owner: number, mailboxes: readonly number[]) {
    this.owner = owner;
    this.mailboxes = mailboxes;
  }

  rights(who: number, mailbox: number): number {
    if (who === this.owner) return 2047;
    const bits = this.grants.get(`${mailbox}:${who}`) ?? 0;
    return (bits & READ) === READ ? bits : 0;
  }

  readable(who: number): number[] {
    return this.mailboxes.filter((mailbox) => this.rights(who, mailbox) !== 0);
  }

  visible(who: number, email: number): number[] {
    return [...(this.emails.get(email)?.places ?? [])].filter((mailbox) => this.rights(who, mailbox) !== 0);
  }

  has(who: number, mailboxes: readonly number[], bits: number): boolean {
    return mailboxes.every((mailbox) => (this.rights(who, mailbox) & bits) === bits);
  }

  /** A refusal of the whole method, or undefined. */
  door(who: number): string | undefined {
    const readable = this.readable(who);
    if (readable.length === 0) return 'accountNotFound';
    return who !== this.owner && readable.every((mailbox) => (this.rights(who, mailbox) & WRITE) === 0) ? 'accountReadOnly' : undefined;
  }

  update(who: number, id: number, patch: Patch): string {
    const email = this.emails.get(id);
    const visible = this.visible(who, id);
    if (!email || visible.length === 0) return 'notFound';
    const target = new Set(visible);
    if (patch.add !== undefined) target.add(patch.add);
    if (patch.remove !== undefined) target.delete(patch.remove);
    if (target.size === 0 || [...target].some((mailbox) => this.rights(who, mailbox) === 0)) return 'invalidProperties';
    if (patch.seen !== undefined && patch.seen !== email.seen.has(who) && !this.has(who, visible, rightBits.s)) return 'forbidden';
    if (patch.flagged !== undefined && patch.flagged !== email.flagged && !this.has(who, visible, rightBits.w)) return 'forbidden';
    const added = [...target].filter((mailbox) => !visible.includes(mailbox));
    const removed = visible.filter((mailbox) => !target.has(mailbox));
    if (!this.has(who, added, rightBits.i) || !this.has(who, removed, rightBits.t | rightBits.e)) return 'forbidden';
    if (patch.seen === true) email.seen.add(who);
    if (patch.seen === false) email.seen.delete(who);
    if (patch.flagged !== undefined) email.flagged = patch.flagged;
    for (const mailbox of added) email.places.add(mailbox);
    for (const mailbox of removed) email.places.delete(mailbox);
    return 'done';
  }

  destroy(who: number, id: number): string {
    const visible = this.visible(who, id);
    if (visible.length === 0) return 'notFound';
    if (!this.has(who, visible, rightBits.t | rightBits.e)) return 'forbidden';
    const { places } = this.emails.get(id) as ModelEmail;
    for (const mailbox of visible) places.delete(mailbox);
    if (places.size === 0) this.emails.delete(id);
    return 'done';
  }
}

eachDatabase((_name, makeUrl) => {
  test('random grants, marks, moves and deletions', async () => {
    const dice = random();
    const at = await sharing(makeUrl);
    try {
      await play(at, dice);
    } catch (error) {
      console.error(`MESSAGERIE_TEST_SEED=${dice.seed}`);
      throw error;
    } finally {
      await at.close();
    }
  });
});

async function play(at: Sharing, dice: Random): Promise<void> {
  const mailboxes = [await at.mail.addMailbox('A'), await at.mail.addMailbox('B'), await at.mail.addMailbox('C')];
  const model = new Model(at.mail.account, mailboxes);
  const people: readonly Person[] = [at.ali, at.bob, at.carol];
  let made = 0;
  const add = async (): Promise<void> => {
    const places = mailboxes.filter(() => dice.chance(0.5));
    if (places.length === 0) places.push(dice.pick(mailboxes));
    const id = await at.mail.add(message({ id: `r${++made}@x`, subject: `Random ${made}` }), { mailboxes: places });
    model.emails.set(id, { places: new Set(places), flagged: false, seen: new Set() });
  };
  const grant = async (): Promise<void> => {
    const [mailbox, who] = [dice.pick(mailboxes), dice.pick([BOB, CAROL])];
    const letters = dice.chance(0.15) ? '' : `${dice.chance(0.9) ? 'lr' : 'l'}${[...'switekx'].filter(() => dice.chance(0.7)).join('')}`;
    await at.grant(mailbox, who, letters);
    model.grants.set(`${mailbox}:${who}`, fromRightLetters(letters) ?? 0);
  };
  for (let i = 0; i < EMAILS; i++) await add();
  for (let i = 0; i < 6; i++) await grant();

  for (let step = 0; step < STEPS; step++) {
    const who = dice.pick(people);
    const roll = dice.below(100);
    if (roll < 12) await grant();
    else if (model.emails.size < EMAILS) await add();
    else if (roll < 20) await destroy(who, dice.pick([...model.emails.keys()]));
    else await update(who, dice.pick([...model.emails.keys()]));
    if (step % 25 === 24) await compare();
  }
  await compare();
  expect(await at.verify()).toEqual([]);

  async function answer(who: Person, args: Record<string, unknown>, id: string, kind: 'update' | 'destroy'): Promise<string> {
    try {
      const set = await who.call('Email/set', args as never);
      return (kind === 'update' ? set.notUpdated : set.notDestroyed)?.[id]?.type ?? 'done';
    } catch (error) {
      const refusal = error as { kind?: string; type?: string };
      return refusal.type ?? refusal.kind ?? String(error);
    }
  }

  async function update(who: Person, email: number): Promise<void> {
    const patch: Patch = {
      ...(dice.chance(0.6) ? { seen: dice.chance(0.6) } : {}), ...(dice.chance(0.3) ? { flagged: dice.chance(0.5) } : {}),
      ...(dice.chance(0.3) ? { add: dice.pick(mailboxes) } : {}),
    };
    const removable = mailboxes.filter((mailbox) => mailbox !== patch.add);
    if (dice.chance(0.3)) patch.remove = dice.pick(removable);
    const written: Record<string, unknown> = {};
    if (patch.seen !== undefined) written['keywords/$seen'] = patch.seen || null;
    if (patch.flagged !== undefined) written['keywords/$flagged'] = patch.flagged || null;
    if (patch.add !== undefined) written[`mailboxIds/${toId('mailbox', patch.add)}`] = true;
    if (patch.remove !== undefined) written[`mailboxIds/${toId('mailbox', patch.remove)}`] = null;
    const id = toId('email', email);
    const expected = model.door(who.principal) ?? model.update(who.principal, email, patch);
    expect(await answer(who, { update: { [id]: written } }, id, 'update'), `${who.ctx.principal.name} ${JSON.stringify(patch)}`).toBe(expected);
  }

  async function destroy(who: Person, email: number): Promise<void> {
    const id = toId('email', email);
    const expected = model.door(who.principal) ?? model.destroy(who.principal, email);
    expect(await answer(who, { destroy: [id] }, id, 'destroy'), who.ctx.principal.name).toBe(expected);
  }

  async function compare(): Promise<void> {
    for (const who of people) {
      const { principal } = who;
      for (const mailbox of mailboxes) {
        const explained = await at.mail.db.read((read) => explainRights(read, principal, mailbox));
        expect(explained.isVisible ? explained.rights : 0).toBe(model.rights(principal, mailbox));
      }
      if (model.door(principal) === 'accountNotFound') continue;
      const seen = (await who.call('Email/get', { ids: null, properties: ['mailboxIds', 'keywords'] })).list.map((email) => ({
        id: email.id, places: Object.keys(email.mailboxIds ?? {}).sort(), keywords: Object.keys(email.keywords ?? {}).sort(),
      }));
      const expected = [...model.emails].filter(([id]) => model.visible(principal, id).length > 0).map(([id, email]) => ({
        id: toId('email', id), places: model.visible(principal, id).map((mailbox) => toId('mailbox', mailbox)).sort(),
        keywords: [...(email.flagged ? ['$flagged'] : []), ...(email.seen.has(principal) ? ['$seen'] : [])],
      }));
      const byId = (list: typeof seen) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(byId(seen), who.ctx.principal.name).toEqual(byId(expected));
      const counters = (await who.call('Mailbox/get', { ids: mailboxes.map((mailbox) => toId('mailbox', mailbox)) })).list;
      expect(Object.fromEntries(counters.map((mailbox) => [mailbox.id, [mailbox.totalEmails, mailbox.unreadEmails]])), who.ctx.principal.name).toEqual(
        Object.fromEntries(model.readable(principal).map((mailbox) => {
          const there = [...model.emails.values()].filter((email) => email.places.has(mailbox));
          return [toId('mailbox', mailbox), [there.length, there.filter((email) => !email.seen.has(principal)).length]];
        })),
      );
    }
  }
}
