import { LRUCache } from 'lru-cache';
import { atMost } from '../shared/at-most.ts';
import type { MailboxRow } from '../../db/repositories/mailboxes.ts';
import { countSeen } from '../../db/repositories/reader-columns.ts';
import type { Read } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import type { Core } from '../core.ts';

const KEPT = 20_000;

/** By mailbox, reader and what could have changed the number. */
const counted = new WeakMap<Core, LRUCache<string, number>>();

/**
 * How many messages of others' mailboxes a reader has not seen, those marked `\Deleted` included, as STATUS counts them. Counting takes as long as they
 * have seen much, so that it is done once for each state of the mailbox.
 */
export async function unseenByReader(
  ctx: Context, read: Read, mailboxes: readonly { readonly row: MailboxRow; readonly counterModseq: number }[],
): Promise<ReadonlyMap<number, number>> {
  const principal = ctx.principal.id;
  const cache = cacheOf(ctx.core);
  const unseen = new Map<number, number>();
  const missing = new Map<number, { row: MailboxRow; key: string }>();
  for (const { row, counterModseq } of mailboxes) {
    const key = `${row.id} ${principal} ${row.highest_modseq} ${counterModseq}`;
    const known = cache.get(key);
    if (known === undefined) missing.set(row.id, { row, key });
    else unseen.set(row.id, known);
  }
  if (missing.size === 0) return unseen;
  const seen = new Map((await countSeen(read, principal, [...missing.keys()])).map((each) => [each.mailbox_id, Number(each.count)]));
  for (const [id, { row, key }] of missing) {
    const count = row.message_count - (seen.get(id) ?? 0);
    unseen.set(id, count);
    cache.set(key, count);
  }
  return unseen;
}

function cacheOf(core: Core): LRUCache<string, number> {
  let cache = counted.get(core);
  if (!cache) {
    const made = new LRUCache<string, number>(atMost(KEPT));
    cache = made;
    counted.set(core, made);
    // What was marked as seen while a mailbox was taken away changed nothing of it; given back, it is counted anew.
    core.bus.subscribe((event) => {
      if (event.kind === 'grants') made.clear();
    });
  }
  return cache;
}
