/** What is asked of a segment in one turn is read together (design §5, Blob). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { BlobDamaged } from '../../../db/blobs/blob-store.ts';
import { spansOf } from '../../../db/blobs/read-together.ts';
import { SegmentFiles } from '../../../db/blobs/segment-file.ts';
import { DatabaseClosed } from '../../../db/database.ts';
import type { FileSyncer } from '../../../db/sqlite/syncer.ts';

const noSyncs: FileSyncer = { sync: async () => undefined, close: async () => undefined };
const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

async function segmentOf(bytes: Buffer): Promise<SegmentFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'messagerie-read-'));
  folders.push(folder);
  const files = new SegmentFiles(folder, noSyncs, 10_000_000);
  const place = files.reserve(bytes.length);
  await files.write(place, place.offset, bytes);
  files.finish(place);
  return files;
}

test('each wish is in one span that holds it whole, and no span is longer than 256 KiB unless one wish is', () => {
  const wish = fc.record({ offset: fc.nat(2_000_000), length: fc.nat(400_000) });
  fc.assert(fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
    const spans = spansOf(wishes);
    expect(spans.flatMap(({ wanted }) => wanted).length).toBe(wishes.length);
    for (const { offset, length, wanted } of spans) {
      for (const one of wanted) expect(one.offset >= offset && one.offset + one.length <= offset + length).toBe(true);
      if (wanted.length > 1) expect(length).toBeLessThanOrEqual(256 * 1024);
    }
  }));
});

test('many reads in one turn give each its own bytes; one past the end is short, as it is by itself', async () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, n) => (n * 2_654_435_761) >>> 24));
  const files = await segmentOf(bytes);
  const wishes = Array.from({ length: 60 }, (_, n) => [(n * 7919) % 290_000, 1 + ((n * 31) % 5_000)] as const);
  const all = await Promise.all([...wishes, [299_990, 100] as const, [400_000, 5] as const].map(([offset, length]) => files.read(1, offset, length)));
  for (const [n, [offset, length]] of wishes.entries()) expect(all[n]?.equals(bytes.subarray(offset, offset + length)), `${offset} ${length}`).toBe(true);
  expect(all.at(-2)?.length).toBe(10);
  expect(all.at(-1)?.length).toBe(0);
  await files.close();
});

test('a segment that is not there fails those alone who ask for it, and closing waits for what was asked', async () => {
  const files = await segmentOf(Buffer.from('here'));
  const asked = [files.read(1, 0, 4), files.read(9, 0, 4), files.read(9, 4, 4)];
  const settled = Promise.allSettled(asked);
  await files.close();
  const [here, ...lost] = await settled;
  expect(here).toMatchObject({ status: 'fulfilled', value: Buffer.from('here') });
  for (const one of lost) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(BlobDamaged) });
  await expect(files.read(1, 0, 4)).rejects.toThrow(DatabaseClosed);
});
