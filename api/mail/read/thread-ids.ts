/** Ids of Threads, as each viewer knows them (design §5; docs/decisions/007). */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Database } from '../../../db/index.ts';
import { keepMeta, readMeta } from '../../../db/repositories/meta.ts';
import { fromId, toId } from '../../ids.ts';

export interface ThreadIds {
  /** The id that stands for the thread with this number. */
  idOf(thread: number): string;
  /** The number inside an id; undefined where it is not one that this viewer was given. */
  numberOf(id: unknown): number | undefined;
}

const keyMeta = 'threadIdKey';
const BLOCK_BYTES = 16;

const owners: ThreadIds = { idOf: (thread) => toId('thread', thread), numberOf: (id) => fromId('thread', id) };
const shared = new WeakMap<Database, Promise<ThreadIds>>();

/**
 * How Threads are named to whoever looks: to owners by their number, like everything else. To all others by the number enciphered: numbers rise, and an
 * old one under new mail would tell that it belongs to older mail that they do not see.
 *
 * Asked before the snapshot or the unit begins, since the key of an installation is made when it is first needed.
 * @returns how a viewer ({@link import('./viewer.ts').Viewer}) knows Threads
 */
export async function threadIds(db: Database): Promise<(viewer: number | { readonly isOwner: boolean }) => ThreadIds> {
  let sharees = shared.get(db);
  if (!sharees) {
    sharees = keyOf(db).then(enciphered);
    shared.set(db, sharees);
    // Whoever comes next tries again.
    sharees.catch(() => shared.delete(db));
  }
  const others = await sharees;
  return (viewer) => (typeof viewer === 'number' || viewer.isOwner ? owners : others);
}

async function keyOf(db: Database): Promise<Buffer> {
  const stored = (): Promise<string | undefined> => db.read((read) => readMeta(read, keyMeta));
  let key = await stored();
  if (key === undefined) {
    await db.write([], (tx) => keepMeta(tx, keyMeta, randomBytes(32).toString('base64url')));
    // Another node may have been first.
    key = await stored();
  }
  if (key === undefined) throw new Error(`meta has no ${keyMeta} right after it was written`);
  return Buffer.from(key, 'base64url');
}

/** Each number is one block, which no other number gives: no chaining and no padding is wanted. */
function enciphered(key: Buffer): ThreadIds {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const written = /^t[\da-f]{32}$/;
  return {
    idOf(thread) {
      const block = Buffer.alloc(BLOCK_BYTES);
      block.writeBigUInt64BE(BigInt(thread), BLOCK_BYTES / 2);
      return `t${cipher.update(block).toString('hex')}`;
    },
    numberOf(id) {
      if (typeof id !== 'string' || !written.test(id)) return undefined;
      const block = decipher.update(Buffer.from(id.slice(1), 'hex'));
      const thread = Number(block.readBigUInt64BE(BLOCK_BYTES / 2));
      return block.readBigUInt64BE(0) === 0n && Number.isSafeInteger(thread) ? thread : undefined;
    },
  };
}
