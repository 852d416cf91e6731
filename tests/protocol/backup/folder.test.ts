import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, open as openFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { checkBackup, restoreWhole } from '../../../api/backup/restore-whole.ts';
import { sweepBlobs } from '../../../db/index.ts';
import { readManifest } from '../../../db/backup/index.ts';
import { holdCollection } from '../../../db/blobs/collection.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { contents, files, restore, stores } from './store.ts';

// Threads of a backup stand back behind everybody else: on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000 });

const silent = (): void => undefined;

eachDatabase((name) => {
  const { folder, fresh, open, place } = stores();

  test.each(['segments', 'database'] as const)('contract, Backup: a second backup copies only what is new (blobs in %s)', async (blobs) => {
    const source = await fresh(name, blobs);
    const ali = await source.addUser('ali');
    for (let n = 0; n < 5; n++) await source.add(ali, Buffer.concat([Buffer.from(`Subject: ${n}\r\n\r\n`), randomBytes(100_000)]));
    const backup = join(await folder(), 'backup');
    const first = await source.backup(backup);
    expect(first.copiedBytes).toBeGreaterThan(500_000);
    const before = await files(backup);
    await source.add(ali, `Subject: new\r\n\r\n${'x'.repeat(1000)}`);
    const second = await source.backup(backup);
    expect(second.reusedBytes).toBe(first.copiedBytes);
    expect(second.copiedBytes).toBeLessThan(2_000);
    const after = await files(backup);
    // What was there was not written again; the database of the first backup is gone.
    for (const [file, { mtimeMs }] of Object.entries(before)) if (file.endsWith('.seg')) expect(after[file]?.mtimeMs).toBe(mtimeMs);
    expect(Object.keys(after).filter((file) => file.endsWith('.sqlite'))).toHaveLength(1);
    expect(await source.backup(backup)).toMatchObject({ copiedBytes: 0 });
    expect(await checkBackup(backup, silent)).toMatchObject({ emails: 6, damage: [], flaws: [] });
    const expected = await contents(source.core);
    await source.close();
    const target = await place(name, 'segments');
    await restore(target, backup);
    const restored = await open(target);
    expect(await contents(restored.core)).toEqual(expected);
    expect(await restored.differences()).toEqual([]);
    // The restored store goes on in the same folder: its segments are those of the backup.
    await restored.add(ali, 'Subject: in the new life\r\n\r\n');
    const third = await restored.backup(backup);
    expect(third.copiedBytes).toBeLessThan(2_000);
    expect(await checkBackup(backup, silent)).toMatchObject({ emails: 7, damage: [], flaws: [] });
  });

  test('design §12: a backup that is interrupted leaves the one before as it was', async () => {
    let source = await fresh(name, 'segments');
    const ali = await source.addUser('ali');
    await source.add(ali, 'Subject: one\r\n\r\n');
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    const before = await files(backup);
    await source.add(ali, 'Subject: two\r\n\r\n');
    // It cannot be ended: the new manifest has no place.
    await mkdir(join(backup, 'manifest.json.new'));
    await expect(source.backup(backup)).rejects.toThrow();
    await rm(join(backup, 'manifest.json.new'), { recursive: true, force: true });
    expect(await files(backup)).toEqual(before);
    expect(await checkBackup(backup, silent)).toMatchObject({ emails: 1, damage: [], flaws: [] });
    // Stopped with the server, the same.
    const stopped = source.backup(backup);
    await source.backups.stop();
    await expect(stopped).rejects.toThrow('The server was stopped.');
    expect(await files(backup)).toEqual(before);
    await source.close();
    source = await open(source.target);
    // Killed, it leaves files that no manifest names: the next one takes them away.
    await writeFile(join(backup, 'database-20260101T000000000Z.sqlite'), 'half');
    await writeFile(join(backup, 'segments/00000777.seg'), 'half');
    await source.backup(backup);
    expect(Object.keys(await files(backup)).filter((file) => file.includes('777') || file.includes('20260101'))).toEqual([]);
    expect(await checkBackup(backup, silent)).toMatchObject({ emails: 2, damage: [], flaws: [] });
  });

  test('design §5: blobs are not collected while a backup is made', async () => {
    const source = await fresh(name, 'segments');
    const release = await holdCollection(source.core.db.blobs);
    const orphan = await source.core.db.blobs.put(Buffer.from('nobody refers to it'));
    await source.core.db.write([], (tx) => source.core.db.blobs.register(tx, orphan, 1));
    expect(await sweepBlobs(source.core.db, Date.now())).toBe(0);
    release();
    expect(await sweepBlobs(source.core.db, Date.now())).toBe(1);
  });

  test('bad input: a damaged backup is refused before anything is changed', async () => {
    const source = await fresh(name, 'segments');
    const ali = await source.addUser('ali');
    for (let n = 0; n < 20; n++) await source.add(ali, `Subject: ${n}\r\n\r\n${'y'.repeat(5000)}`);
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    const manifest = readManifest(backup);
    const segment = join(backup, manifest.segments[0]?.file ?? '');
    const database = join(backup, manifest.database.file);
    const text = join(backup, 'manifest.json');
    const target = await place(name, 'segments');
    const flip = async (file: string, at: number): Promise<void> => {
      const handle = await openFile(file, 'r+');
      const byte = Buffer.alloc(1);
      await handle.read(byte, 0, 1, at);
      await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
      await handle.close();
    };
    const harms: [string, string, () => Promise<unknown>, RegExp][] = [
      ['a segment cut short', segment, () => truncate(segment, 50_000), /00000001\.seg has 50000 bytes instead of \d+/],
      ['a flipped byte in a segment', segment, () => flip(segment, 60_001), /00000001\.seg is damaged/],
      ['a segment that is gone', segment, () => rm(segment), /00000001\.seg is missing/],
      ['a flipped byte in the database', database, () => flip(database, 30_000), /database-.*\.sqlite is damaged/],
      ['a database that is gone', database, () => rm(database), /database-.*\.sqlite is missing/],
      ['a flipped digit in the manifest', text, async () => writeFile(text, (await readFile(text, 'utf8')).replace(/"emails": \d+/, '"emails": 21')), /manifest\.json is damaged/],
      ['a manifest cut short', text, () => truncate(text, 200), /manifest\.json is damaged/],
      ['a manifest of a later form', text, async () => writeFile(text, (await readFile(text, 'utf8')).replace('"format": 1', '"format": 2')), /has format 2; this release reads format 1/],
      ['no manifest', text, () => rm(text), /There is no backup in/],
    ];
    for (const [what, file, harm, expected] of harms) {
      const whole = await readFile(file);
      await harm();
      await expect(restore(target, backup), what).rejects.toThrow(expected);
      await expect(source.putBack({ folder: backup, account: 'ali@example.org' }), what).rejects.toThrow(/damaged|missing|no backup|format 2/);
      expect(readdirSync(target.dataFolder), what).toEqual([]);
      await writeFile(file, whole);
    }
    expect((await source.call(ali, 'Mailbox/get', { ids: null })).list.map(({ name: each }) => each)).not.toContainEqual(expect.stringMatching(/^Restored/));
    expect(await checkBackup(backup, silent)).toMatchObject({ damage: [], flaws: [] });
    await restore(target, backup);
    expect(await (await open(target)).differences()).toEqual([]);
  });

  test('bad input: a folder with other files, a job beside another, a path that is not absolute', async () => {
    const source = await fresh(name, 'segments');
    const other = await folder();
    await writeFile(join(other, 'holiday.jpg'), '');
    await expect(source.backup(other)).rejects.toThrow(/holds holiday\.jpg, which is no part of a backup/);
    await expect(source.backup(source.target.dataFolder)).rejects.toThrow(/data folder itself/);
    await expect(source.backup('relative')).rejects.toThrow(/absolute/);
    const backup = join(await folder(), 'backup');
    const running = source.backup(backup);
    await expect(source.backup(backup)).rejects.toMatchObject({ kind: 'inUse' });
    await running;
  });

  test('a target that is not empty is refused, and moved aside only where that was asked for', async () => {
    const source = await fresh(name, 'segments');
    const ali = await source.addUser('ali');
    await source.add(ali, 'Subject: one\r\n\r\n');
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    await source.add(ali, 'Subject: two\r\n\r\n');
    const { target } = source;
    await source.close();
    await expect(restore(target, backup)).rejects.toMatchObject({ kind: 'inUse', message: expect.stringContaining('a database with 1 accounts') });
    if (name === 'sqlite') {
      const broken = await place('sqlite', 'segments');
      if (broken.address.kind === 'sqlite') await writeFile(broken.address.file, 'SQLite it is not, however long it may be'.repeat(100));
      await expect(restore(broken, backup)).rejects.toThrow(/a database that cannot be read/);
      await restore(broken, backup, true);
      expect(await (await open(broken)).differences()).toEqual([]);
    }
    if (name === 'mariadb') {
      await expect(restore(target, backup, true)).rejects.toMatchObject({ kind: 'inUse', message: expect.stringContaining('Make an empty database') });
      return;
    }
    const { replaced } = await restore(target, backup, true);
    expect(replaced.length).toBeGreaterThanOrEqual(2);
    const restored = await open(target);
    expect((await contents(restored.core))['emails']).toHaveLength(1);
    await restored.close();
    // What was there is whole: it can be put back by hand.
    const database = replaced.find((path) => /\.replaced-[^.]*$/.test(path) && !path.includes('blobs')) ?? '';
    const again = await place('sqlite', 'segments');
    if (again.address.kind !== 'sqlite') throw new Error('not SQLite');
    for (const side of ['', '-wal', '-shm']) await rename(`${database}${side}`, `${again.address.file}${side}`).catch(() => undefined);
    await rename(replaced.find((path) => path.includes('blobs')) ?? '', join(again.dataFolder, 'blobs'));
    const before = await open(again);
    expect((await contents(before.core))['emails']).toHaveLength(2);
    expect(await before.differences()).toEqual([]);
  });

  test('nothing half done: after a restore that broke off nothing starts there, and it can be run again', async () => {
    const source = await fresh(name, 'segments');
    const ali = await source.addUser('ali');
    for (let n = 0; n < 10; n++) await source.add(ali, `Subject: ${n}\r\n\r\n`);
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    const expected = await contents(source.core);
    await source.close();
    const target = await place(name, 'segments');
    let broke = false;
    await restoreWhole(target, backup, { replace: false, now: Date.now() }, ({ step, done }) => {
      if (step === 'database' && done === 10 && !broke) {
        broke = true;
        throw new Error('the power went');
      }
    }).catch(() => undefined);
    expect(broke).toBe(true);
    await expect(open(target)).rejects.toThrow(/A restore from .* was begun here and not finished\. Run it again: messagerie restore /);
    // Another node on the same database knows nothing of this data folder.
    if (name === 'mariadb') await expect(open({ ...target, dataFolder: await folder() })).rejects.toThrow(/was begun here and not finished/);
    await restore(target, backup);
    const restored = await open(target);
    expect(await contents(restored.core)).toEqual(expected);
    expect(await restored.differences()).toEqual([]);
  });

  test('a backup is never replaced by that of another store', async () => {
    const source = await fresh(name, 'segments');
    await source.addUser('ali');
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    const other = await fresh('sqlite', 'segments');
    await expect(other.backup(backup)).rejects.toThrow(/holds the backup of another store, taken /);
    expect(await checkBackup(backup, silent)).toMatchObject({ accounts: 1, damage: [] });
    // The restored store is the same one.
    const target = await place('sqlite', 'segments');
    await restore(target, backup);
    const restored = await open(target);
    expect(await restored.backup(backup)).toMatchObject({ accounts: 1 });
    // And the one that it came from has a life of its own from here on.
    await expect(source.backup(backup)).rejects.toThrow(/another store/);
  });
});
