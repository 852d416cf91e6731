import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BlobTooLarge, type Database, type PendingBlob, sql, sweepBlobs } from '../../../db/index.ts';
import { GRACE_MS } from '../../../db/blobs/sweep.ts';
import { HEADER_BYTES, parseSegmentHeader } from '../../../db/blobs/segment-file.ts';
import type { FileSyncer } from '../../../db/sqlite/syncer.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { filesIn, opener } from './opened.ts';

const MIB = 1024 * 1024;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function* inPieces(bytes: Buffer, pieceBytes: number, failsAt = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    if (at >= failsAt) throw new Error('the line was cut');
    yield bytes.subarray(at, at + pieceBytes);
  }
}

const register = (db: Database, blob: PendingBlob, now = Date.now()): Promise<void> => db.write([], (tx) => db.blobs.register(tx, blob, now));

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return pieces;
}

const upload = (db: Database, hash: string, now: number) => db.write([], async (tx) => {
  await db.blobs.touch(tx, hash, now);
  await tx.insertMany('upload', ['account_id', 'blob_hash', 'principal_id', 'type', 'size_bytes', 'created_at', 'expires_at'], [[1, hash, 1, 'x/y', 1, now, now + 1]]);
});

eachDatabase((_name, makeUrl) => {
  const { fresh, again } = opener(makeUrl);

  describe.each(['segments', 'database'] as const)('%s', (blobs) => {
    const temporaryOf = (dataFolder: string) => join(dataFolder, blobs === 'segments' ? 'blobs/tmp' : 'tmp');

    test('bytes come back as they went in, whole and in ranges, small and large', async () => {
      const { db, dataFolder } = await fresh({ blobs });
      for (const size of [0, 1, 4096, 256 * 1024, 256 * 1024 + 1, MIB, 3 * MIB + 17]) {
        const bytes = randomBytes(size);
        for (const blob of [await db.blobs.put(bytes), await db.blobs.putStream(inPieces(bytes, 100_000), size)]) {
          expect(blob).toMatchObject({ hash: sha256(bytes), sizeBytes: size });
          expect((await db.blobs.readPending(blob)).equals(bytes)).toBe(true);
          await register(db, blob);
        }
        const { hash } = await db.blobs.put(bytes);
        const pieces = await collect(db.blobs.read(hash));
        expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
        expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(MIB);
        for (const [start, end] of [[0, 1], [1, size - 1], [size - 1, size], [MIB - 3, MIB + 3], [5, 5], [size, size + 10], [0, size + 10], [9, 3], [-5, 2]] as const) {
          const expected = bytes.subarray(Math.max(0, start), Math.max(0, start, Math.min(end, size)));
          expect((await db.blobs.readAll(hash, start, end)).equals(expected)).toBe(true);
          expect(Buffer.concat(await collect(db.blobs.read(hash, start, end))).equals(expected)).toBe(true);
        }
        expect(await db.blobs.verify(hash)).toBe('ok');
      }
      expect(await filesIn(temporaryOf(dataFolder))).toEqual([]);
    });

    test('a stream that is too large or breaks off leaves nothing', async () => {
      const { db, dataFolder } = await fresh({ blobs });
      for (const size of [100_000, 3 * MIB]) {
        const bytes = randomBytes(size);
        await expect(db.blobs.putStream(inPieces(bytes, 60_000), size - 1)).rejects.toThrow(BlobTooLarge);
        await expect(db.blobs.putStream(inPieces(bytes, 60_000, size / 2), size)).rejects.toThrow('the line was cut');
        expect(await db.blobs.verify(sha256(bytes))).toBe('missing');
        expect(await filesIn(temporaryOf(dataFolder))).toEqual([]);
      }
      expect(await db.read((read) => read.get(sql`SELECT COUNT(*) AS n FROM blob_chunk`))).toEqual({ n: 0 });
    });

    test('what an interrupted upload left is removed at start', async () => {
      const { db, address, dataFolder } = await fresh({ blobs });
      await db.close();
      writeFileSync(join(temporaryOf(dataFolder), 'left'), 'x');
      await again(address, dataFolder, { blobs });
      expect(await filesIn(temporaryOf(dataFolder))).toEqual([]);
    });

    test('the same bytes are stored once', async () => {
      const { db } = await fresh({ blobs });
      const bytes = randomBytes(MIB + 5);
      const both = await Promise.all([db.blobs.put(bytes), db.blobs.put(bytes), db.blobs.putStream(inPieces(bytes, 70_000), 2 * MIB)]);
      await Promise.all(both.map((blob) => register(db, blob)));
      const later = await db.blobs.put(bytes);
      expect(later.location).toBeUndefined();
      await register(db, later);
      expect(await db.read((read) => read.get(sql`SELECT COUNT(*) AS n FROM stored_blob`))).toEqual({ n: 1 });
      expect(await db.blobs.verify(later.hash)).toBe('ok');
      expect((await db.blobs.readAll(later.hash)).equals(bytes)).toBe(true);
    });

    test('a reference needs the blob’s row', async () => {
      const { db } = await fresh({ blobs });
      const hash = sha256(Buffer.from('never stored'));
      await expect(db.write([], (tx) => db.blobs.touch(tx, hash, 1))).rejects.toThrow('has no row');
      await expect(register(db, { hash, sizeBytes: 12, location: undefined })).rejects.toThrow('has no row');
      await expect(db.blobs.readAll(hash)).rejects.toMatchObject({ name: 'BlobDamaged', kind: 'missing' });
    });

    test('the sweep takes what nothing refers to, after the grace time only', async () => {
      const { db } = await fresh({ blobs });
      const now = Date.now();
      const keep = async (text: string, at: number) => {
        const blob = await db.blobs.put(Buffer.from(text));
        await register(db, blob, at);
        return blob.hash;
      };
      const old = now - GRACE_MS - 1;
      const [gone, young, used] = [await keep('gone', old), await keep('young', now - GRACE_MS + 1000), await keep('used', old)];
      const many: string[] = [];
      for (let n = 0; n < 30; n++) many.push(await keep(`many ${n}`, n % 2 === 0 ? old : now));
      await upload(db, used, now - 10);
      await db.write([], (tx) => tx.run(sql`UPDATE stored_blob SET touched_at = ${old} WHERE hash = ${used}`));
      await db.write([], (tx) => tx.run(sql`UPDATE upload SET expires_at = ${now + 5}`));
      expect(await sweepBlobs(db, now)).toBe(16);
      expect(await Promise.all([gone, young, used].map((hash) => db.blobs.verify(hash)))).toEqual(['missing', 'ok', 'ok']);
      expect(await sweepBlobs(db, now)).toBe(0);
      expect(await sweepBlobs(db, now + 6)).toBe(1); // the upload has expired
      const back = await db.blobs.put(Buffer.from('gone'));
      await register(db, back);
      expect((await db.blobs.readAll(gone)).toString()).toBe('gone');
      expect(await db.read((read) => read.get(sql`SELECT COUNT(*) AS n FROM blob_chunk WHERE NOT EXISTS (SELECT 1 FROM stored_blob b WHERE b.hash = blob_chunk.hash)`))).toEqual({ n: 0 });
    });

    test('chunks and bytes without a row stay for the grace time', async () => {
      const { db } = await fresh({ blobs });
      const pending = await db.blobs.put(Buffer.from('pending'));
      await sweepBlobs(db, Date.now());
      expect((await db.blobs.readPending(pending)).toString()).toBe('pending');
      await sweepBlobs(db, Date.now() + GRACE_MS + 60_000);
      expect(await db.read((read) => read.get(sql`SELECT COUNT(*) AS n FROM blob_chunk`))).toEqual({ n: 0 });
    });

    test('a reference made between mark and sweep saves the blob', async () => {
      const { db } = await fresh({ blobs });
      const now = Date.now();
      const blob = await db.blobs.put(Buffer.from('just in time'));
      await register(db, blob, now - GRACE_MS - 1);
      let marked = false;
      const between: Database = {
        ...db,
        write: async (accountIds, fn) => {
          // The first unit that follows the mark is the one that sweeps.
          if (marked) {
            marked = false;
            await upload(db, blob.hash, now);
          }
          return db.write(accountIds, fn);
        },
        read: async (fn) => {
          const value = await db.read(fn);
          if (Array.isArray(value) && value.some((row) => (row as { hash: string }).hash === blob.hash)) marked = true;
          return value;
        },
      };
      expect(await sweepBlobs(between, now)).toBe(0);
      expect(await db.blobs.verify(blob.hash)).toBe('ok');
    });
  });

  test('verify finds a flipped byte, a wrong header and a segment cut short (design §5)', async () => {
    const { db, dataFolder } = await fresh({ blobs: 'segments' });
    const blobs: PendingBlob[] = [];
    for (let n = 0; n < 3; n++) {
      const blob = await db.blobs.put(randomBytes(5000));
      await register(db, blob);
      blobs.push(blob);
    }
    const path = join(dataFolder, 'blobs', '00000001.seg');
    const verdicts = () => Promise.all(blobs.map((blob) => db.blobs.verify(blob.hash)));
    const whole = readFileSync(path);
    const at = (n: number) => blobs[n]?.location?.offset ?? 0;
    expect(parseSegmentHeader(whole.subarray(at(1) - HEADER_BYTES))).toEqual({ hash: blobs[1]?.hash, sizeBytes: 5000 });
    const planted = async (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(whole);
      change(bytes);
      writeFileSync(path, bytes);
      const found = await verdicts();
      writeFileSync(path, whole);
      return found;
    };
    expect(await verdicts()).toEqual(['ok', 'ok', 'ok']);
    expect(await planted((bytes) => bytes.writeUInt8((bytes[at(1) + 77] ?? 0) ^ 1, at(1) + 77))).toEqual(['ok', 'damaged', 'ok']);
    expect(await planted((bytes) => bytes.writeUInt8((bytes[at(0) - 20] ?? 0) ^ 1, at(0) - 20))).toEqual(['damaged', 'ok', 'ok']);
    truncateSync(path, at(2) + 4999);
    expect(await verdicts()).toEqual(['ok', 'ok', 'damaged']);
    await expect(db.blobs.readAll(blobs[2]?.hash ?? '')).rejects.toMatchObject({ name: 'BlobDamaged', kind: 'damaged' });
  });

  test('a segment that is gone: its blobs are missing', async () => {
    const { db, dataFolder } = await fresh({ blobs: 'segments' });
    const blob = await db.blobs.put(Buffer.from('lost'));
    await register(db, blob);
    rmSync(join(dataFolder, 'blobs', '00000001.seg'));
    expect(await db.blobs.verify(blob.hash)).toBe('missing');
    await expect(db.blobs.readAll(blob.hash)).rejects.toMatchObject({ kind: 'missing' });
  });

  test('verify finds a chunk that is damaged, short or gone', async () => {
    const { db } = await fresh({ blobs: 'database' });
    const bytes = randomBytes(2 * MIB + 100);
    const blob = await db.blobs.put(bytes);
    await register(db, blob);
    const put = (chunk: number, to: Buffer) => db.write([], (tx) => tx.run(sql`UPDATE blob_chunk SET bytes = ${to} WHERE hash = ${blob.hash} AND chunk = ${chunk}`));
    const second = Buffer.from(bytes.subarray(MIB, 2 * MIB));
    second.writeUInt8((second[5] ?? 0) ^ 1, 5);
    await put(1, second);
    expect(await db.blobs.verify(blob.hash)).toBe('damaged');
    await put(1, bytes.subarray(MIB, 2 * MIB - 1));
    expect(await db.blobs.verify(blob.hash)).toBe('damaged');
    await db.write([], (tx) => tx.run(sql`DELETE FROM blob_chunk WHERE hash = ${blob.hash} AND chunk = 1`));
    expect(await db.blobs.verify(blob.hash)).toBe('missing');
  });

  test('a full segment is followed by the next; its name is made durable with the first blob in it (design §6)', async () => {
    const synced: { files: number; folders: number }[] = [];
    const syncer: FileSyncer = {
      sync: async (files, folders = []) => void synced.push({ files: files.length, folders: folders.length }),
      close: async () => undefined,
    };
    const { db, dataFolder, address } = await fresh({ blobs: 'segments', segmentBytes: 10_000, syncer });
    synced.length = 0;
    const all = [];
    for (let n = 0; n < 6; n++) all.push({ bytes: randomBytes(4000), blob: undefined as PendingBlob | undefined });
    for (const one of all) one.blob = await db.blobs.put(one.bytes);
    expect(synced.map((sync) => sync.folders)).toEqual([1, 0, 1, 0, 1, 0]);
    expect(all.map((one) => one.blob?.location?.segment)).toEqual([1, 1, 2, 2, 3, 3]);
    const huge = randomBytes(300_000);
    const together = await Promise.all([huge, ...Array.from({ length: 20 }, () => randomBytes(3000))].map(async (bytes) => ({ bytes, blob: await db.blobs.put(bytes) })));
    for (const { blob, bytes } of [...all, ...together]) {
      await register(db, blob as PendingBlob);
      expect((await db.blobs.readAll(sha256(bytes))).equals(bytes)).toBe(true);
    }
    expect((await filesIn(join(dataFolder, 'blobs'))).filter((file) => file.endsWith('.seg')).length).toBeGreaterThan(6);
    await db.close();
    const { db: next } = await again(address, dataFolder, { segmentBytes: 10_000 });
    for (const { bytes } of [...all, ...together]) expect(await next.blobs.verify(sha256(bytes))).toBe('ok');
  });

  test('a segment that cannot be synced: units that refer to the blob are refused and leave nothing, others go on', async () => {
    let broken = true;
    const syncer: FileSyncer = {
      sync: (_files, folders = []) => (broken && folders.length > 0 ? Promise.reject(new Error('no disk')) : Promise.resolve()),
      close: async () => undefined,
    };
    const { db } = await fresh({ blobs: 'segments', syncer });
    const blob = await db.blobs.put(Buffer.from('x'));
    await expect(blob.durable).rejects.toThrow('no disk');
    const note = (name: string) => db.write([], (tx) => tx.run(sql`INSERT INTO meta (name, value) VALUES (${name}, '')`));
    await note('before');
    await expect(db.write([], async (tx) => {
      await tx.run(sql`INSERT INTO meta (name, value) VALUES ('with', '')`);
      await db.blobs.register(tx, blob, 1);
    })).rejects.toThrow('no disk');
    broken = false;
    await note('after');
    expect(await db.read((read) => read.all(sql`SELECT name FROM meta WHERE name IN ('before', 'with', 'after') ORDER BY name`))).toEqual([{ name: 'after' }, { name: 'before' }]);
    expect(await db.blobs.verify(blob.hash)).toBe('missing');
  });
});
