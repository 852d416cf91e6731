/** Steps as plain data, so that a failing sequence can be made shorter and printed, and what each stands for when its turn comes. */
import fc from 'fast-check';
import type { Email, Grantee, Mailbox, Who } from '../model/parts.ts';
import type { World } from '../world.ts';
import { appendTo, createDraft, deliver, deliverToTeam, importInto, submit } from './arrive.ts';
import { copyEmail, destroyEmail, updateEmail } from './emails.ts';
import { createFolder, deleteFolder, makeTrash, renameFolder, renameInbox, subscribeTo, type Way } from './folders.ts';
import { takeByPop3 } from './pop3.ts';
import { limitRoom } from './quota.ts';
import { closeMailbox, expungeIn, type Place, storeFlags, storeUnchanged, transferTo } from './selected.ts';
import { findEmails, type Criterion } from './search.ts';
import { changeTeam, share } from './share.ts';
import { submitDraft } from './submit-draft.ts';

/** How often each kind comes. */
const weights = {
  deliver: 6, deliverToTeam: 1, submit: 2, submitDraft: 2, append: 4, import: 3, draft: 2,
  store: 10, storeUnchanged: 2, keywords: 7, copy: 5, move: 6, thereAndBack: 1, mailboxIds: 7, copyEmail: 3,
  expunge: 5, close: 1, destroy: 3, pop3: 3,
  createFolder: 2, renameFolder: 2, deleteFolder: 1, renameInbox: 0.3, makeTrash: 1, subscribe: 1,
  share: 5, team: 1, quota: 1, search: 3, idle: 2, reconnect: 1,
} as const;

type Kind = keyof typeof weights;

/** Numbers are taken modulo what is there when the step's turn comes. */
export interface Step {
  readonly do: Kind;
  readonly who: number;
  readonly way: Way;
  /** Which mailbox or Email, which one else, and how. */
  readonly at: number;
  readonly to: number;
  readonly how: number;
  readonly some: readonly number[];
  readonly keywords: readonly string[];
  readonly flag: boolean;
}

const index = fc.nat({ max: 999 });

export const step: fc.Arbitrary<Step> = fc.record({
  do: fc.oneof(...Object.entries(weights).map(([kind, weight]) => ({ weight: weight * 10, arbitrary: fc.constant(kind as Kind) }))),
  who: fc.nat({ max: 2 }), way: fc.constantFrom<Way>('imap', 'jmap'), at: index, to: index, how: index,
  some: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 }),
  keywords: fc.uniqueArray(fc.constantFrom('$seen', '$flagged', '$draft', '$answered', 'work'), { maxLength: 3 }), flag: fc.boolean(),
});

/** Rights that JMAP can say as well as IMAP, and some that only IMAP can. */
const grants = ['lrswite', 'lrs', 'lrswipkxtea', 'lr', '', 'lrswi', 'lrste', 'lrswitek', 'lrwi', 'lrkxte', 'lri', 'lrswa'];
const letters = [...grants, 'l', 'lrst', 'lre', 'lrswit', 'rswi'];

const criteria: readonly Criterion[] = [{ keyword: '$seen' }, { notKeyword: '$seen' }, { keyword: 'work' }, { notKeyword: '$flagged' }, { subject: 'lunch' }, { subject: 'RE: plans' }, { body: 'of m' }];

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
/** Where a number has said already among which it is to be chosen. */
const pickAmong = <T>(list: readonly T[], n: number): T | undefined => pick(list, Math.floor(n / 8));
/** Now and then something that is not for them: it has to be refused. */
const isForbiddenTry = (n: number): boolean => n % 8 === 7;

function mailboxFor(world: World, who: Who, n: number): Mailbox {
  const { model } = world;
  const reached = model.mailboxes.filter((mailbox) => model.rights(who, mailbox) !== '');
  const shared = reached.filter((mailbox) => mailbox.owner !== who || mailbox.grants.size > 0);
  const list = isForbiddenTry(n) ? model.mailboxes : n % 4 === 0 && shared.length > 0 ? shared : reached;
  return pickAmong(list, n) as Mailbox;
}

/** One that they may read, with messages where there is such a one. */
function filledFor(world: World, who: Who, n: number): Mailbox {
  const { model } = world;
  const filled = model.mailboxes.filter((mailbox) => model.rights(who, mailbox) !== '' && mailbox.messages.length > 0);
  const shared = filled.filter((mailbox) => mailbox.owner !== who || mailbox.grants.size > 0);
  return pickAmong(n % 2 === 0 && shared.length > 0 ? shared : filled, n) ?? (model.withRole(who, 'inbox') as Mailbox);
}

/** Where messages of a mailbox are to go: often into another account. */
function targetFor(world: World, who: Who, from: Mailbox, n: number): Mailbox {
  const { model } = world;
  const across = n % 2 === 0 ? model.mailboxes.filter((mailbox) => mailbox.owner !== from.owner && model.may(who, mailbox, 'i')) : [];
  const shared = across.filter((mailbox) => mailbox.grants.size > 0);
  return pickAmong(shared.length > 0 ? shared : across, n) ?? mailboxFor(world, who, n);
}

function emailFor(world: World, who: Who, n: number): Email | undefined {
  const { model } = world;
  const all = model.accounts.flatMap((account) => [...account.emails]);
  if (isForbiddenTry(n)) return pickAmong(all, n);
  const seen = all.filter((email) => model.visiblePlaces(who, email).length > 0);
  const shared = seen.filter((email) => email.owner !== who || model.places(email).some((mailbox) => mailbox.grants.size > 0));
  return pickAmong(n % 2 === 0 && shared.length > 0 ? shared : seen, n);
}

/** A mailbox, and now and then a second one of the same account. */
function mailboxesFor(world: World, who: Who, { at, to, flag }: Step): Mailbox[] {
  const first = mailboxFor(world, who, at);
  const second = mailboxFor(world, who, to);
  return flag && second.owner === first.owner && second !== first ? [first, second] : [first];
}

function placeFor(world: World, who: Who, { at, some, how }: Step): Place {
  return { session: world.person(who).sessions[how % 2] as Place['session'], mailbox: filledFor(world, who, at), messages: some, byUid: how % 4 < 2 };
}

const given = ({ how, some }: Step) => ({ subject: how, references: how % 3 === 0 ? [] : some.slice(0, 2).map((n) => n % 8), lines: how % 20 });

const plays: Readonly<Record<Kind, (world: World, step: Step) => Promise<void>>> = {
  deliver: (world, step) => deliver(world, [step.who, ...(step.flag ? [(step.who + 1) % 3] : [])], given(step)),
  deliverToTeam: (world, step) => deliverToTeam(world, given(step)),
  async submitDraft(world, step) {
    const { model } = world;
    const drafts = [...model.account(step.who).emails].filter(({ content, keywords }) => keywords.has('$draft') && content.from === world.person(step.who).address);
    const draft = pick(drafts, step.at);
    if (draft) await submitDraft(world, step.who, draft, [...new Set([(step.who + 1) % 3, (step.who + step.to) % 3])]);
  },
  submit: (world, step) => submit(world, step.who, [...new Set([(step.who + 1) % 3, (step.who + step.at) % 3])], given(step)),
  append: (world, step) => appendTo(world, step.who, mailboxFor(world, step.who, step.at), step.keywords, step.to % 5 === 0, given(step)),
  import: (world, step) => importInto(world, step.who, mailboxesFor(world, step.who, step), step.keywords, given(step)),
  draft: (world, step) => createDraft(world, step.who, mailboxesFor(world, step.who, step), [...new Set([...step.keywords, '$draft'])], given(step)),
  store(world, step) {
    const op = (['add', 'add', 'remove', 'replace'] as const)[step.to % 4] as 'add';
    return storeFlags(world, step.who, placeFor(world, step.who, step), { op, keywords: step.keywords, deleted: step.how % 3 === 0 }, step.flag);
  },
  storeUnchanged(world, step) {
    const op = (['add', 'remove', 'replace'] as const)[step.to % 3] as 'add';
    return storeUnchanged(world, step.who, placeFor(world, step.who, step), { op, keywords: step.keywords.length > 0 ? step.keywords : ['work'], deleted: step.how % 3 === 0 }, step.flag);
  },
  async keywords(world, step) {
    const email = emailFor(world, step.who, step.at);
    const keywords = step.keywords.length > 0 ? step.keywords : ['$seen'];
    const patch = step.how % 4 === 0 ? { allKeywords: step.keywords } : { keywords: new Map(keywords.map((keyword, i) => [keyword, (step.how + i) % 3 !== 0])) };
    if (email) await updateEmail(world, step.who, email, patch);
  },
  copy(world, step) {
    const place = placeFor(world, step.who, step);
    return transferTo(world, step.who, place, targetFor(world, step.who, place.mailbox, step.to), false);
  },
  move(world, step) {
    const place = placeFor(world, step.who, step);
    return transferTo(world, step.who, place, targetFor(world, step.who, place.mailbox, step.to), true);
  },
  /** Copied, marked, copied back: what many clients do for a deletion and its undoing (design §5). */
  async thereAndBack(world, step) {
    const { who, some, keywords } = step;
    const place = { ...placeFor(world, who, step), messages: some.slice(0, 1) };
    const email = place.mailbox.messages[(some[0] ?? 0) % Math.max(1, place.mailbox.messages.length)]?.email;
    const to = mailboxFor(world, who, step.to);
    await transferTo(world, who, place, to, false);
    await storeFlags(world, who, place, { op: 'add', keywords, deleted: true }, step.flag);
    const there = to.messages.findIndex((message) => message.email === email);
    if (there >= 0 && world.model.rights(who, to) !== '') await transferTo(world, who, { ...place, mailbox: to, messages: [there] }, place.mailbox, false);
  },
  async mailboxIds(world, step) {
    const { model } = world;
    const email = emailFor(world, step.who, step.at);
    if (!email) return;
    const near = [...model.account(email.owner).mailboxes].filter((mailbox) => isForbiddenTry(step.to) || model.rights(step.who, mailbox) !== '');
    const [one, other] = [pickAmong(near, step.to), pickAmong(near, step.how)];
    const places = model.visiblePlaces(step.who, email);
    if (!one || !other) return;
    const patches = [{ add: [one] }, { remove: [pick(places, step.to) ?? one] }, { mailboxes: [one, other] }, { mailboxes: [one] }, one === other ? { add: [one] } : { add: [one], remove: [other] }];
    await updateEmail(world, step.who, email, { ...pick(patches, step.how), ...(step.flag ? { keywords: new Map([['$seen', step.how % 2 === 0]]) } : {}) });
  },
  async copyEmail(world, step) {
    const email = emailFor(world, step.who, step.at);
    const to = mailboxesFor(world, step.who, { ...step, at: step.to, to: step.how });
    if (email && email.owner !== to[0]?.owner) await copyEmail(world, step.who, email, to, step.way === 'jmap');
  },
  expunge(world, step) {
    const { session, mailbox, messages } = placeFor(world, step.who, step);
    return expungeIn(world, step.who, session, mailbox, step.flag ? messages : undefined);
  },
  close(world, step) {
    const { session, mailbox } = placeFor(world, step.who, step);
    return closeMailbox(world, step.who, session, mailbox);
  },
  async destroy(world, step) {
    const email = emailFor(world, step.who, step.at);
    if (email) await destroyEmail(world, step.who, email);
  },
  pop3: (world, step) => takeByPop3(world, step.who, step.some, step.flag, step.way === 'imap'),
  createFolder(world, step) {
    const { model } = world;
    const parent = mailboxFor(world, step.who, step.at);
    const depth = world.path(parent.owner, parent).split('/').length;
    if (model.account(parent.owner).mailboxes.size > 12) return deleteFolder(world, step.who, step.way, parent, true);
    const isTop = step.how % 3 === 0 || depth > 3;
    const twin = [...model.account(parent.owner).mailboxes].find((mailbox) => mailbox.parent === (isTop ? undefined : parent) && mailbox.role === null);
    return createFolder(world, step.who, step.way, parent.owner, isTop ? undefined : parent, twin && step.to % 9 === 8 ? twin.name : ((step.to % 2 === 0 ? world.freeNames.pop() : undefined) ?? world.newName()));
  },
  async renameFolder(world, step) {
    const mailbox = mailboxFor(world, step.who, step.at);
    if (mailbox.role !== null) return;
    const parent = mailboxFor(world, step.who, step.to);
    const isDeep = world.path(parent.owner, parent).split('/').length > 3;
    // Where others stand at the top of what is shared, that is for the owner to say.
    const top = mailbox.owner === step.who ? undefined : null;
    await renameFolder(world, step.who, step.way, mailbox, world.newName(), step.flag ? null : isDeep || parent.owner !== mailbox.owner ? top : parent);
  },
  async deleteFolder(world, step) {
    const mailbox = mailboxFor(world, step.who, step.at);
    if (mailbox.role === null) await deleteFolder(world, step.who, step.way, mailbox, step.flag);
  },
  makeTrash: (world, step) => makeTrash(world, step.who, mailboxFor(world, step.who, step.at)),
  renameInbox: (world, step) => renameInbox(world, step.who, world.newName()),
  subscribe: (world, step) => subscribeTo(world, step.who, step.way, mailboxFor(world, step.who, step.at), step.flag),
  share(world, step) {
    const { model } = world;
    const mailbox = mailboxFor(world, step.who, step.at);
    const others = model.accounts.map(({ owner }) => owner).filter((owner) => owner !== mailbox.owner);
    // What was given is changed and taken back as often as something new is given.
    const grantees: Grantee[] = step.flag && mailbox.grants.size > 0 ? [...mailbox.grants.keys()] : [...others, ...others, 'team', 'anyone'];
    const rights = step.flag && step.how % 3 === 0 ? '' : pick(step.way === 'imap' ? letters : grants, step.how);
    return share(world, step.who, step.way, mailbox, pick(grantees, step.to) as Grantee, rights as string);
  },
  team: (world, step) => changeTeam(world, step.at % 3),
  search: (world, step) => findEmails(world, step.who, filledFor(world, step.who, step.at), pick(criteria, step.how) as Criterion),
  async idle(world, step) {
    const { session, mailbox } = placeFor(world, step.who, step);
    await session.enter(mailbox, world.path(step.who, mailbox));
    await session.idle();
    world.say(`${session.name} idles in ${world.show(mailbox)}`);
  },
  quota: (world, step) => limitRoom(world, step.who, step.flag ? 1000 + 2 * step.how : null),
  async reconnect(world, step) {
    const session = world.person(step.who).sessions[step.how % 2];
    session?.close();
    world.say(`${session?.name ?? ''} hangs up`);
  },
};

export const play = (world: World, step: Step): Promise<void> => plays[step.do](world, step);

/** What every sequence begins with: folders that are shared, with messages in them. */
export async function prologue(world: World): Promise<void> {
  // Threads that lie in shared and in private folders, with Trash among the shared ones.
  for (const [role, to] of [['inbox', 1], ['trash', 1], ['inbox', 'team']] as const) await share(world, 0, 'jmap', world.model.withRole(0, role) as Mailbox, to, 'lrswite');
  for (const [who, others] of [[0, { 1: 'lrswite', 2: 'lrs' }], [1, { 0: 'lrswipkxtea', 2: 'lrswi' }]] as const) {
    await createFolder(world, who, 'imap', who, undefined, world.newName());
    const folder = [...world.model.account(who).mailboxes].at(-1) as Mailbox;
    for (const [to, rights] of Object.entries(others)) await share(world, who, who === 0 ? 'jmap' : 'imap', folder, Number(to), rights);
    for (let n = 0; n < 2; n++) await appendTo(world, who, folder, [], false, { subject: n, references: [0], lines: n });
    await deliver(world, [who], { subject: who, references: [0], lines: 3 });
  }
  // What one person has read, another moves where a third reads it.
  const [from, to] = [0, 1].map((owner) => [...world.model.account(owner).mailboxes].at(-1) as Mailbox) as [Mailbox, Mailbox];
  const first = from.messages[0]?.email;
  if (first) await updateEmail(world, 2, first, { keywords: new Map([['$seen', true]]) });
  await transferTo(world, 1, { session: world.person(1).sessions[0], mailbox: from, messages: [0], byUid: true }, to, true);
  await deliver(world, [0], { subject: 0, references: [1], lines: 1 });
  const reply = [...world.model.account(0).emails].at(-1);
  if (reply) await updateEmail(world, 0, reply, { mailboxes: [world.model.withRole(0, 'trash') as Mailbox] });
}
