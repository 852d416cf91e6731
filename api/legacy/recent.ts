import type { MailboxRow } from '../../db/repositories/mailboxes.ts';
import { sql } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import type { Core } from '../core.ts';
import { reachedMailbox } from './reached-mailbox.ts';

const WRITE_AFTER_MS = 1000;
/** Beyond every UID: nothing is recent. */
const NEVER = 2 ** 32;

/**
 * `\Recent` (RFC 3501 §2.3.2): the first read-write session is told of a message as recent, no other. One mark per mailbox, claimed in memory and written
 * later without mod-sequence, sync or publication; after a crash messages may show as recent once more (design §5). It is the owner's: to whom a mailbox
 * is shared, nothing in it is recent, and they take nothing from the owner.
 */
export class RecentMarks {
  readonly #core: Core;
  readonly #claimed = new Map<number, number>();
  readonly #unwritten = new Set<number>();
  #timer: { cancel(): void } | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** First UID that nobody was told of. */
  first(row: Pick<MailboxRow, 'id' | 'recent_uid'>): number {
    return Math.max(row.recent_uid, this.#claimed.get(row.id) ?? 0);
  }

  async recent(ctx: Context, mailboxId: string, claim: boolean): Promise<number> {
    const { row, reach } = await this.#core.db.read((read) => reachedMailbox(read, ctx, mailboxId));
    if (!reach.isOwner) return NEVER;
    const first = this.first(row);
    if (claim && row.uid_next > first) {
      this.#claimed.set(row.id, row.uid_next);
      this.#unwritten.add(row.id);
      this.#timer ??= this.#core.clock.after(WRITE_AFTER_MS, () => void this.write());
    }
    return first;
  }

  /** Writes what was claimed; called by its timer and at the stop. */
  async write(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    const marks = [...this.#unwritten].map((id) => [id, this.#claimed.get(id) ?? 0] as const);
    this.#unwritten.clear();
    if (marks.length === 0) return;
    try {
      await this.#core.db.write([], async (tx) => {
        for (const [id, uid] of marks) await tx.run(sql`UPDATE mailbox SET recent_uid = ${uid} WHERE id = ${id} AND recent_uid < ${uid}`);
      });
    } catch (error) {
      this.#core.log.warn({ err: error }, 'recent marks were not written; messages may show as recent again');
    }
  }
}
