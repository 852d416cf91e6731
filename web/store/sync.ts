/** Brings a replica to the server's present state by what has changed since its own (RFC 8620 §5.2, §5.6): a list is never fetched again for one change. */
import type { JmapClient } from '../jmap/client.ts';
import { MethodFailed, Unreachable } from '../jmap/errors.ts';
import type { LiveQuery } from './live-query.ts';
import { windowSize } from './live-query.ts';
import { chunks, fillQuery, fillSize, keepQuery, loadFolders, loadQuery, loadRows } from './load.ts';
import type { Replica } from './replica.ts';
import { type EmailRow, type Folder, folderProperties, mutableProperties, rowProperties, type Thread } from './types.ts';

/** Changes of one answer. */
const mostChanges = 256;
const mostInGet = 500;

/** Changes to mailboxes, Emails, threads and the lists that somebody looks at; the first calls go out within this turn. @param retry whether lists are asked for again that the server has refused */
export async function syncReplica(client: JmapClient, replica: Replica, retry = true): Promise<void> {
  const lookedAt = () => [...replica.queries.values()].filter((live) => live.viewers > 0 && (retry || !isRefused(live)));
  const looked = lookedAt();
  await Promise.all([
    syncFolders(client, replica),
    syncEmails(client, replica),
    syncThreads(client, replica),
    ...looked.map((live) => syncQuery(client, replica, live)),
  ]);
  // What somebody has begun to look at meanwhile may be of before the changes that were heard of here, and is told of them by nobody else.
  const late = lookedAt().filter((live) => !looked.includes(live) && live.status !== 'empty');
  await Promise.all(late.map((live) => syncQuery(client, replica, live)));
  for (const live of looked) {
    const [from, to] = live.shown;
    await loadRows(client, replica, live.visible.slice(from, to), live.query.collapseThreads);
  }
}

async function syncFolders(client: JmapClient, replica: Replica): Promise<void> {
  const sinceState = replica.states.get('Mailbox');
  if (sinceState === undefined) return loadFolders(client, replica);
  const { id: accountId } = replica;
  try {
    const changes = client.call('Mailbox/changes', { accountId, sinceState, maxChanges: mostChanges });
    const created = client.call('Mailbox/get', { accountId, '#ids': changes.ref('/created'), properties: folderProperties });
    const updated = client.call('Mailbox/get', { accountId, '#ids': changes.ref('/updated'), '#properties': changes.ref('/updatedProperties') });
    const [{ destroyed, newState, hasMoreChanges, updatedProperties, updated: ids }, ...answers] = await Promise.all([changes, created, updated]);
    replica.putFolders(answers.flatMap(({ list }) => list as Folder[]));
    // More than numbers has changed: with whom they are shared, perhaps.
    if (!updatedProperties && ids.length > 0) replica.putFolders((await client.call('Mailbox/get', { accountId, ids, properties: ['id', 'shareWith'] })).list as Pick<Folder, 'id' | 'shareWith'>[]);
    if (destroyed.length > 0) replica.removeFolders(destroyed);
    replica.setState('Mailbox', newState);
    if (hasMoreChanges) await syncFolders(client, replica);
  } catch (error) {
    if (!isBeyondHorizon(error)) throw error;
    await loadFolders(client, replica);
  }
}

async function syncEmails(client: JmapClient, replica: Replica): Promise<void> {
  const sinceState = replica.states.get('Email');
  if (sinceState === undefined) return;
  const { id: accountId } = replica;
  try {
    const changes = client.call('Email/changes', { accountId, sinceState, maxChanges: mostChanges });
    const created = client.call('Email/get', { accountId, '#ids': changes.ref('/created'), properties: rowProperties });
    const [{ updated, destroyed, newState, hasMoreChanges }, news] = await Promise.all([changes, created]);
    replica.heardOf({ emails: updated });
    replica.putRows(news.list as EmailRow[]);
    const onDisk = await replica.database.some<EmailRow>(accountId, 'Email', updated);
    const known = new Set([...onDisk.map(({ id }) => id), ...updated.filter((id) => replica.has(id))]);
    replica.putRows(
      onDisk.filter(({ id }) => !replica.has(id)),
      { keep: false },
    );
    for (const ids of chunks([...known], mostInGet)) {
      const { list } = await client.call('Email/get', { accountId, ids, properties: mutableProperties });
      replica.updateRows(list as EmailRow[]);
    }
    if (destroyed.length > 0) replica.removeEmails(destroyed);
    for (const live of replica.queries.values()) live.recheck(known);
    replica.setState('Email', newState);
    if (hasMoreChanges) await syncEmails(client, replica);
  } catch (error) {
    if (!isBeyondHorizon(error)) throw error;
    replica.forget('Email');
    await (await import('./forget.ts')).forgetUnreadable(client, replica);
  }
}

async function syncThreads(client: JmapClient, replica: Replica): Promise<void> {
  const sinceState = replica.states.get('Thread');
  if (sinceState === undefined) return;
  const { id: accountId } = replica;
  try {
    const changes = client.call('Thread/changes', { accountId, sinceState, maxChanges: mostChanges });
    const created = client.call('Thread/get', { accountId, '#ids': changes.ref('/created') });
    const [{ updated, destroyed, newState, hasMoreChanges }, news] = await Promise.all([changes, created]);
    replica.heardOf({ threads: updated });
    replica.putThreads(news.list as Thread[]);
    const onDisk = await replica.database.some<Thread>(accountId, 'Thread', updated);
    const known = [...new Set([...onDisk.map(({ id }) => id), ...updated.filter((id) => replica.thread(id))])];
    for (const ids of chunks(known, mostInGet)) {
      const { list } = await client.call('Thread/get', { accountId, ids });
      replica.putThreads(list as Thread[]);
    }
    if (destroyed.length > 0) replica.removeThreads(destroyed);
    replica.setState('Thread', newState);
    if (hasMoreChanges) await syncThreads(client, replica);
  } catch (error) {
    if (!isBeyondHorizon(error)) throw error;
    replica.forget('Thread');
  }
}

async function syncQuery(client: JmapClient, replica: Replica, live: LiveQuery): Promise<void> {
  if (live.loading) return void followLater(client, replica, live, live.loading);
  if (live.state === undefined) return loadQuery(client, replica, live);
  if (!live.canCalculateChanges) return askAgain(client, replica, live);
  const { accountId, filter, sort, collapseThreads } = live.query;
  const upToId = live.isComplete ? undefined : live.ids.at(-1);
  try {
    const { removed, added, total, newQueryState } = await client.call('Email/queryChanges', {
      accountId,
      filter,
      sort: [...sort],
      collapseThreads,
      sinceQueryState: live.state,
      calculateTotal: true,
      ...(upToId === undefined ? {} : { upToId }),
    });
    const rows = added.filter(({ id, index }) => !replica.has(id) && index < live.shown[1] + windowSize).map(({ id }) => id);
    if (rows.length > 0) await loadRows(client, replica, rows, collapseThreads);
    live.apply(removed, added, total ?? live.serverTotal, newQueryState);
    keepQuery(replica, live);
    if (!live.isComplete) await fillQuery(client, replica, live);
  } catch (error) {
    if (!isBeyondHorizon(error)) throw error;
    live.expire();
    await loadQuery(client, replica, live);
  }
}

const behind = new WeakSet<LiveQuery>();

/** A list that is being asked for holds nothing else up; its answer may be of before the change that is followed here: what has changed since is asked for after it. */
async function followLater(client: JmapClient, replica: Replica, live: LiveQuery, loading: Promise<void>): Promise<void> {
  if (behind.has(live)) return;
  behind.add(live);
  try {
    await loading;
    await syncQuery(client, replica, live);
  } catch {
    // The list says itself what is wrong with it.
  } finally {
    behind.delete(live);
  }
}

/** For lists that the server cannot follow: all anew as far as they were known, so that nothing leaves the list that still belongs to it; then the rest. */
async function askAgain(client: JmapClient, replica: Replica, live: LiveQuery): Promise<void> {
  const { accountId, filter, sort, collapseThreads } = live.query;
  const known = Math.max(windowSize, live.ids.length);
  const ask = (position: number) =>
    client.call('Email/query', { accountId, filter, sort: [...sort], collapseThreads, position, limit: Math.min(fillSize, known - position), calculateTotal: true });
  const { ids: first, total = first.length, queryState } = await ask(0);
  const ids = [...first];
  while (ids.length < Math.min(known, total)) {
    const next = await ask(ids.length);
    if (next.ids.length === 0 || next.queryState !== queryState) break;
    ids.push(...next.ids);
  }
  live.reset(ids, total, queryState);
  if (!live.isComplete) await fillQuery(client, replica, live);
}

const isRefused = ({ status, error }: LiveQuery): boolean => status === 'failed' && !(error instanceof Unreachable);

const isBeyondHorizon = (error: unknown): boolean => error instanceof MethodFailed && ['cannotCalculateChanges', 'tooManyChanges'].includes(error.type);
