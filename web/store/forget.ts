/** What may not be read any more leaves this browser too: else it would be there again as soon as there is no network. Fetched when it is first needed. */
import type { JmapClient } from '../jmap/client.ts';
import type { Database } from './database.ts';
import { chunks } from './load.ts';
import type { Replica } from './replica.ts';

const mostInGet = 500;
const ofAccounts = ['objects', 'states', 'queries', 'bodies'] as const;

/** All keys that begin with an account. */
const keysOf = (accountId: string): IDBKeyRange => IDBKeyRange.bound([accountId], [accountId, []]);

/**
 * After the changes of an account can no longer be followed, as when its owner shares other folders than before: of the Emails that are known here, those that the
 * server does not show any more are forgotten.
 * @throws what the client throws
 */
export async function forgetUnreadable(client: JmapClient, replica: Replica): Promise<void> {
  const { id: accountId, database } = replica;
  const bodies = await database.read((db) => db.getAllKeys('bodies', keysOf(accountId)), []);
  const ids = new Set([...replica.knownIds('Email'), ...bodies.map(([, id]) => id)]);
  for (const part of chunks([...ids], mostInGet)) {
    const { notFound } = await client.call('Email/get', { accountId, ids: part, properties: ['id'] });
    if (notFound.length > 0) replica.removeEmails(notFound);
  }
}

/** Accounts of people who share nothing any more. @param replicas of the accounts that were looked at in this page */
export function forgetAccounts(database: Database, accountIds: readonly string[], replicas: ReadonlyMap<string, Replica>): void {
  for (const id of accountIds) {
    const replica = replicas.get(id);
    replica?.states.clear();
    replica?.removeEmails([...replica.knownIds('Email')]);
    replica?.removeThreads([...replica.knownIds('Thread')]);
    replica?.removeFolders((replica.folders() ?? []).map((folder) => folder.id));
  }
  database.write((_db, tx) => {
    for (const name of ofAccounts) for (const id of accountIds) void tx.objectStore(name).delete(keysOf(id));
  });
}
