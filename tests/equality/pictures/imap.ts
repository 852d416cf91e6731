/** Everything that somebody sees by IMAP, read anew. */
import { type Fetched, fetched, quoted, type Response } from '../drivers/imap.ts';
import { hashOf, learnEmail, learnUids } from '../model/learn.ts';
import { imapCounters } from '../model/counters.ts';
import type { Mailbox, Membership, Who } from '../model/parts.ts';
import type { Person, World } from '../world.ts';

export interface ImapMessage {
  readonly uid: number | undefined;
  readonly flags: readonly string[];
  readonly emailId: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly hash: string | undefined;
}

export interface ImapMailbox {
  readonly id: string;
  readonly rights: string;
  readonly isSubscribed: boolean;
  readonly counters: { readonly messages: number; readonly unseen: number; readonly deleted: number; readonly sizeBytes: number };
  readonly messages: readonly ImapMessage[];
}

/** A mailbox by its path, with what is compared by other rules than the rest. */
export interface ReadMailbox extends ImapMailbox {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModseq: number;
  readonly fetched: readonly Fetched[];
}

const LIST = 'LIST "" "*" RETURN (SUBSCRIBED MYRIGHTS STATUS (MESSAGES UNSEEN DELETED SIZE UIDNEXT UIDVALIDITY HIGHESTMODSEQ MAILBOXID))';

export async function readImap({ imap }: Person): Promise<Map<string, ReadMailbox>> {
  const listed = new Map<string, { isSubscribed: boolean; rights: string; status: string }>();
  for (const { text } of await imap.run(LIST)) {
    const [, attributes = '', name = ''] = /^\* LIST \(([^)]*)\) "\/" (.*)$/.exec(text) ?? [];
    if (name !== '') {
      if (!/\\Non[Ee]xistent|\\NoSelect|\\Noselect/.test(attributes)) listed.set(unquoted(name), { isSubscribed: attributes.includes('\\Subscribed'), rights: '', status: '' });
      continue;
    }
    const [, told = '', rights] = /^\* MYRIGHTS (.*) (\S+)$/.exec(text) ?? [];
    const [, named = '', status] = /^\* STATUS (.*?) \((.*)\)$/.exec(text) ?? [];
    const mailbox = listed.get(unquoted(told || named));
    if (!mailbox) throw new Error(`IMAP: ${text} about a mailbox that is not listed`);
    if (rights !== undefined) mailbox.rights = rights;
    if (status !== undefined) mailbox.status = status;
  }
  const picture = new Map<string, ReadMailbox>();
  for (const [path, { isSubscribed, rights, status }] of listed) {
    const item = (name: string): number => Number(new RegExp(`\\b${name} (\\d+)`).exec(status)?.[1]);
    if (item('MESSAGES') > 0) await imap.run(`EXAMINE ${quoted(path)}`);
    const answers: readonly Response[] = item('MESSAGES') === 0 ? [] : await imap.run('UID FETCH 1:* (UID FLAGS MODSEQ RFC822.SIZE EMAILID THREADID INTERNALDATE BODY.PEEK[])');
    const rows = answers.map(fetched).filter((row) => row !== undefined);
    picture.set(path, {
      id: /MAILBOXID \(([^)]*)\)/.exec(status)?.[1] ?? '', rights, isSubscribed, uidValidity: item('UIDVALIDITY'), uidNext: item('UIDNEXT'), highestModseq: item('HIGHESTMODSEQ'),
      counters: { messages: item('MESSAGES'), unseen: item('UNSEEN'), deleted: item('DELETED'), sizeBytes: item('SIZE') }, fetched: rows,
      messages: rows.map(({ uid, flags = [], emailId, sizeBytes, body }) => ({ uid, flags, emailId, sizeBytes, hash: body && hashOf(body) })),
    });
  }
  if ([...picture.values()].some(({ counters }) => counters.messages > 0)) await imap.run('UNSELECT');
  return picture;
}

const unquoted = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replace(/\\(.)/g, '$1') : name);

/** Takes over from the owner's picture what only the server can say. */
export function learn(world: World, owner: Who, picture: ReadonlyMap<string, ReadMailbox>): void {
  for (const mailbox of world.model.account(owner).mailboxes) {
    const read = picture.get(world.path(owner, mailbox));
    if (!read) throw new Error(`IMAP does not list ${world.show(mailbox)}`);
    learnUids(mailbox, read.fetched.map(({ uid }) => uid));
    mailbox.uidValidity ??= read.uidValidity;
    for (const [i, { email }] of mailbox.messages.entries()) {
      const told = read.fetched[i];
      learnEmail(email, { id: told?.emailId, receivedAt: told?.internalDate, bytes: told?.body });
    }
  }
}

/** Ids and UIDs of everything in an account, as far as they are not known. */
export async function learnAccount(world: World, owner: Who): Promise<void> {
  learn(world, owner, await readImap(world.person(owner)));
}

/** What somebody has to see. */
export function expectedImap(world: World, who: Who): Map<string, ImapMailbox> {
  const { model } = world;
  return new Map(model.mailboxes.filter((mailbox) => model.rights(who, mailbox) !== '').map((mailbox): [string, ImapMailbox] => [world.path(who, mailbox), {
    id: mailbox.id, rights: shownRights(model.rights(who, mailbox)), isSubscribed: mailbox.subscribed.has(who), counters: imapCounters(model, who, mailbox),
    messages: mailbox.messages.map((message) => ({
      uid: message.uid, flags: flagsFor(world, who, message), emailId: message.email.id, sizeBytes: message.email.content.sizeBytes, hash: message.email.content.hash,
    })),
  }]));
}

/** With the rights of RFC 2086, which old clients look at (RFC 4314 §2.1.1). */
const shownRights = (letters: string): string => `${letters}${/[kx]/.test(letters) ? 'c' : ''}${/[tex]/.test(letters) ? 'd' : ''}`;

export const flagsFor = (world: World, who: Who, { email, deleted }: Membership): string[] =>
  [...world.model.keywords(who, email), ...(deleted ? ['\\Deleted'] : [])].sort();

/** The part of what was read that {@link expectedImap} speaks of. */
export const comparable = ({ id, rights, isSubscribed, counters, messages }: ReadMailbox): ImapMailbox => ({ id, rights, isSubscribed, counters, messages });

export function mailboxAt(world: World, who: Who, path: string): Mailbox | undefined {
  return world.model.mailboxes.find((mailbox) => world.model.rights(who, mailbox) !== '' && world.path(who, mailbox) === path);
}
