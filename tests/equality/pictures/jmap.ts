/** Everything that somebody sees by JMAP of one account, read anew. */
import { type Fields, listOf } from '../drivers/jmap.ts';
import { jmapCounters } from '../model/counters.ts';
import type { Mailbox, Who } from '../model/parts.ts';
import type { Person, World } from '../world.ts';

export const mailboxProperties = ['name', 'parentId', 'role', 'isSubscribed', 'myRights', 'shareWith', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'] as const;
export const emailProperties = ['mailboxIds', 'keywords', 'size', 'threadId', 'blobId', 'receivedAt'] as const;

export interface JmapEmail {
  readonly id: string;
  readonly mailboxIds: Readonly<Record<string, true>>;
  readonly keywords: Readonly<Record<string, true>>;
  readonly size: number;
  readonly threadId: string;
  readonly blobId: string;
  readonly receivedAt: string;
}

export interface JmapPicture {
  readonly mailboxes: ReadonlyMap<string, Fields>;
  readonly emails: ReadonlyMap<string, JmapEmail>;
  readonly threads: ReadonlyMap<string, readonly string[]>;
  /** Bytes used and allowed; undefined without a limit, and in accounts of others. */
  readonly quota: { readonly used: number; readonly hardLimit: number } | undefined;
}

export async function readJmap({ jmap, accountId: own }: Person, accountId: string): Promise<JmapPicture> {
  const [mailboxes, , emails, threads, quotas] = await jmap.call(
    ['Mailbox/get', { accountId, ids: null, properties: ['id', ...mailboxProperties] }],
    ['Email/query', { accountId }],
    ['Email/get', { accountId, '#ids': { resultOf: '1', name: 'Email/query', path: '/ids' }, properties: ['id', ...emailProperties] }],
    ['Thread/get', { accountId, '#ids': { resultOf: '2', name: 'Email/get', path: '/list/*/threadId' } }],
    ...(accountId === own ? [['Quota/get', { accountId, ids: null }] as const] : []),
  );
  const byId = <T extends { id: string }>(list: readonly T[]): Map<string, T> => new Map(list.map((each) => [each.id, each]));
  const [quota] = quotas ? listOf<{ used: number; hardLimit: number }>(quotas) : [];
  return {
    mailboxes: byId(listOf<Fields & { id: string }>(mailboxes)), emails: byId(listOf<JmapEmail>(emails)),
    threads: new Map(listOf<{ id: string; emailIds: string[] }>(threads).map(({ id, emailIds }) => [id, emailIds])),
    quota: quota && { used: quota.used, hardLimit: quota.hardLimit },
  };
}

/** Rights of several letters are there only with all of them (design §7). */
const rightNames: Readonly<Record<string, string>> = {
  mayReadItems: 'lr', mayAddItems: 'i', mayRemoveItems: 'te', maySetSeen: 's', maySetKeywords: 'w', mayCreateChild: 'k', mayRename: 'x', mayDelete: 'x', maySubmit: 'p', mayShare: 'a',
};

export const jmapRights = (letters: string): Record<string, boolean> =>
  Object.fromEntries(Object.entries(rightNames).map(([name, needed]) => [name, [...needed].every((letter) => letters.includes(letter))]));

export function expectedMailbox(world: World, who: Who, mailbox: Mailbox): Fields {
  const { model } = world;
  const { id, name, parent, role } = mailbox;
  const rights = model.rights(who, mailbox);
  const shares = Object.fromEntries([...mailbox.grants].map(([to, letters]) => [world.grantee(to).principalId, jmapRights(letters)]));
  return {
    id, name, role, parentId: parent && model.rights(who, parent) !== '' ? parent.id : null, isSubscribed: mailbox.subscribed.has(who), myRights: jmapRights(rights),
    shareWith: rights.includes('a') && mailbox.grants.size > 0 ? shares : null, ...jmapCounters(model, who, mailbox),
  };
}

/** What somebody has to see of an Email; its thread, blob and date are compared by other rules. */
export function expectedEmails(world: World, who: Who, owner: Who): Map<string, Pick<JmapEmail, 'mailboxIds' | 'keywords' | 'size'>> {
  const { model } = world;
  const trues = (keys: readonly string[]): Record<string, true> => Object.fromEntries(keys.map((key) => [key, true as const]));
  return new Map(model.visibleEmails(who, owner).map((email) => [email.id ?? '?', {
    mailboxIds: trues(model.visiblePlaces(who, email).map(({ id }) => id)), keywords: trues(model.keywords(who, email)), size: email.content.sizeBytes ?? -1,
  }]));
}
