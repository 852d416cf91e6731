import { expect, test } from 'vitest';
import { createAlias, deleteAlias } from '../../../api/people/aliases.ts';
import { validator } from '../../../openapi/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, password } from './web.ts';

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  test('one’s addresses: the account’s own first, then the aliases that lead there by way of others too, and nobody else’s', async () => {
    const { call, core } = await openWeb(opener);
    const addresses = async (options = {}) => {
      const answer = await call('GET', '/me/addresses', options);
      expect(answer.status).toBe(200);
      expect(validator('OwnAddressList')(answer.body)).toBeNull();
      return (answer.body['items'] as { address: string; isAlias: boolean; isShared: boolean }[]).map(({ address, isAlias, isShared }) => `${address}${isAlias ? ' alias' : ''}${isShared ? ' shared' : ''}`);
    };
    expect(await addresses({ as: 'ali' })).toEqual(['ali@example.org']);
    await createAlias(core, { address: 'support@example.org', targets: ['ali@example.org'] });
    await createAlias(core, { address: 'help@example.org', targets: ['support@example.org'] });
    await createAlias(core, { address: 'board@example.org', targets: ['root@example.org'] });
    expect(await addresses({ as: 'ali' })).toEqual(['ali@example.org', 'support@example.org alias', 'help@example.org alias']);
    await createAlias(core, { address: 'team@example.org', targets: ['root@example.org', 'support@example.org'] });
    await createAlias(core, { address: 'everybody@example.org', targets: ['team@example.org'] });
    expect(await addresses({ as: 'ali' })).toEqual(['ali@example.org', 'support@example.org alias', 'help@example.org alias', 'team@example.org alias shared', 'everybody@example.org alias shared']);
    for (const address of ['everybody@example.org', 'team@example.org']) await deleteAlias(core, address);
    await deleteAlias(core, 'support@example.org');
    expect(await addresses({ as: 'ali' })).toEqual(['ali@example.org']);
    // A program that may only send asks by its token.
    const cookie = await call('POST', '/session', { body: { user: 'ali@example.org', password } });
    const headers = { cookie: (cookie.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '', 'sec-fetch-site': 'same-origin' };
    const { token } = (await call('POST', '/me/tokens', { headers, body: { name: 'sender', scopes: ['mail'] } })).body;
    expect(await addresses({ headers: { authorization: `Bearer ${String(token)}` } })).toEqual(['ali@example.org']);
    expect((await call('GET', '/me/addresses')).status).toBe(401);
  });
});
