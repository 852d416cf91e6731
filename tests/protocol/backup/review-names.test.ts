/** A backup that somebody else has written to: what its database calls its tables never becomes part of a statement (design §12). */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { readManifest } from '../../../db/backup/index.ts';
import { restore, stores } from './store.ts';

vi.setConfig({ testTimeout: 120_000 });

const { folder, fresh, place } = stores();
const hashOf = (value: string | Buffer): string => createHash('sha256').update(value).digest('hex');

/** Writes the manifest anew, as whoever changed the files would. */
function sign(backup: string, change: (manifest: Record<string, unknown>) => void): void {
  const path = join(backup, 'manifest.json');
  const { format, sha256, ...manifest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(manifest);
  writeFileSync(path, JSON.stringify({ format, ...manifest, sha256: sha256 && hashOf(JSON.stringify(manifest)) }));
}

test('names of tables and columns that no backup writes are refused, and nothing of them is carried out', async () => {
  const source = await fresh('sqlite', 'segments');
  await source.addUser('ali');
  const backup = join(await folder(), 'backup');
  await source.backup(backup);
  await source.close();
  const { database } = readManifest(backup);
  const file = join(backup, database.file);
  const stray = join(await folder(), 'stray.db');
  const db = new BetterSqlite3(file);
  db.exec(`CREATE TABLE "aaa; COMMIT; ATTACH '${stray}' AS stray; CREATE TABLE stray.x (y); BEGIN; --" (id)`);
  db.close();
  const bytes = readFileSync(file);
  sign(backup, (manifest) => {
    manifest['database'] = { ...database, bytes: bytes.length, sha256: hashOf(bytes) };
  });
  await expect(restore(await place('sqlite', 'segments'), backup)).rejects.toThrow(/table or column/);
  expect(existsSync(stray)).toBe(false);
});

test('names of files that lead out of the folder are refused', async () => {
  const source = await fresh('sqlite', 'segments');
  const ali = await source.addUser('ali');
  await source.add(ali, 'Subject: x\r\n\r\nx');
  const backup = join(await folder(), 'backup');
  await source.backup(backup);
  await source.close();
  for (const name of ['../outside.seg', '/etc/passwd', 'segments/../../x.seg', 'segments/00000001.seg\n']) {
    sign(backup, (manifest) => {
      manifest['segments'] = (manifest['segments'] as object[]).map((segment) => ({ ...segment, file: name }));
    });
    await expect(restore(await place('sqlite', 'segments'), backup)).rejects.toThrow(/not what a backup writes/);
  }
});
