/** What a client does with a mailbox selected: STORE, COPY, MOVE, EXPUNGE. */
import { fetched, flagsOf, quoted } from '../drivers/imap.ts';
import type { SelectedSession } from '../drivers/session.ts';
import { learnUids } from '../model/learn.ts';
import { expunge, type FlagChange, store, transfer } from '../model/messages.ts';
import type { Mailbox, Membership, Outcome, Who } from '../model/parts.ts';
import type { World } from '../world.ts';
import { imapOutcome, settle, withRoom } from './outcome.ts';

/** Messages by their places in the mailbox, and how a command names them. */
interface Named {
  readonly messages: readonly Membership[];
  readonly set: string;
  readonly uid: string;
}

async function enter(world: World, who: Who, session: SelectedSession, mailbox: Mailbox): Promise<void> {
  await session.enter(mailbox, world.path(who, mailbox));
  learnUids(mailbox, session.rows.map(({ uid }) => uid));
}

function name(mailbox: Mailbox, places: readonly number[], byUid: boolean): Named {
  const { length } = mailbox.messages;
  const chosen = length === 0 ? [] : [...new Set(places.map((place) => place % length))].sort((a, b) => a - b);
  const messages = chosen.map((place) => mailbox.messages[place] as Membership);
  return { messages, set: (byUid ? messages.map(({ uid }) => uid) : chosen.map((place) => place + 1)).join(','), uid: byUid ? 'UID ' : '' };
}

const show = ({ messages }: Named): string => messages.map(({ email }) => email.content.name).join(' ');

async function attempt(session: SelectedSession, command: string): Promise<Outcome> {
  return imapOutcome(await session.attempt(command), `${session.name}: ${command}`);
}

export interface Place {
  readonly session: SelectedSession;
  readonly mailbox: Mailbox;
  readonly messages: readonly number[];
  readonly byUid: boolean;
}

const signs = { add: '+', remove: '-', replace: '' } as const;

export async function storeFlags(world: World, who: Who, { session, mailbox, messages, byUid }: Place, change: FlagChange, silent: boolean): Promise<void> {
  await enter(world, who, session, mailbox);
  const named = name(mailbox, messages, byUid);
  if (named.messages.length === 0 || (change.op !== 'replace' && change.keywords.length === 0 && !change.deleted)) return;
  const command = `${named.uid}STORE ${named.set} ${signs[change.op]}FLAGS${silent ? '.SILENT' : ''} (${flagsOf(change.keywords, change.deleted)})`;
  const actual = await attempt(session, command);
  if (silent) session.forgetFlags(named.messages.map(({ uid }) => uid));
  settle(world, who, `in ${world.show(mailbox)} (${session.name}): ${command} on ${show(named)}`, actual, store(world.model, who, mailbox, named.messages, change));
}

export async function transferTo(world: World, who: Who, { session, mailbox, messages, byUid }: Place, to: Mailbox, isMove: boolean): Promise<void> {
  const { model } = world;
  await enter(world, who, session, mailbox);
  const named = name(mailbox, messages, byUid);
  if (named.messages.length === 0) return;
  const command = `${named.uid}${isMove ? 'MOVE' : 'COPY'} ${named.set} ${quoted(world.path(who, to))}`;
  const actual = await attempt(session, command);
  const contents = mailbox.owner === to.owner ? [] : named.messages.map(({ email }) => email.content);
  const expected = withRoom(world, to.owner, contents, actual, () => transfer(model, who, mailbox, named.messages, to, isMove));
  settle(world, who, `in ${world.show(mailbox)} (${session.name}): ${command} of ${show(named)}`, actual, expected);
}

/** STORE with UNCHANGEDSINCE on one message: the mod-sequence of now lets it through, the one before does not (RFC 7162 §3.1.3). */
export async function storeUnchanged(world: World, who: Who, { session, mailbox, messages }: Place, change: FlagChange, isStale: boolean): Promise<void> {
  await enter(world, who, session, mailbox);
  const named = name(mailbox, messages.slice(0, 1), true);
  if (named.messages.length === 0 || !world.model.may(who, mailbox, 'swt')) return;
  const { untagged } = await session.attempt(`UID FETCH ${named.set} (MODSEQ)`);
  const modseq = untagged.map(fetched).find((row) => row?.modseq !== undefined)?.modseq ?? 0;
  const command = `UID STORE ${named.set} (UNCHANGEDSINCE ${isStale ? modseq - 1 : modseq}) ${signs[change.op]}FLAGS (${flagsOf(change.keywords, change.deleted)})`;
  const { tagged } = await session.attempt(command);
  const isModified = tagged?.includes('[MODIFIED ') ?? false;
  if (!isModified) store(world.model, who, mailbox, named.messages, change);
  settle(world, who, `in ${world.show(mailbox)} (${session.name}): ${command} on ${show(named)}`, isModified ? 'refused' : imapOutcome({ untagged, tagged }, command), isStale ? 'refused' : 'done', tagged);
}

/** CLOSE: expunges without a word, where that may be done (RFC 9051 §6.4.1, RFC 4314 §4). */
export async function closeMailbox(world: World, who: Who, session: SelectedSession, mailbox: Mailbox): Promise<void> {
  await enter(world, who, session, mailbox);
  const actual = await attempt(session, 'CLOSE');
  session.leave();
  expunge(world.model, who, mailbox);
  settle(world, who, `in ${world.show(mailbox)} (${session.name}): CLOSE`, actual, 'done');
}

/** @param among undefined: EXPUNGE of all */
export async function expungeIn(world: World, who: Who, session: SelectedSession, mailbox: Mailbox, among: readonly number[] | undefined): Promise<void> {
  await enter(world, who, session, mailbox);
  const named = among && name(mailbox, among, true);
  if (named?.messages.length === 0) return;
  const command = named ? `UID EXPUNGE ${named.set}` : 'EXPUNGE';
  const actual = await attempt(session, command);
  settle(world, who, `in ${world.show(mailbox)} (${session.name}): ${command}`, actual, expunge(world.model, who, mailbox, named?.messages));
}
