import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Email } from '../../../openapi/index.ts';
import { actorOf, audit, type Context } from '../../access/index.ts';
import { mayIn, reachFor } from '../../access/reach.ts';
import { CoreError } from '../../client/errors.ts';
import { remoteRefusal } from '../../http/remote-refusal.ts';
import { fromId } from '../../ids.ts';
import { callMethod } from '../../jmap/engine.ts';
import type { RestHandlers } from '../call.ts';
import { accountOf, noMessage } from './messages.ts';

/** Of one person; nobody leaves more lists by hand. */
const attempts = new RateLimiterMemory({ points: 30, duration: 3600 });
const timeoutMs = 20_000;

const listProperties = ['mailboxIds', 'header:List-Unsubscribe:asURLs', 'header:List-Unsubscribe-Post:asText'];

/** One-click unsubscribing (RFC 8058). */
export const unsubscribeOperations: RestHandlers<'unsubscribe'> = {
  unsubscribe: async ({ ctx, path, query, services }) => {
    const accountId = accountOf(ctx, query.accountId);
    const { list } = await callMethod(ctx, 'Email/get', { accountId, ids: [path.messageId], properties: listProperties });
    const [email] = list;
    if (!email) throw noMessage(path.messageId);
    await needSubmit(ctx, accountId, email);
    const url = oneClickAddress(email);
    const { fetcher } = services;
    if (!fetcher) throw new CoreError('unavailable', 'This process asks nothing of other servers.');
    await count(ctx);
    const { host } = url;
    // RFC 8058 §3.2: no cookies, no sign-in, no redirect.
    const { status, body } = await fetcher.fetch(url, {
      method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click', timeoutMs, maxRedirects: 0,
    }).catch((error: unknown) => {
      throw remoteRefusal(error, host);
    });
    body.cancel();
    const { core, principal } = ctx;
    await core.db.write([principal.id], (tx) =>
      audit(tx, principal.id, core.clock.now(), actorOf(ctx), { action: 'unsubscribe', subject: principal.address, detail: `${host} answered ${status}` }));
    if (status < 200 || status > 299) throw new CoreError('remoteFailed', `${host} answers ${status}; the sender has not taken it.`);
    return { host, status };
  },
};

/**
 * Whoever unsubscribes speaks for the owner of the account to somebody outside.
 * @throws CoreError notPermitted
 */
async function needSubmit(ctx: Context, accountId: string, email: Email): Promise<void> {
  const reach = await ctx.core.db.read((read) => reachFor(ctx, read, accountId, 'write'));
  const mailboxes = Object.keys(email.mailboxIds ?? {}).map((id) => fromId('mailbox', id) ?? 0);
  if (!reach.isOwner && !mailboxes.some((id) => mayIn(reach, id, 'p'))) {
    throw new CoreError('notPermitted', 'You may read this message, not act for its owner (the right maySubmit).');
  }
}

/** @throws CoreError unsubscribeNotOffered, unsubscribeByMail, unsubscribeByPage */
function oneClickAddress(email: Email): URL {
  const found = email as unknown as Record<string, unknown>;
  const written = (found['header:List-Unsubscribe:asURLs'] as readonly string[] | null | undefined) ?? [];
  const urls = written.filter((text) => URL.canParse(text)).map((text) => new URL(text));
  const page = urls.find(({ protocol }) => protocol === 'https:');
  const post = found['header:List-Unsubscribe-Post:asText'];
  if (page && typeof post === 'string' && /^\s*List-Unsubscribe=One-Click\s*$/i.test(post)) return page;
  if (urls.some(({ protocol }) => protocol === 'mailto:')) throw new CoreError('unsubscribeByMail', 'This list is left by a message: send one to the mailto address of List-Unsubscribe.');
  if (page !== undefined || urls.some(({ protocol }) => protocol === 'http:')) throw new CoreError('unsubscribeByPage', 'This list is left on a page of its own: open the address of List-Unsubscribe.');
  throw new CoreError('unsubscribeNotOffered', 'The message does not say how to unsubscribe.');
}

/** @throws CoreError rateLimit */
async function count(ctx: Context): Promise<void> {
  try {
    await attempts.consume(String(ctx.principal.id));
  } catch (rejection) {
    if (rejection instanceof Error) throw rejection;
    const { msBeforeNext } = rejection as { msBeforeNext: number };
    throw new CoreError('rateLimit', 'So many lists in an hour are left by no hand; try again later.', { retryAfterSeconds: Math.ceil(msBeforeNext / 1000) });
  }
}
