import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { needs } from '../../setup/programs.ts';
import type { DatabaseName } from '../../setup/databases.ts';
import { contents, type BlobPlace, files, restore, stores } from './store.ts';

// Threads of a backup stand back behind everybody else: on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000 });

type Kind = readonly [DatabaseName, BlobPlace];
/** Each database and each place of blobs, from and to, and across. */
const ways: readonly (readonly [Kind, Kind])[] = [
  [['sqlite', 'segments'], ['mariadb', 'segments']],
  [['mariadb', 'segments'], ['sqlite', 'segments']],
  [['sqlite', 'database'], ['mariadb', 'database']],
  [['mariadb', 'database'], ['sqlite', 'database']],
  [['sqlite', 'segments'], ['sqlite', 'database']],
  [['mariadb', 'database'], ['mariadb', 'segments']],
];
const named = (kind: Kind): string => kind.join(' with blobs in ');

const text = (n: number): string => `Message-ID: <m${n}@remote.example>\r\nSubject: n° ${n} été البريد\r\nFrom: Bob <bob@remote.example>\r\nTo: ali@example.org\r\n\r\nBody ${n} ${'x'.repeat(n * 37)}\r\n`;

function suite(from: Kind, to: Kind): void {
  const { folder, fresh, open, place } = stores();

  test('contract, Backup: everything comes back, the same in every row, and verify finds nothing', async () => {
    const source = await fresh(...from);
    const ali = await source.addUser('ali', { quotaBytes: 50_000_000 });
    const bob = await source.addUser('bob', { language: 'ar' });
    for (let n = 0; n < 40; n++) await source.add(ali, text(n), { keywords: n % 3 === 0 ? ['$seen', 'étape'.normalize('NFD').replace(/[^\x21-\x7e]/g, '')] : [], receivedAt: 1_700_000_000_000 + n });
    await source.add(bob, text(1), { prefix: 'Delivered-To: bob@example.org\r\n' });
    const large = Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), Buffer.alloc(3_500_000, 'abc\r\n')]);
    await source.add(bob, large, { keywords: ['$flagged'] });
    const before = await contents(source.core);
    const search = { filter: { text: 'été' }, sort: [{ property: 'receivedAt' }] } as const;
    const hits = (await source.call(ali, 'Email/query', search as never)).ids;
    expect(hits).toHaveLength(40);
    const backup = join(await folder(), 'backup');
    const result = await source.backup(backup);
    expect(result).toMatchObject({ accounts: 2, emails: 42, reusedBytes: 0, warnings: [] });
    for (const [name, { mode }] of Object.entries(await files(backup))) expect([name, mode & 0o077]).toEqual([name, 0]);
    await source.close();

    const target = await place(...to);
    expect(await restore(target, backup)).toMatchObject({ emails: 42, accounts: 2, flaws: [], replaced: [] });
    const restored = await open(target);
    expect(await contents(restored.core)).toEqual(before);
    expect(await restored.differences()).toEqual([]);
    expect((await restored.call(ali, 'Email/query', search as never)).ids).toEqual(hits);
    // And the restored store is one that lives on.
    await restored.add(ali, text(100));
    expect(await restored.differences()).toEqual([]);
  });
}

for (const [from, to] of ways) {
  const body = (): void => suite(from, to);
  const name = `${named(from)} to ${named(to)}`;
  if ([from, to].some(([database]) => database === 'mariadb')) needs('mariadbd', 'mariadb-install-db')(name, body);
  else describe(name, body);
}
