/** A new Email in place of an older one, which goes once the new one is there, and only then. */
import type { EmailCreate, ResultReference } from '../../../openapi/generated/jmap.ts';
import type { JmapClient } from '../../jmap/client.ts';
import { SetFailed } from '../../jmap/errors.ts';

/** What later calls of the same turn name the new Email by, with `#` in front. */
export const creationId = 'message';

export interface Replaced {
  readonly emailId: string;
  /** What became of the older one. `left`: it is still there, beside the new one. */
  readonly older: 'none' | 'destroyed' | 'gone' | 'left';
}

/**
 * In one request, so that who follows the account sees the one in place of the other. One Email/set would not do: it destroys whether or not it could create
 * (RFC 8620 §5.3).
 * @throws SetFailed where the server refuses the new one: the older one then stands as it was
 */
export async function replaceEmail(client: JmapClient, accountId: string, email: EmailCreate, olderId: string | undefined): Promise<Replaced> {
  const create = client.call('Email/set', { accountId, create: { [creationId]: email } });
  const destroyed = olderId === undefined ? 'none' : destroyAfter(client, accountId, create.ref(`/created/${creationId}/size`), olderId);
  const { created, notCreated } = await create;
  const emailId = created?.[creationId]?.id;
  if (emailId === undefined) throw new SetFailed(notCreated?.[creationId] ?? { type: 'serverFail' });
  return { emailId, older: await destroyed };
}

/**
 * The older Email is looked up with the size of the new one as an argument that changes nothing: where there is no new one, the reference finds no size, the look
 * fails, and with it what refers to its result (RFC 8620 §3.7).
 */
async function destroyAfter(client: JmapClient, accountId: string, size: ResultReference, id: string): Promise<'destroyed' | 'gone' | 'left'> {
  const older = client.call('Email/get', { accountId, ids: [id], properties: ['id'], '#maxBodyValueBytes': size });
  const destroy = client.call('Email/set', { accountId, '#destroy': older.ref('/list/*/id') });
  try {
    const [{ notFound }, { notDestroyed }] = await Promise.all([older, destroy]);
    if (notFound.includes(id)) return 'gone';
    // Another save may have come between the two.
    const refusal = notDestroyed?.[id];
    return refusal === undefined ? 'destroyed' : refusal.type === 'notFound' ? 'gone' : 'left';
  } catch {
    return 'left';
  }
}
