import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { checkBackup } from '../../../api/backup/restore-whole.ts';
import { readManifest, writeManifest } from '../../../db/backup/manifest.ts';
import { migrationNames } from '../../../db/schema/migrate.ts';
import { tables } from '../../../db/schema/migrations/0001-mail.tables.ts';
import { createTable } from '../../../db/schema/table.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { contents, restore, stores } from './store.ts';

// Threads of a backup stand back behind everybody else: on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000 });

/** Makes of a backup what the first release would have written: its tables, its columns, its migration. */
async function asFirstRelease(backup: string): Promise<void> {
  const manifest = readManifest(backup);
  const file = join(backup, manifest.database.file);
  const db = new BetterSqlite3(file);
  for (const name of db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]) {
    const table = tables.find((each) => each.name === name);
    if (!table) {
      db.exec(`DROP TABLE ${name}`);
      continue;
    }
    const there = new Set(db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name) as string[]);
    // What later releases took away has its default again.
    const columns = Object.keys(table.columns).filter((column) => there.has(column)).join(', ');
    db.exec(`ALTER TABLE ${name} RENAME TO newer; ${createTable(table, 'sqlite')[0]}; INSERT INTO ${name} (${columns}) SELECT ${columns} FROM newer; DROP TABLE newer`);
  }
  db.close();
  const sha256 = createHash('sha256').update(await readFile(file)).digest('hex');
  writeManifest(backup, { ...manifest, migrations: migrationNames().slice(0, 1), database: { file: manifest.database.file, bytes: (await stat(file)).size, sha256 } });
}

eachDatabase((name) => {
  const { folder, fresh, open, place } = stores();

  test('design §12, Upgrade: a backup of the first release comes back, and is brought up to date', async () => {
    const source = await fresh(name, 'segments');
    const ali = await source.addUser('ali');
    await source.add(ali, 'Message-ID: <one@remote.example>\r\nSubject: one\r\n\r\nbody');
    const expected = await contents(source.core);
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    await source.close();
    await asFirstRelease(backup);
    expect(await checkBackup(backup, () => undefined)).toMatchObject({ damage: [], flaws: [] });
    const target = await place(name, 'segments');
    await restore(target, backup);
    const restored = await open(target);
    expect(await contents(restored.core)).toEqual(expected);
    expect(await restored.differences()).toEqual([]);
    // The tables are today's: what came since works.
    expect(await restored.backup(join(await folder(), 'again'))).toMatchObject({ emails: 1 });
    // One account out of it as well.
    expect(await restored.putBack({ folder: backup, account: 'ali@example.org' })).toMatchObject({ emails: 1 });
    expect(await restored.differences()).toEqual([]);
  });

  test('bad input: a backup of a newer release is refused', async () => {
    const source = await fresh(name, 'segments');
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    const manifest = readManifest(backup);
    writeManifest(backup, { ...manifest, migrations: [...manifest.migrations, 'Calendars1800000000001'] });
    await expect(restore(await place(name, 'segments'), backup)).rejects.toThrow(/made by a newer Messagerie \(Calendars1800000000001 is not known here\)/);
  });
});
