import type { BlobStore } from './blob-store.ts';

interface Collection {
  holders: number;
  running: Promise<unknown> | undefined;
}

const collections = new WeakMap<BlobStore, Collection>();

function collectionOf(blobs: BlobStore): Collection {
  const known = collections.get(blobs) ?? { holders: 0, running: undefined };
  collections.set(blobs, known);
  return known;
}

/** Keeps blobs from being collected (design §12, backup), after a collection under way has ended. @returns lets it go on; may be called twice */
export async function holdCollection(blobs: BlobStore): Promise<() => void> {
  const collection = collectionOf(blobs);
  collection.holders += 1;
  await collection.running?.catch(() => undefined);
  let held = true;
  return () => {
    if (held) collection.holders -= 1;
    held = false;
  };
}

/** Runs a collection unless it is held, or one runs. @returns undefined where it did not run */
export async function collecting<T>(blobs: BlobStore, collect: () => Promise<T>): Promise<T | undefined> {
  const collection = collectionOf(blobs);
  if (collection.holders > 0 || collection.running) return undefined;
  const work = collect();
  collection.running = work;
  try {
    return await work;
  } finally {
    collection.running = undefined;
  }
}
