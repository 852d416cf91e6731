/** A new Email in place of an older draft, which goes once the new one is there, and only then. */
import type { EmailCreate, ResultReference } from '../../../openapi/generated/jmap.ts';
import type { Call, JmapClient } from '../../jmap/client.ts';
import { MethodFailed, SetFailed } from '../../jmap/errors.ts';

const mostTries = 3;

/** What later calls of the same turn name the new Email by, with `#` in front. */
export const creationId = 'message';

export interface Replaced {
  readonly emailId: string;
  /** What became of the older one. `left`: it is still there, beside the new one. `sent`: so it is, and it is no draft any more. */
  readonly older: 'none' | 'destroyed' | 'gone' | 'sent' | 'left';
}

/** The older Email is no draft any more, or is not there, or something was changed at the same moment: nothing was made. */
export class OlderMoved extends Error {
  override readonly name = 'OlderMoved';
}

/**
 * In one request, so that who follows the account sees the one in place of the other. One Email/set would not do: it destroys whether or not it could create
 * (RFC 8620 §5.3).
 * @throws SetFailed where the server refuses the new one: the older one then stands as it was
 */
export async function replaceEmail(client: JmapClient, accountId: string, email: EmailCreate, olderId: string | undefined): Promise<Replaced> {
  const create = client.call('Email/set', { accountId, create: { [creationId]: email } });
  const destroyed = olderId === undefined ? 'none' : destroyAfter(client, accountId, sizeOf(create), olderId);
  return { emailId: await madeBy(create), older: await destroyed };
}

/**
 * The same for one that is to be sent in this request: it is made only where the older one is still a draft, so that of two programs that have the same draft open one
 * sends it.
 * @returns the id of the new one
 * @throws OlderMoved, and what {@link replaceEmail} does
 */
export async function replaceDraft(client: JmapClient, accountId: string, email: EmailCreate, olderId: string | undefined): Promise<string> {
  if (olderId === undefined) return (await replaceEmail(client, accountId, email, olderId)).emailId;
  const older = client.call('Email/get', { accountId, ids: [olderId], properties: ['id', 'keywords'] });
  const create = client.call('Email/set', { accountId, create: { [creationId]: email }, '#ifInState': stateWhileDraft(client, accountId, older, olderId) });
  const destroyed = destroyAfter(client, accountId, sizeOf(create), olderId);
  const emailId = await madeBy(create).catch((error: unknown) => {
    const hasMoved = error instanceof MethodFailed && (error.type === 'stateMismatch' || error.type === 'invalidResultReference');
    throw hasMoved ? new OlderMoved('The draft was changed or sent elsewhere.', { cause: error }) : error;
  });
  await destroyed;
  return emailId;
}

const sizeOf = (create: Call<'Email/set'>): ResultReference => create.ref(`/created/${creationId}/size`);

async function madeBy(create: Call<'Email/set'>): Promise<string> {
  const { created, notCreated } = await create;
  const emailId = created?.[creationId]?.id;
  if (emailId === undefined) throw new SetFailed(notCreated?.[creationId] ?? { type: 'serverFail' });
  return emailId;
}

/**
 * The state of the account's Emails in which this one is a draft. Its keyword is referred to as an argument that changes nothing: where it is not there, the reference
 * finds nothing, the look fails, and with it what refers to its result (RFC 8620 §3.7).
 */
function stateWhileDraft(client: JmapClient, accountId: string, email: Call<'Email/get'>, id: string): ResultReference {
  return client.call('Email/get', { accountId, ids: [id], properties: ['id'], '#fetchTextBodyValues': email.ref('/list/0/keywords/$draft') }).ref('/state');
}

/**
 * The older Email is looked up with the size of the new one as an argument that changes nothing, to the same end; once that is known to be there, without. What has been
 * sent meanwhile stands.
 */
async function destroyAfter(client: JmapClient, accountId: string, size: ResultReference | undefined, id: string, tries = mostTries): Promise<Exclude<Replaced['older'], 'none'>> {
  const older = client.call('Email/get', { accountId, ids: [id], properties: ['id', 'keywords'], ...(size && { '#maxBodyValueBytes': size }) });
  const destroy = client.call('Email/set', { accountId, destroy: [id], '#ifInState': stateWhileDraft(client, accountId, older, id) });
  try {
    const { list, notFound } = await older;
    if (notFound.includes(id)) return 'gone';
    if (list.some(({ keywords }) => !keywords?.['$draft'])) return 'sent';
    const refusal = (await destroy).notDestroyed?.[id];
    return refusal === undefined ? 'destroyed' : refusal.type === 'notFound' ? 'gone' : 'left';
  } catch (error) {
    // Anything may have come between the two: another message that arrives, a mark.
    if (tries > 1 && error instanceof MethodFailed && error.type === 'stateMismatch') return destroyAfter(client, accountId, undefined, id, tries - 1);
    return 'left';
  }
}
