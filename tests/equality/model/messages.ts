/** What becomes of messages: arrival, flags, COPY, MOVE, EXPUNGE, and what Email/set does (RFC 9051, RFC 8621; design §5). Rights decide first (RFC 4314). */
import type { Model } from './model.ts';
import type { Content, Email, Mailbox, Membership, Outcome, Who } from './parts.ts';
import { threadToJoin } from './threads.ts';

/** LMTP, submission: whoever sends it may see nothing of the account. */
export function deliver(model: Model, owner: Who, content: Content): void {
  const inbox = model.withRole(owner, 'inbox');
  if (inbox) model.put(model.begin(owner, content, [], threadToJoin(model, owner, content, undefined)), inbox);
}

/** The copy that the server files of what was submitted by SMTP: read already. */
export function fileSent(model: Model, owner: Who, content: Content): void {
  const sent = model.withRole(owner, 'sent');
  if (sent) model.put(model.begin(owner, content, ['$seen'], threadToJoin(model, owner, content, undefined)), sent);
}

function enter(model: Model, who: Who, owner: Who, content: Content, keywords: readonly string[], keeps?: Email): Email {
  return model.begin(owner, content, keywords, threadToJoin(model, owner, content, who === owner ? undefined : who), keeps);
}

const OTHERS = (keywords: readonly string[]): string[] => keywords.filter((keyword) => keyword !== '$seen');

/** APPEND: flags that may not be set are left out (RFC 4314 §4). */
export function append(model: Model, who: Who, mailbox: Mailbox, content: Content, keywords: readonly string[], deleted: boolean): Outcome {
  if (!model.may(who, mailbox, 'i')) return 'refused';
  const isOwner = who === mailbox.owner;
  const email = enter(model, who, mailbox.owner, content, isOwner ? keywords : model.may(who, mailbox, 'w') ? OTHERS(keywords) : []);
  if (!isOwner && keywords.includes('$seen') && model.may(who, mailbox, 's')) model.setSeen(who, email, true);
  model.put(email, mailbox, deleted && model.may(who, mailbox, 't'));
  return 'done';
}

/** Email/import, Email/set create: what may not be set is refused. */
export function create(model: Model, who: Who, mailboxes: readonly Mailbox[], content: Content, keywords: readonly string[]): Outcome {
  const [owner] = mailboxes.map((mailbox) => mailbox.owner);
  if (owner === undefined || model.isReadOnly(who, owner) || !model.mayInAll(who, mailboxes, 'i')) return 'refused';
  if (keywords.includes('$seen') && !model.mayInAll(who, mailboxes, 's')) return 'refused';
  if (OTHERS(keywords).length > 0 && !model.mayInAll(who, mailboxes, 'w')) return 'refused';
  const email = enter(model, who, owner, content, OTHERS(keywords));
  if (keywords.includes('$seen')) model.setSeen(who, email, true);
  for (const mailbox of mailboxes) model.put(email, mailbox);
  return 'done';
}

export interface FlagChange {
  readonly op: 'add' | 'remove' | 'replace';
  readonly keywords: readonly string[];
  readonly deleted: boolean;
}

/** STORE: permitted flags are applied, and NO comes only where none is (RFC 4314 §4). `\Deleted` is the mailbox's, the rest the Email's. */
export function store(model: Model, who: Who, mailbox: Mailbox, messages: readonly Membership[], { op, keywords, deleted }: FlagChange): Outcome {
  const asked = op === 'replace' ? 'swt' : `${keywords.includes('$seen') ? 's' : ''}${OTHERS(keywords).length > 0 ? 'w' : ''}${deleted ? 't' : ''}`;
  if (messages.length === 0) return 'done';
  if (asked !== '' && ![...asked].some((letter) => model.may(who, mailbox, letter))) return 'refused';
  let isAnyAllowed = asked === '';
  for (const membership of messages) {
    const { email } = membership;
    const here = model.visiblePlaces(who, email);
    // Keywords belong to the Email: every mailbox that holds it and may be seen must allow it.
    const may = (letter: string): boolean => asked.includes(letter) && model.mayInAll(who, [...new Set([mailbox, ...(letter === 't' ? [] : here)])], letter);
    const on = (keyword: string): boolean => op !== 'remove' && keywords.includes(keyword);
    if (may('s')) model.setSeen(who, email, on('$seen'));
    if (may('w')) {
      if (op === 'replace') for (const keyword of OTHERS([...email.keywords])) email.keywords.delete(keyword);
      for (const keyword of OTHERS(keywords)) email.keywords[on(keyword) ? 'add' : 'delete'](keyword);
    }
    if (may('t')) membership.deleted = op === 'replace' ? deleted : op === 'add';
    isAnyAllowed ||= [...asked].some(may);
  }
  return isAnyAllowed ? 'done' : 'refused';
}

/** EXPUNGE, UID EXPUNGE. @param among undefined: all */
export function expunge(model: Model, who: Who, mailbox: Mailbox, among?: readonly Membership[]): Outcome {
  if (among?.length === 0) return 'done';
  if (!model.may(who, mailbox, 'e')) return 'refused';
  for (const { email } of mailbox.messages.filter((each) => each.deleted && (among?.includes(each) ?? true))) model.take(email, mailbox);
  return 'done';
}

/** COPY and MOVE (design §5). */
export function transfer(model: Model, who: Who, from: Mailbox, messages: readonly Membership[], to: Mailbox, isMove: boolean): Outcome {
  if (model.rights(who, to) === '') return 'refused';
  if (messages.length === 0) return 'done';
  if ((isMove && !model.may(who, from, 'te')) || !model.may(who, to, 'i')) return 'refused';
  if (from.owner !== to.owner) return between(model, who, from, messages, to, isMove);
  for (const { email } of messages) {
    const there = model.membership(email, to);
    if (!there || there.deleted || from === to) {
      // The place may be its only one: it comes in before it goes.
      const old = there && to.messages.filter((each) => each !== there);
      if (old) to.messages = old;
      model.put(email, to);
    }
    if (isMove && from !== to) model.take(email, from);
  }
  return 'done';
}

/** Into another account: what moves keeps its id where it stays nowhere; keywords as the caller sees them, as far as they may set them there. */
function between(model: Model, who: Who, from: Mailbox, messages: readonly Membership[], to: Mailbox, isMove: boolean): Outcome {
  for (const { email } of messages) {
    const seen = model.accounts.map(({ owner }) => owner).filter((each) => model.hasSeen(each, email));
    const others = OTHERS([...email.keywords]);
    const keeps = isMove && model.places(email).length === 1 && ![...model.account(to.owner).emails].some(({ born }) => born[0] === email.born[0] && born[1] === email.born[1]);
    const copy = enter(model, who, to.owner, email.content, model.may(who, to, 'w') ? others : [], keeps ? email : undefined);
    copy.receivedAt = email.receivedAt;
    if (seen.includes(who) && model.may(who, to, 's')) model.setSeen(who, copy, true);
    // What others have seen stays seen for those who may read it there, too.
    if (isMove) for (const reader of seen) if (reader !== who && model.may(reader, to, 'lrs')) model.setSeen(reader, copy, true);
    model.put(copy, to);
    if (isMove) model.take(email, from);
  }
  return 'done';
}

export interface EmailPatch {
  readonly keywords?: ReadonlyMap<string, boolean> | undefined;
  /** The whole set of keywords. */
  readonly allKeywords?: readonly string[] | undefined;
  readonly add?: readonly Mailbox[] | undefined;
  readonly remove?: readonly Mailbox[] | undefined;
  /** The whole set of mailboxes: of those that are seen. */
  readonly mailboxes?: readonly Mailbox[] | undefined;
}

/** Email/set update: rights are looked at in every mailbox where the caller sees the Email (RFC 8621 §2, §4.6). */
export function update(model: Model, who: Who, email: Email, patch: EmailPatch): Outcome {
  const visible = model.visiblePlaces(who, email);
  if (visible.length === 0 || model.isReadOnly(who, email.owner)) return 'refused';
  const target = new Set(patch.mailboxes ?? visible);
  for (const mailbox of patch.add ?? []) target.add(mailbox);
  for (const mailbox of patch.remove ?? []) target.delete(mailbox);
  if (target.size === 0 || [...target].some((mailbox) => mailbox.owner !== email.owner || model.rights(who, mailbox) === '')) return 'refused';
  const before = model.keywords(who, email);
  const after = new Set(patch.allKeywords ?? before);
  for (const [keyword, on] of patch.keywords ?? []) after[on ? 'add' : 'delete'](keyword);
  const others = (list: Iterable<string>): string => OTHERS([...list]).sort().join(' ');
  if (after.has('$seen') !== before.includes('$seen') && !model.mayInAll(who, visible, 's')) return 'refused';
  if (others(after) !== others(before) && !model.mayInAll(who, visible, 'w')) return 'refused';
  const added = [...target].filter((mailbox) => !visible.includes(mailbox));
  const removed = visible.filter((mailbox) => !target.has(mailbox));
  if (!model.mayInAll(who, added, 'i') || !model.mayInAll(who, removed, 'te')) return 'refused';
  model.setSeen(who, email, after.has('$seen'));
  for (const keyword of OTHERS([...email.keywords])) if (!after.has(keyword)) email.keywords.delete(keyword);
  for (const keyword of OTHERS([...after])) email.keywords.add(keyword);
  for (const mailbox of added) {
    // Marked `\Deleted` there: a new UID, so that a pending EXPUNGE cannot take it away.
    mailbox.messages = mailbox.messages.filter((each) => each.email !== email);
    model.put(email, mailbox);
  }
  for (const mailbox of removed) model.take(email, mailbox);
  return 'done';
}

/** Email/set destroy: out of all mailboxes; by others, out of those that they may read, marked or not, where all allow it. */
export function destroy(model: Model, who: Who, email: Email): Outcome {
  if (model.visiblePlaces(who, email).length === 0 || model.isReadOnly(who, email.owner)) return 'refused';
  const places = model.places(email).filter((mailbox) => model.rights(who, mailbox) !== '');
  if (!model.mayInAll(who, places, 'te')) return 'refused';
  for (const mailbox of places) model.take(email, mailbox);
  return 'done';
}

/** Email/copy: without `keywords`, those that may not be set are left out; the same message in the same mailboxes is there already (RFC 8620 §5.4). */
export function copyByJmap(model: Model, who: Who, email: Email, to: readonly Mailbox[]): Outcome {
  const [owner] = to.map((mailbox) => mailbox.owner);
  if (owner === undefined || owner === email.owner || model.isReadOnly(who, owner) || model.visiblePlaces(who, email).length === 0) return 'refused';
  if (!model.mayInAll(who, to, 'i')) return 'refused';
  const isThere = [...model.account(owner).emails].some((each) => each.content === email.content && to.every((mailbox) => model.membership(each, mailbox)?.deleted === false));
  if (isThere) return 'refused';
  const keywords = model.keywords(who, email);
  const copy = enter(model, who, owner, email.content, model.mayInAll(who, to, 'w') ? OTHERS(keywords) : []);
  copy.receivedAt = email.receivedAt;
  if (keywords.includes('$seen') && model.mayInAll(who, to, 's')) model.setSeen(who, copy, true);
  for (const mailbox of to) model.put(copy, mailbox);
  return 'done';
}

/** DELE and QUIT by POP3: to Trash, or, where there is none, away. What was retrieved is read. */
export function deleteByPop3(model: Model, owner: Who, messages: readonly Membership[]): void {
  const [inbox, trash] = [model.withRole(owner, 'inbox'), model.withRole(owner, 'trash')];
  if (!inbox) return;
  if (trash) transfer(model, owner, inbox, messages, trash, true);
  else for (const { email } of messages) model.take(email, inbox);
}
