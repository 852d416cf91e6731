import { expect, test } from 'vitest';
import { resolveRecipient } from '../../../api/mail/delivery/deliver.ts';
import { createAccount, updateAccount } from '../../../api/people/accounts.ts';
import { createAlias } from '../../../api/people/aliases.ts';
import { createDomain } from '../../../api/people/domains.ts';
import { resolveRoute } from '../../../api/people/recipients.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { mailbox, message, type Node, people, submit, worlds } from './harness.ts';

const names = ['postmaster', 'Postmaster', 'postmaster@example.org', 'POSTMASTER@Example.Org', 'postmaster@second.example'];
const routes = (node: Node): Promise<unknown[]> => node.db.read((read) => Promise.all(names.map((name) => resolveRoute(read, name))));

eachDatabase((_name, makeUrl) => {
  const { world, node } = worlds(makeUrl);

  test('RFC 5321 §4.5.1: postmaster is somebody, with and without a domain of ours, in any case', async () => {
    const server = await node(await world());
    const { alice, bob, carol } = await people(server, { alice: {}, bob: {}, carol: {} });
    await createDomain(server.core, { name: 'second.example' });
    const local = (...accounts: number[]): unknown => ({ kind: 'local', accounts, external: [] });
    expect(await routes(server)).toEqual(names.map(() => ({ kind: 'unknown' })));

    for (const name of ['alice', 'bob']) await updateAccount(server.core, `${name}@example.org`, { administrator: true });
    expect(await routes(server)).toEqual(names.map(() => local(alice.id, bob.id)));
    await updateAccount(server.core, 'bob@example.org', { disabled: true });
    expect(await routes(server)).toEqual(names.map(() => local(alice.id)));
    expect(await resolveRecipient(server.core, 'PostMaster')).toEqual({ kind: 'local', accounts: 1 });
    expect(await server.db.read((read) => resolveRoute(read, 'postmaster@elsewhere.test'))).toEqual({ kind: 'remote' });

    // Who has the address comes first; without a domain it is the one of any domain.
    await createAlias(server.core, { address: 'postmaster@example.org', targets: ['carol@example.org'] });
    expect(await routes(server)).toEqual([...names.slice(0, 4).map(() => local(carol.id)), local(alice.id)]);
    const own = await createAccount(server.core, { address: 'postmaster@second.example', name: 'Postmaster' });
    const route = (await routes(server)) as { accounts: number[] }[];
    expect(route.map(({ accounts }) => accounts.length)).toEqual([2, 2, 1, 1, 1]);
    await updateAccount(server.core, own.address, { disabled: true });
    expect((await routes(server)).at(-1)).toEqual(local(alice.id));
  });

  test('RFC 5321 §4.1.1.3: people here reach it by the bare name too', async () => {
    const server = await node(await world());
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    await updateAccount(server.core, 'bob@example.org', { administrator: true });
    await submit(server, alice, ['Postmaster'], message({ From: 'alice@example.org', Subject: 'x' }));
    await server.transport.idle();
    expect(await mailbox(server, bob)).toHaveLength(1);
  });
});
