import { expect, test } from 'vitest';
import { validator } from '../../../openapi/index.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { putPreferences } from '../../../db/repositories/preferences.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, password } from './web.ts';

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  test('issue, preferences: one whole object with defaults; a change touches what it names, null gives the default back', async () => {
    const { call } = await openWeb(opener);
    const first = await call('GET', '/me/preferences', { as: 'ali' });
    expect(validator('Preferences')(first.body)).toBeNull();
    expect(first.body).toMatchObject({ language: 'fr', theme: 'system', undoSeconds: 10, remoteImages: 'ask', sentCopy: true, timeZone: null, defaultIdentityId: null });
    const changed = await call('PATCH', '/me/preferences', { as: 'ali', body: { theme: 'dark', undoSeconds: 30, timeZone: 'Africa/Algiers', language: 'ar', sentCopy: false } });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...first.body, theme: 'dark', undoSeconds: 30, timeZone: 'Africa/Algiers', language: 'ar', sentCopy: false });
    // One setting, wherever it is asked for.
    expect((await call('GET', '/me', { as: 'ali' })).body).toMatchObject({ language: 'ar', sentCopy: false });
    expect((await call('GET', '/me/preferences', { as: 'root' })).body).toMatchObject({ theme: 'system', language: 'en' });
    const back = await call('PATCH', '/me/preferences', { as: 'ali', body: { theme: null, undoSeconds: null, timeZone: null } });
    expect(back.body).toEqual({ ...first.body, language: 'ar', sentCopy: false });
    const pinned = [{ name: 'Factures', query: 'has:attachment facture' }];
    expect((await call('PATCH', '/me/preferences', { as: 'ali', body: { pinnedSearches: pinned } })).body).toMatchObject({ pinnedSearches: pinned, theme: 'system' });
    expect(first.body).toMatchObject({ chosenFolders: {}, chosenAccounts: [] });
    const chosenFolders = { a2: ['f1', 'f2'], a3: [] };
    expect((await call('PATCH', '/me/preferences', { as: 'ali', body: { chosenFolders, chosenAccounts: [] } })).body).toMatchObject({ chosenFolders, chosenAccounts: [] });
  });

  test('weeks begin as is usual in the region until a day is chosen, and do so again by auto or null', async () => {
    const { call } = await openWeb(opener);
    const set = async (firstDayOfWeek: unknown) => {
      const { status, body } = await call('PATCH', '/me/preferences', { as: 'ali', body: { firstDayOfWeek } });
      return status === 200 ? (body as { firstDayOfWeek: string }).firstDayOfWeek : status;
    };
    expect((await call('GET', '/me/preferences', { as: 'ali' })).body).toMatchObject({ firstDayOfWeek: 'auto' });
    expect([await set('sunday'), await set('auto'), await set('monday'), await set(null), await set('friday')]).toEqual(['sunday', 'auto', 'monday', 'auto', 400]);
  });

  test('RFC 9110 §13.1: ETag, If-None-Match and If-Match; two that change at once do not overwrite each other', async () => {
    const { call } = await openWeb(opener);
    const first = await call('GET', '/me/preferences', { as: 'ali' });
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await call('GET', '/me/preferences', { as: 'ali', headers: { 'if-none-match': `"x", W/${etag}` } })).status).toBe(304);
    expect((await call('PATCH', '/me/preferences', { as: 'ali', headers: { 'if-match': `W/${etag}` }, body: { theme: 'dark' } })).status).toBe(412);
    const both = await Promise.all((['dark', 'light'] as const).map((theme) => call('PATCH', '/me/preferences', { as: 'ali', headers: { 'if-match': etag }, body: { theme } })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const won = both.find(({ status }) => status === 200);
    expect(both.find(({ status }) => status === 412)?.body).toMatchObject({ code: 'stateMismatch' });
    const now = await call('GET', '/me/preferences', { as: 'ali', headers: { 'if-none-match': etag } });
    expect([now.status, now.headers.get('etag'), now.body]).toEqual([200, won?.headers.get('etag'), won?.body]);
    // The language is changed elsewhere: these are other preferences too.
    await call('PATCH', '/me', { as: 'ali', body: { language: 'ar' } });
    expect((await call('PATCH', '/me/preferences', { as: 'ali', headers: { 'if-match': now.headers.get('etag') ?? '' }, body: { theme: 'system' } })).status).toBe(412);
    expect((await call('PATCH', '/me/preferences', { as: 'ali', headers: { 'if-match': '*' }, body: { theme: 'system' } })).status).toBe(200);
  });

  test('what is not acceptable is told with what is; nothing of it is kept', async () => {
    const { call } = await openWeb(opener);
    const refused: [Record<string, unknown>, number, string, RegExp][] = [
      [{ theme: 'blue', undoSeconds: 5 }, 400, 'theme', /must be one of "system", "light", "dark"/],
      [{ undoSeconds: 61 }, 400, 'undoSeconds', /60/],
      [{ undoSeconds: -1 }, 400, 'undoSeconds', /0/],
      [{ conversations: 'yes' }, 400, 'conversations', /boolean/],
      [{ wallpaper: 'sea' }, 400, 'wallpaper', /not known/],
      [{ language: null }, 400, 'language', /fr|string/],
      [{ pinnedSearches: Array.from({ length: 101 }, () => ({ name: 'x', query: 'y' })) }, 400, 'pinnedSearches', /100/],
      [{ timeZone: 'Mars/Olympus' }, 422, 'timeZone', /Africa\/Algiers/],
      [{ timeZone: '+01:00' }, 422, 'timeZone', /Africa\/Algiers/],
      [{ defaultIdentityId: 'i1' }, 422, 'defaultIdentityId', /Identity/],
      [{ identities: { i1: { signatureOnNew: false } } }, 422, 'identities/i1', /Identity/],
    ];
    const before = (await call('GET', '/me/preferences', { as: 'ali' })).body;
    for (const [body, status, path, message] of refused) {
      const answer = await call('PATCH', '/me/preferences', { as: 'ali', body });
      expect([body, answer.status, answer.body['errors']]).toEqual([body, status, [{ path, message: expect.stringMatching(message) }]]);
    }
    expect((await call('PATCH', '/me/preferences', { as: 'ali', body: {} })).status).toBe(400);
    expect((await call('GET', '/me/preferences', { as: 'ali' })).body).toEqual(before);
  });

  test('an Identity of one’s own is the default, and says how its signature is used; one of somebody else’s is not', async () => {
    const { call, access } = await openWeb(opener);
    const identityOf = async (user: string) => {
      const ctx = await access.signIn({ user: `${user}@example.org`, password }, { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: true });
      const { list } = await callMethod(ctx, 'Identity/get', { accountId: `a${ctx.principal.id.toString(32)}`, ids: null });
      return list[0]?.id ?? '';
    };
    const [own, foreign] = [await identityOf('ali'), await identityOf('root')];
    const body = { defaultIdentityId: own, identities: { [own]: { signatureOnReply: false } } };
    expect((await call('PATCH', '/me/preferences', { as: 'ali', body })).body).toMatchObject(body);
    expect((await call('PATCH', '/me/preferences', { as: 'ali', body: { defaultIdentityId: foreign } })).status).toBe(422);
  });

  test('what another release wrote and this one does not know is left out', async () => {
    const { call, core, access } = await openWeb(opener);
    const ctx = await access.signIn({ user: 'ali@example.org', password }, { protocol: 'rest', remoteAddress: '127.0.0.1', tls: true });
    await core.db.write([ctx.principal.id], (tx) => putPreferences(tx, ctx.principal.id, JSON.stringify({ theme: 'sepia', density: 'compact', hologram: true }), 0));
    const read = await call('GET', '/me/preferences', { as: 'ali' });
    expect(validator('Preferences')(read.body)).toBeNull();
    expect(read.body).toMatchObject({ theme: 'system', density: 'compact' });
  });
});
