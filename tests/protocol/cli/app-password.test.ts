import { expect, test } from 'vitest';
import { createAccessService } from '../../../api/access/index.ts';
import { openAdminSocket } from '../../../api/admin/socket.ts';
import { inProcessConsole } from '../../../api/admin/in-process.ts';
import type { LoadServer } from '../../../cli/connect.ts';
import { newestAudit } from '../../../db/repositories/audit.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { commandIn } from './running-cli.ts';

const caller = { protocol: 'imap', remoteAddress: '127.0.0.1', tls: true } as const;

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  test.each(['socket', 'in process'] as const)('issue, app passwords: made for a person at the console, shown once, listed without secret, revoked (%s)', async (transport) => {
    const { core, dataFolder } = await opener.open();
    const access = createAccessService(core);
    opener.onClose(() => access.close());
    let load: LoadServer = async () => ({ openInProcess: async () => null, serve: async () => 0 });
    if (transport === 'socket') {
      const socket = await openAdminSocket({ core, access }, dataFolder);
      opener.onClose(() => socket.close());
    } else {
      load = async () => ({ openInProcess: async () => inProcessConsole({ core, access }, async () => undefined), serve: async () => 0 });
    }
    const { messagerie, remove } = await commandIn(dataFolder, load);
    opener.onClose(remove);
    await messagerie(['domain', 'add', 'example.org']);
    await messagerie(['user', 'add', 'ali@example.org', '--name', 'Ali']);

    const secret = (await messagerie(['app-password', 'add', 'ali@example.org', '--label', 'old printer', '--scope', 'mail:read', '--expires', '90d'])).out.trim();
    expect(secret).toMatch(/^[a-z2-9-]{24}$/);
    const signed = await access.signIn({ user: 'ali@example.org', password: secret }, caller);
    expect([...(signed.scopes ?? [])]).toEqual(['mail:read']);
    const byDefault = (await messagerie(['app-password', 'add', 'ali@example.org', '--label', 'phone', '--json'])).json<{ scopes: string[] }>();
    expect(byDefault.scopes).toEqual(['mail']);
    expect((await messagerie(['app-password', 'add', 'ali@example.org', '--label', 'x', '--scope', 'admin'])).err).toContain('for administrators');
    expect((await messagerie(['app-password', 'add', 'ali@example.org', '--label', 'x', '--scope', 'everything'])).code).toBe(1);
    expect((await messagerie(['app-password', 'add', 'nobody@example.org', '--label', 'x'])).code).toBe(1);
    expect((await messagerie(['app-password', 'add', 'ali@example.org'])).code).toBe(2);

    const listed = await messagerie(['app-password', 'list', 'ali@example.org', '--json']);
    expect(listed.out).not.toContain(secret);
    const [printer] = listed.json<{ id: string; label: string }[]>();
    expect(printer?.label).toBe('old printer');
    expect((await messagerie(['app-password', 'list', 'ali@example.org'])).out).toMatch(/old printer +mail:read/);
    expect((await messagerie(['app-password', 'revoke', 'ali@example.org', printer?.id ?? ''])).code).toBe(0);
    await expect(access.signIn({ user: 'ali@example.org', password: secret }, caller)).rejects.toMatchObject({ kind: 'credentialsInvalid' });
    expect((await messagerie(['app-password', 'revoke', 'ali@example.org', printer?.id ?? ''])).code).toBe(1);
    await access.close();
    const rows = await core.db.read((read) => newestAudit(read, 50));
    expect(rows.filter((row) => row.action.startsWith('appPassword')).map((row) => `${row.actor} ${row.action} ${row.subject}`).sort()).toEqual([
      'console appPasswordCreate ali@example.org', 'console appPasswordCreate ali@example.org', 'console appPasswordDelete ali@example.org',
    ]);
  });
});
