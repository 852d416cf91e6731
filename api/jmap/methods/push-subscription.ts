/** PushSubscription/get and /set (RFC 8620 §7.2): they belong to the sign-in, not to an account. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from '../../../db/index.ts';
import {
  countSubscriptions, deleteSubscription, insertSubscription, type PushSubscriptionRow, type SignIn, subscriptionsOfSignIn, updateSubscription,
} from '../../../db/repositories/push-subscriptions.ts';
import { invalidProperties, jmapObjects, type PushKeys, type PushSubscription, type PushSubscriptionSetResponse, type SetError } from '../../../openapi/index.ts';
import { hasScope } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { utcDate } from '../../mail/read/email-object.ts';
import { areUsable } from '../../push/encrypt.ts';
import { subscriptionListener } from '../../push/signals.ts';
import { JmapRefusal, setErrorOf } from '../errors.ts';
import { getObjects } from '../get.ts';
import { method, type MethodContext } from '../method.ts';
import { applyPatch, patchedProperties } from '../patch.ts';
import { applySet } from '../set.ts';

/** Longest life of a subscription, and its life where the client names none (§7.2). */
const lifeMs = 7 * 86_400_000;
/** More would be of no use to anybody, and each is posted to. */
const mostSubscriptions = 100;
/** Each new one makes this server post to an address that it has never heard of (§8.6). */
const mostPerHour = 100;
const hourMs = 3_600_000;
const mostTypes = 100;
/** A receiver that answers at once is waited for, so that an address that must not be posted to is refused in the answer. */
const verificationWaitMs = 1500;

/** What may be read (§7.2.1): addresses and keys are the device's secrets. */
const secrets = ['url', 'keys'];
const readable = jmapObjects.PushSubscription.properties.filter((property) => !secrets.includes(property));

/** @throws CoreError notPermitted */
function signInOf(ctx: MethodContext): SignIn {
  if (!hasScope(ctx, 'mail:read')) throw new CoreError('notPermitted', 'This sign-in is not for mail.');
  return { principalId: ctx.principal.id, sessionId: ctx.sessionId, credentialId: ctx.credentialId ?? null };
}

function subscriptionObject(row: PushSubscriptionRow): PushSubscription {
  return {
    id: toId('pushSubscription', row.id), deviceClientId: row.device_client_id,
    // Before it came back from the address that it was sent to, it is not to be had here.
    verificationCode: row.verified === 1 ? row.verification_code : null,
    expires: utcDate(row.expires_at), types: typesOf(row),
  };
}

const typesOf = (row: PushSubscriptionRow): string[] | null => (row.types === null ? null : (JSON.parse(row.types) as string[]));

export const pushSubscriptionGet = method('PushSubscription/get', async (ctx, args) => {
  const signIn = signInOf(ctx);
  const secret = args.properties?.find((property) => secrets.includes(property));
  if (secret !== undefined) throw new JmapRefusal('forbidden', `${secret} can be written, not read.`);
  const { db, clock } = ctx.core;
  const rows = await db.read((read) => subscriptionsOfSignIn(read, signIn, clock.now()));
  const { list, notFound } = await getObjects<PushSubscription>(ctx, { ...args, accountId: '' }, {
    state: '', properties: readable, all: async () => rows.map((row) => toId('pushSubscription', row.id)), load: async () => rows.map(subscriptionObject),
  });
  return { list, notFound };
});

export const pushSubscriptionSet = method('PushSubscription/set', async (ctx, args) => {
  const signIn = signInOf(ctx);
  const { db, clock } = ctx.core;
  const isAllowed = mayMake(ctx, Object.keys(args.create ?? {}).length);
  const { answer, made, changed } = await db.write([signIn.principalId], async (tx) => {
    const rows = new Map((await subscriptionsOfSignIn(tx, signIn, clock.now())).map((row) => [toId('pushSubscription', row.id), row]));
    const one = (id: string): PushSubscriptionRow => {
      const row = rows.get(id);
      if (!row) throw new CoreError('notFound', `There is no push subscription ${JSON.stringify(id.slice(0, 80))} of this sign-in.`);
      return row;
    };
    const created = new Map<string, number>();
    let touched = false;
    const set = await applySet<PushSubscription>(ctx, { ...args, accountId: '' }, { oldState: '', newState: () => '' }, {
      async create(draft, _resolve, creationId) {
        checkDraft(draft);
        if (!isAllowed) throw new CoreError('rateLimit', `At most ${mostPerHour} push subscriptions may be made in an hour; try again later.`);
        if ((await countSubscriptions(tx, signIn.principalId)) >= mostSubscriptions) throw new CoreError('overQuota', `At most ${mostSubscriptions} push subscriptions; end those of devices that are gone.`);
        const account = tx.account(signIn.principalId);
        const keys = (draft['keys'] ?? null) as PushKeys | null;
        const row: PushSubscriptionRow = {
          id: account.newId(), principal_id: signIn.principalId, session_id: signIn.sessionId, credential_id: signIn.credentialId, device_client_id: String(draft['deviceClientId']),
          url: String(draft['url']), p256dh: keys?.p256dh ?? null, auth: keys?.auth ?? null, verification_code: randomBytes(24).toString('base64url'), verified: 0,
          types: packTypes(draft['types']), expires_at: expiry(draft['expires'], clock.now()), told_modseq: account.modseq, created_at: clock.now(),
        };
        await insertSubscription(tx, row);
        rows.set(toId('pushSubscription', row.id), row);
        created.set(creationId, row.id);
        const unsaid = { ...(keys ? {} : { keys: null }), ...(draft['types'] === undefined ? { types: null } : {}), ...(draft['verificationCode'] === undefined ? { verificationCode: null } : {}) };
        return { id: toId('pushSubscription', row.id), ...unsaid, expires: utcDate(row.expires_at) };
      },
      async update(id, patch) {
        const row = one(id);
        const before = subscriptionObject(row);
        const after = applyPatch(before as Readonly<Record<string, unknown>>, patch, { expires: null, types: null, verificationCode: null });
        const properties = patchedProperties(patch);
        checkPatch(row, before, after, properties);
        const expires = properties.includes('expires') ? expiry(after['expires'], clock.now()) : row.expires_at;
        const verified = row.verified === 1 || typeof after['verificationCode'] === 'string' ? 1 : 0;
        Object.assign(row, { types: properties.includes('types') ? packTypes(after['types']) : row.types, expires_at: expires, verified });
        await updateSubscription(tx, row);
        touched = true;
        return properties.includes('expires') && after['expires'] !== utcDate(expires) ? { expires: utcDate(expires) } : null;
      },
      async destroy(id) {
        await deleteSubscription(tx, one(id).id);
        rows.delete(id);
        touched = true;
      },
    });
    return { answer: set, made: created, changed: touched };
  });
  const listener = subscriptionListener(db);
  if (changed) await listener?.changed(signIn.principalId);
  const refused = await verifyAll(ctx, made);
  const response: PushSubscriptionSetResponse = {
    created: without(answer.created, refused), updated: answer.updated, destroyed: answer.destroyed,
    notCreated: refused.size === 0 ? answer.notCreated : { ...answer.notCreated, ...Object.fromEntries(refused) }, notUpdated: answer.notUpdated, notDestroyed: answer.notDestroyed,
  };
  return response;
});

/** Lets the verifications be sent. @returns those whose address must not be posted to: they are gone again */
async function verifyAll(ctx: MethodContext, made: ReadonlyMap<string, number>): Promise<Map<string, SetError>> {
  const listener = subscriptionListener(ctx.core.db);
  const refused = new Map<string, SetError>();
  if (!listener || made.size === 0) return refused;
  const waited = new AbortController();
  const enough = ctx.core.clock.sleep(verificationWaitMs, waited.signal).then(() => 'waiting' as const, () => 'waiting' as const);
  await Promise.all([...made].map(async ([creationId, id]) => {
    if ((await Promise.race([listener.created(id), enough])) !== 'refused') return;
    const why = new CoreError('invalidProperties', 'This address leads into a private network, where nothing is posted; your administrator can allow it by fetch.allow.', { properties: ['url'] });
    refused.set(creationId, setErrorOf(ctx, why));
  }));
  waited.abort();
  return refused;
}

function without<T>(created: Record<string, T> | null, refused: ReadonlyMap<string, unknown>): Record<string, T> | null {
  const left = Object.entries(created ?? {}).filter(([creationId]) => !refused.has(creationId));
  return left.length === 0 ? null : Object.fromEntries(left);
}

/** @throws CoreError invalidProperties */
function checkDraft(draft: Readonly<Record<string, unknown>>): void {
  const wrong = new Set(invalidProperties('PushSubscriptionCreate', draft).map(({ path }) => path.split('/')[0] as string));
  if (!wrong.has('url') && !isPushAddress(String(draft['url']))) wrong.add('url');
  if (!wrong.has('keys') && draft['keys'] && !areUsable(draft['keys'] as PushKeys)) wrong.add('keys');
  if (draft['verificationCode'] !== undefined && draft['verificationCode'] !== null) wrong.add('verificationCode');
  if (!isListOfTypes(draft['types'])) wrong.add('types');
  refuse(wrong);
}

/** Only what may change, and only in the right form. @throws CoreError invalidProperties, also for a wrong verification code (§7.2.2) */
function checkPatch(row: PushSubscriptionRow, before: PushSubscription, after: Readonly<Record<string, unknown>>, properties: readonly string[]): void {
  const wrong = new Set(invalidProperties('PushSubscription', after).map(({ path }) => path.split('/')[0] as string));
  for (const property of properties) {
    if (property === 'verificationCode') {
      const code = after[property];
      if (code === null || code === undefined ? row.verified === 1 : !isSame(String(code), row.verification_code)) wrong.add(property);
    } else if (property === 'types') {
      if (!isListOfTypes(after[property])) wrong.add(property);
    } else if (property !== 'expires' && !(property in before && after[property] === before[property as keyof PushSubscription])) wrong.add(property);
  }
  refuse(wrong);
}

function refuse(wrong: ReadonlySet<string>): void {
  if (wrong.size > 0) throw new CoreError('invalidProperties', `${[...wrong].join(', ')}: of another form, not the right one, or not to be set here.`, { properties: [...wrong] });
}

function isSame(given: string, code: string): boolean {
  return given.length === code.length && Buffer.byteLength(given) === code.length && timingSafeEqual(Buffer.from(given), Buffer.from(code));
}

/** RFC 8620 §7.2: an absolute https address. */
function isPushAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '';
}

const isListOfTypes = (types: unknown): boolean =>
  types === undefined || types === null || (Array.isArray(types) && types.length <= mostTypes && types.every((type) => typeof type === 'string' && /^[A-Za-z]{1,64}$/.test(type)));

const packTypes = (types: unknown): string | null => (Array.isArray(types) ? JSON.stringify(types) : null);

/** @throws CoreError invalidProperties where it has passed already */
function expiry(expires: unknown, now: number): number {
  if (typeof expires !== 'string') return now + lifeMs;
  const at = Date.parse(expires);
  if (!(at > now)) throw new CoreError('invalidProperties', 'expires has passed already.', { properties: ['expires'] });
  return Math.min(at, now + lifeMs);
}

/** When each person made subscriptions in the last hour; ended ones count as well. */
const recent = new WeakMap<Database, Map<number, number[]>>();

/** @returns whether the person may make so many now */
function mayMake(ctx: MethodContext, count: number): boolean {
  if (count === 0) return true;
  const { db, clock } = ctx.core;
  let people = recent.get(db);
  if (!people) recent.set(db, (people = new Map()));
  const now = clock.now();
  for (const [id, times] of people) if ((times.at(-1) ?? 0) <= now - hourMs) people.delete(id);
  const times = (people.get(ctx.principal.id) ?? []).filter((at) => at > now - hourMs);
  if (times.length + count > mostPerHour) return false;
  people.set(ctx.principal.id, [...times, ...Array<number>(count).fill(now)]);
  return true;
}
