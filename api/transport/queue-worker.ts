/** Works through the queue: what is due is leased, tried, recorded. Any number of nodes may do this over one database. */
import { randomBytes } from 'node:crypto';
import type { Unit } from '../../db/index.ts';
import { dropLeases, dueEntries, leaseEntries, nextDue, postponeEntry, type QueueRow } from '../../db/repositories/queue.ts';
import { setUndoStatus, submissionById } from '../../db/repositories/submissions.ts';
import type { Core } from '../core.ts';
import type { Timer } from '../shared/clock.ts';
import { attemptRows, type WayOut } from './attempt.ts';
import { fileReleased } from './file-released.ts';
import { makeQueueAccount } from './queue-account.ts';
import { ownReply } from './outcome.ts';
import { recordAttempt } from './record.ts';
import { afterFault, LEASE_MS } from './retry-schedule.ts';

/** Messages that are worked on at a time. */
const mostRunning = 16;
/** Recipients in one transaction; RFC 5321 §4.5.3.1.8 promises that others take so many. */
const mostRecipients = 100;
/** Entries read at a time. */
const pageEntries = 500;
/** A node that died leaves leases that run out; a database that was away comes back. */
const lookEveryMs = 60_000;
/** Where not even a fault can be recorded, nothing is begun for this time. */
const pauseMs = 60_000;
const ourFault = ownReply(451, '4.3.0', 'A fault on this side; see the log');

export class QueueWorker {
  readonly owner: string;
  readonly #core: Core;
  readonly #node: string;
  readonly #wayOut: WayOut;
  readonly #busy = new Set<number>();
  readonly #running = new Set<Promise<void>>();
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #state: 'new' | 'started' | 'stopped' = 'new';
  #regular: Timer | undefined;
  #next: Timer | undefined;
  #pausedUntil = 0;

  /** @param node the same after every start of this node, and of no other: leases of an earlier life are known by it */
  constructor(core: Core, node: string, wayOut: WayOut) {
    this.#core = core;
    this.#node = node.replace(/[^\w.:-]/g, '-').slice(0, 40);
    this.owner = `${this.#node}/${randomBytes(6).toString('hex')}`;
    this.#wayOut = wayOut;
  }

  /** Takes up at once what an earlier life of this node left, and what fell due meanwhile. */
  async start(): Promise<void> {
    await makeQueueAccount(this.#core.db);
    await this.#core.db.write([], (tx) => dropLeases(tx, this.#node));
    this.#state = 'started';
    this.#regular = this.#core.clock.every(lookEveryMs, () => this.wake());
    this.wake();
  }

  /** Lets attempts under way end; begins no others. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#regular?.cancel();
    this.#next?.cancel();
    await this.idle();
    // A stop in good order leaves nothing for others to wait for.
    await this.#core.db.write([], (tx) => dropLeases(tx, this.#node));
  }

  /** Resolves when nothing is being looked for or tried. */
  async idle(): Promise<void> {
    while (this.#looking || this.#running.size > 0) await Promise.all([this.#looking, ...this.#running]);
  }

  /** There may be something to do. */
  wake(): void {
    if (this.#state !== 'started') return;
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#lookAgain = false;
    this.#looking = this.#look()
      .catch((error: unknown) => this.#core.log.error({ err: error }, 'the queue cannot be read; trying again in a minute'))
      .finally(() => {
        this.#looking = undefined;
        if (this.#lookAgain) this.wake();
      });
  }

  async #look(): Promise<void> {
    const { db, clock } = this.#core;
    const now = clock.now();
    if (now < this.#pausedUntil) {
      this.#next?.cancel();
      this.#next = clock.after(this.#pausedUntil - now, () => this.wake());
      return;
    }
    const { due, next } = await db.read(async (read) => ({
      due: await dueEntries(read, now, this.owner, this.#busy.size + pageEntries),
      next: await nextDue(read, now, this.owner),
    }));
    this.#next?.cancel();
    if (next !== undefined) this.#next = clock.after(Math.max(0, next - clock.now()), () => this.wake());
    const free = due.filter((row) => !this.#busy.has(row.id));
    for (const group of groupsOf(free)) {
      if (this.#running.size >= mostRunning || this.#state !== 'started') return;
      for (const row of group) this.#busy.add(row.id);
      const work = this.#work(group).finally(() => {
        for (const row of group) this.#busy.delete(row.id);
        this.#running.delete(work);
        this.wake();
      });
      this.#running.add(work);
    }
  }

  async #work(group: readonly QueueRow[]): Promise<void> {
    const { db, clock, log } = this.#core;
    const ids = group.map((row) => row.id);
    let heartbeat: Timer | undefined;
    try {
      const first = group[0] as QueueRow;
      const rows = await db.write([first.account_id], (tx) => this.#claim(tx, first, ids));
      if (rows.length === 0) return;
      heartbeat = clock.every(LEASE_MS / 5, () => {
        db.write([], (tx) => leaseEntries(tx, ids, this.owner, clock.now() + LEASE_MS, clock.now())).catch((error: unknown) => log.warn({ err: error }, 'a lease could not be renewed'));
      });
      await recordAttempt(this.#core, this.owner, await attemptRows(this.#core, rows, this.#wayOut));
    } catch (error) {
      log.error({ err: error, entries: ids }, 'an attempt to send could not be made or recorded; it is made again');
      await this.#postpone(group).catch((problem: unknown) => {
        log.error({ err: problem }, 'the queue cannot be written; trying again in a minute');
        this.#pausedUntil = clock.now() + pauseMs;
      });
    } finally {
      heartbeat?.cancel();
    }
  }

  /** An attempt that a fault of ours ended counts: what fails each time is tried less and less often, but never given up for it. */
  async #postpone(group: readonly QueueRow[]): Promise<void> {
    const now = this.#core.clock.now();
    await this.#core.db.write([], async (tx) => {
      for (const row of group) {
        await postponeEntry(tx, row.id, this.owner, { at: now, nextAttemptAt: afterFault(row.attempts, now), status: '4.3.0', reply: ourFault, delayReported: row.delay_reported === 1 });
      }
    });
  }

  /** Leases the entries, and makes the submission final: from here on it cannot be called back (RFC 8621 §7, undoStatus), and is among what was sent. */
  async #claim(tx: Unit, first: QueueRow, ids: readonly number[]): Promise<QueueRow[]> {
    const now = this.#core.clock.now();
    const rows = await leaseEntries(tx, ids, this.owner, now + LEASE_MS, now);
    if (rows.length === 0 || first.submission_id === null) return rows;
    const submission = await submissionById(tx, first.account_id, first.submission_id);
    if (submission?.undo_status === 'pending') {
      const account = tx.account(first.account_id);
      await setUndoStatus(tx, submission.id, 'final', account.modseq);
      account.touch('EmailSubmission');
      await fileReleased(tx, account.id, submission.email_id, now);
    }
    return rows;
  }
}

/** Entries that one transaction can carry: the same bytes, envelope and wishes. */
function groupsOf(rows: readonly QueueRow[]): QueueRow[][] {
  const groups: QueueRow[][] = [];
  const open = new Map<string, QueueRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([
      row.account_id, row.submission_id, row.blob_hash, row.prefix?.toString('latin1') ?? null, row.sender, row.envelope_id, row.dsn_return, row.dsn_notify, row.original_recipient,
      row.body_type, row.smtputf8, row.language, row.state,
    ]);
    const group = open.get(key);
    if (group && group.length < mostRecipients) {
      group.push(row);
      continue;
    }
    const begun = [row];
    open.set(key, begun);
    groups.push(begun);
  }
  return groups;
}
