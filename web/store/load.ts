/** Brings what is looked at into a replica: first from disk, then from the server. */
import type { JmapClient } from '../jmap/client.ts';
import type { LiveQuery } from './live-query.ts';
import { windowSize } from './live-query.ts';
import type { Heard, Replica } from './replica.ts';
import { bodyPartProperties, bodyProperties, type EmailBody, type EmailRow, firstBodyBytes, type Folder, folderProperties, mutableProperties, rowProperties, type Thread } from './types.ts';

/** Ids of one request for the rest of a list; the server hands out no more at once. */
export const fillSize = 10_000;
const mostInGet = 500;
const diskPatienceMs = 30;

/** Mailboxes, identities and quotas of an account, as the disk has them. */
export async function loadFromDisk(replica: Replica): Promise<void> {
  const { id, database } = replica;
  const [folders, mailboxState, emailState, threadState] = await Promise.all([
    database.all<Folder>(id, 'Mailbox'),
    database.state(id, 'Mailbox'),
    database.state(id, 'Email'),
    database.state(id, 'Thread'),
  ]);
  if (emailState) replica.states.set('Email', emailState);
  if (threadState) replica.states.set('Thread', threadState);
  if (!mailboxState || folders.length === 0 || folders.some((folder) => !('shareWith' in folder))) return;
  replica.putFolders(folders, { isAll: true, keep: false });
  replica.states.set('Mailbox', mailboxState);
}

export async function loadFolders(client: JmapClient, replica: Replica): Promise<void> {
  const { list, state } = await client.call('Mailbox/get', { accountId: replica.id, ids: null, properties: folderProperties });
  replica.database.clearType(replica.id, 'Mailbox');
  replica.putFolders(list as Folder[], { isAll: true });
  replica.setState('Mailbox', state);
}

/** The list as it was when it was last looked at; true if there is one. */
export async function loadQueryFromDisk(replica: Replica, live: LiveQuery): Promise<boolean> {
  const stored = await replica.database.query(replica.id, live.key);
  if (!stored || live.status === 'ready') return false;
  live.reset(stored.ids, stored.total, stored.state);
  await loadRowsFromDisk(replica, live.ids.slice(0, windowSize));
  return true;
}

/** The first window of a list with all that its rows show, in one request; then the other ids. */
export function loadQuery(client: JmapClient, replica: Replica, live: LiveQuery): Promise<void> {
  const running = fetchQuery(client, replica, live).finally(() => {
    if (live.loading === running) live.loading = undefined;
  });
  live.loading = running;
  return running;
}

async function fetchQuery(client: JmapClient, replica: Replica, live: LiveQuery): Promise<void> {
  const { accountId, filter, sort, collapseThreads } = live.query;
  live.begin();
  try {
    const query = client.call('Email/query', { accountId, filter, sort: [...sort], collapseThreads, limit: windowSize, calculateTotal: true });
    const rows = callRows(client, replica, { '#ids': query.ref('/ids') }, collapseThreads);
    rows.catch(() => {}); // where the query fails, which is told below, these do too
    const first = await query;
    live.canCalculateChanges = first.canCalculateChanges;
    const found = await rows;
    putRows(replica, found);
    live.reset(first.ids, first.total ?? first.ids.length, first.queryState);
    keepQuery(replica, live);
    await makeSure(client, replica, found);
  } catch (error) {
    live.fail(error);
    throw error;
  }
}

/** The ids that are missing yet. Ends early where the list changes meanwhile: /queryChanges comes first then. */
export async function fillQuery(client: JmapClient, replica: Replica, live: LiveQuery): Promise<void> {
  const { accountId, filter, sort, collapseThreads } = live.query;
  while (live.viewers > 0 && live.state !== undefined && !live.isComplete) {
    const position = live.ids.length;
    const answer = await client.call('Email/query', { accountId, filter, sort: [...sort], collapseThreads, position, limit: fillSize, calculateTotal: true });
    if (answer.queryState !== live.state || live.ids.length !== position) return;
    live.extend(answer.ids, answer.total ?? 0);
    if (answer.ids.length === 0) break;
  }
  keepQuery(replica, live);
}

export function keepQuery(replica: Replica, live: LiveQuery): void {
  if (live.state === undefined || !live.canCalculateChanges) return;
  replica.database.putQuery(replica.id, live.key, { ids: live.ids, total: live.serverTotal, state: live.state, usedAt: Date.now() });
}

/** Rows that are to be shown and are not in memory. With `withThreads` their conversations too. */
export async function loadRows(client: JmapClient, replica: Replica, ids: readonly string[], withThreads: boolean): Promise<void> {
  const absent = ids.filter((id) => !replica.has(id));
  // A disk that is still busy with writing is not waited for: what it has is shown when it comes, until the server's answer is there.
  if (absent.length > 0 && replica.mayHaveMore) await Promise.race([loadRowsFromDisk(replica, absent), new Promise((resolve) => setTimeout(resolve, diskPatienceMs))]);
  const wanted = ids.filter((id) => {
    const row = replica.row(id);
    return !replica.has(id) || (withThreads && row !== undefined && replica.thread(row.threadId) === undefined);
  });
  const unverified = ids.filter((id) => replica.unverified.has(id) && !wanted.includes(id));
  await Promise.all([
    ...chunks(wanted, windowSize).map(async (part) => {
      const found = await callRows(client, replica, { ids: part }, withThreads);
      putRows(replica, found);
      await makeSure(client, replica, found);
    }),
    ...chunks(unverified, mostInGet).map((part) => verifyRows(client, replica, part)),
  ]);
}

/** Asks again for what may have changed in rows from disk. */
export async function verifyRows(client: JmapClient, replica: Replica, ids: readonly string[]): Promise<void> {
  const heard = replica.hear();
  const { list, notFound } = await client.call('Email/get', { accountId: replica.id, ids: [...ids], properties: mutableProperties }).finally(heard.end);
  replica.updateRows((list as EmailRow[]).filter(({ id }) => !heard.emails.has(id)));
  if (notFound.length > 0) replica.removeEmails(notFound);
}

/** What this browser keeps of them. */
export async function loadRowsFromDisk(replica: Replica, ids: readonly string[]): Promise<void> {
  const rows = (await replica.database.some<EmailRow>(replica.id, 'Email', ids)).filter(({ id }) => !replica.has(id));
  for (const { id } of rows) replica.unverified.add(id);
  replica.putRows(rows, { keep: false });
  const threads = await replica.database.some<Thread>(replica.id, 'Thread', [...new Set(rows.map(({ threadId }) => threadId))]);
  replica.putThreads(
    threads.filter(({ id }) => !replica.thread(id)),
    { keep: false },
  );
  const mates = threads.flatMap(({ emailIds }) => emailIds).filter((id) => !replica.has(id));
  if (mates.length === 0) return;
  const further = await replica.database.some<EmailRow>(replica.id, 'Email', mates);
  for (const { id } of further) replica.unverified.add(id);
  replica.putRows(further, { keep: false });
}

interface Rows {
  readonly rows: readonly EmailRow[];
  readonly threads: readonly Thread[];
  readonly emailState: string;
  readonly threadState: string | undefined;
  /** Of those, the ones that may have changed since. */
  readonly doubtful?: { readonly emails: readonly string[]; readonly threads: readonly string[] };
}

type IdsArgument = { readonly ids: string[] } | { readonly '#ids': ReturnType<ReturnType<JmapClient['call']>['ref']> };

async function callRows(client: JmapClient, replica: Replica, ids: IdsArgument, withThreads: boolean): Promise<Rows> {
  const heard = replica.hear();
  try {
    return withoutOlder(replica, heard, await (withThreads ? getWithThreads : getAlone)(client, replica.id, ids));
  } finally {
    heard.end();
  }
}

async function getAlone(client: JmapClient, accountId: string, ids: IdsArgument): Promise<Rows> {
  const { list, state } = await client.call('Email/get', { accountId, ...ids, properties: rowProperties });
  return { rows: list as EmailRow[], threads: [], emailState: state, threadState: undefined };
}

async function getWithThreads(client: JmapClient, accountId: string, ids: IdsArgument): Promise<Rows> {
  const own = client.call('Email/get', { accountId, ...ids, properties: rowProperties });
  const threads = client.call('Thread/get', { accountId, '#ids': own.ref('/list/*/threadId') });
  const mates = client.call('Email/get', { accountId, '#ids': threads.ref('/list/*/emailIds'), properties: rowProperties });
  // Conversations of more Emails than one /get may ask for: the rows that are asked for are there all the same.
  const [ownAnswer, threadAnswer, matesAnswer] = await Promise.all([own, threads, mates.catch(() => undefined)]);
  const rows = new Map([...(ownAnswer.list as EmailRow[]), ...((matesAnswer?.list ?? []) as EmailRow[])].map((row) => [row.id, row]));
  return { rows: [...rows.values()], threads: threadAnswer.list as Thread[], emailState: ownAnswer.state, threadState: threadAnswer.state };
}

/** What was heard of something while the answer was on its way is newer than that, or is heard of again. */
function withoutOlder(replica: Replica, { emails, threads }: Heard, found: Rows): Rows {
  const rows = found.rows.filter(({ id }) => !emails.has(id) || !(replica.has(id) || replica.isGone(id)));
  const newThreads = found.threads.filter(({ id }) => !threads.has(id) || replica.thread(id) === undefined);
  const doubtful = { emails: idsIn(rows, emails), threads: idsIn(newThreads, threads) };
  return { ...found, rows, threads: newThreads, doubtful };
}

const idsIn = (objects: readonly { readonly id: string }[], ids: ReadonlySet<string>): string[] => objects.flatMap(({ id }) => (ids.has(id) ? [id] : []));

/** Asks again for what was not known before, and had changed before it was. */
async function makeSure(client: JmapClient, replica: Replica, { doubtful }: Rows): Promise<void> {
  await Promise.all([
    ...chunks(doubtful?.emails ?? [], mostInGet).map((ids) => verifyRows(client, replica, ids)),
    ...chunks(doubtful?.threads ?? [], mostInGet).map(async (ids) => {
      const { list } = await client.call('Thread/get', { accountId: replica.id, ids });
      replica.putThreads(list as Thread[]);
      await loadRows(client, replica, list.flatMap(({ emailIds }) => emailIds ?? []), false);
    }),
  ]);
}

function putRows(replica: Replica, { rows, threads, emailState, threadState }: Rows): void {
  replica.putThreads(threads);
  replica.putRows(rows);
  // An older state stays: the changes since then are still to be asked for.
  if (!replica.states.has('Email')) replica.setState('Email', emailState);
  if (threadState !== undefined && !replica.states.has('Thread')) replica.setState('Thread', threadState);
}

/** Bodies for the reader. @param maxBytes of each text; 0 for all of it */
export async function fetchBodies(client: JmapClient, accountId: string, ids: readonly string[], maxBytes = firstBodyBytes): Promise<EmailBody[]> {
  const { list } = await client.call('Email/get', {
    accountId,
    ids: [...ids],
    properties: bodyProperties,
    bodyProperties: bodyPartProperties,
    fetchHTMLBodyValues: true,
    fetchTextBodyValues: true,
    maxBodyValueBytes: maxBytes,
  });
  return list;
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
