/** The accounts of others that somebody may use, as the session names them: kept in memory, since every answer carries the session's state. */
import { LRUCache } from 'lru-cache';
import { atMost } from '../shared/at-most.ts';
import { integers, type Read, sql } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { isReadOnly, type Reach, sharedReaches } from '../access/reach.ts';
import type { Core } from '../core.ts';

export interface SharedAccount {
  /** Its number, and that of the principal whose it is. */
  readonly account: number;
  /** The owner's address; a group may have a name only. */
  readonly name: string;
  /** Nothing in it can be changed by this person. */
  readonly isReadOnly: boolean;
}

interface Kept {
  readonly accounts: LRUCache<number, { readonly accounts: readonly SharedAccount[]; readonly at: number }>;
  /** Counts changes of grants: what was read before one is not kept after it. */
  generation: number;
}

const mostKept = 10_000;
/** Addresses and names change without a word; nothing that decides about access is taken from here. */
const keptMs = 2000;

const kept = new WeakMap<Core, Kept>();

function keptOf(core: Core): Kept {
  let mine = kept.get(core);
  if (!mine) {
    const made: Kept = { accounts: new LRUCache(atMost(mostKept)), generation: 0 };
    core.bus.subscribe((event) => {
      if (event.kind !== 'grants') return;
      made.generation += 1;
      made.accounts.clear();
    });
    kept.set(core, (mine = made));
  }
  return mine;
}

/** In order of their numbers. */
export async function sharedAccounts(ctx: Context): Promise<readonly SharedAccount[]> {
  const { core, principal } = ctx;
  const mine = keptOf(core);
  const known = mine.accounts.get(principal.id);
  const now = core.clock.monotonicMs();
  if (known && now - known.at < keptMs) return known.accounts;
  const { generation } = mine;
  const accounts = await core.db.read(async (read) => namedReaches(read, await sharedReaches(ctx, read)));
  if (mine.generation === generation) mine.accounts.set(principal.id, { accounts, at: now });
  return accounts;
}

/** With the names of those whose accounts these are. */
export async function namedReaches(read: Read, reaches: readonly Reach[]): Promise<SharedAccount[]> {
  if (reaches.length === 0) return [];
  const rows = await read.all<{ id: number; name: string; address: string | null }>(sql`
    SELECT id, name, address FROM principal WHERE id IN ${integers(reaches.map((reach) => reach.account))}`);
  const names = new Map(rows.map(({ id, name, address }) => [id, address ?? name]));
  return reaches.map((reach) => ({ account: reach.account, name: names.get(reach.account) ?? '', isReadOnly: isReadOnly(reach) }));
}
