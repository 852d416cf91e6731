import type { MailboxRights } from '../../../openapi/generated/jmap.ts';
import type { Store } from '../../store/index.ts';

/** `shareWith` of those folders that are shared, by their ids. */
export type Shares = ReadonlyMap<string, Readonly<Record<string, MailboxRights>>>;

/** Of folders whose sharing this person may change; of others the server does not tell. @throws what the client throws */
export async function sharesOf(store: Store, accountId: string, ids: readonly string[]): Promise<Shares> {
  const { list } = await store.client.call('Mailbox/get', { accountId, ids: [...ids], properties: ['id', 'shareWith'] });
  return new Map(list.flatMap(({ id, shareWith }) => (id !== undefined && shareWith && Object.keys(shareWith).length > 0 ? [[id, shareWith] as const] : [])));
}
