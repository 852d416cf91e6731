import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { SegmentFiles } from '../../../db/blobs/segment-file.ts';
import type { FileSyncer } from '../../../db/sqlite/syncer.ts';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

const noSyncs: FileSyncer = { sync: async () => undefined, close: async () => undefined };

test('design §12: a sealed segment is one that nothing is written into any more', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'messagerie-seal-'));
  folders.push(folder);
  const files = new SegmentFiles(folder, noSyncs, 1_000_000);
  expect((await files.seal()).segments).toEqual([]);
  const place = files.reserve(10);
  let isSealed = false;
  const sealing = files.seal().then((sealed) => {
    isSealed = true;
    return sealed;
  });
  const other = files.reserve(10);
  expect([place.segment.number, other.segment.number]).toEqual([1, 2]);
  await files.write(other, other.offset, Buffer.from('second'));
  files.finish(other);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSealed).toBe(false);
  await files.write(place, place.offset, Buffer.from('first'));
  files.finish(place);
  expect((await sealing).segments.map(({ number }) => number)).toEqual([1]);
  expect((await files.read(1, 0, 5)).toString()).toBe('first');
  // A second seal adds what came meanwhile, once.
  expect((await files.seal()).segments.map(({ number }) => number)).toEqual([1, 2]);
  expect((await files.seal()).segments.map(({ number }) => number)).toEqual([1, 2]);
  await files.close();
});
