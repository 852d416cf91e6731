import { DatabaseClosed, type DatabaseLog, guarded } from '../database.ts';
import { NeedsAccount, Unit } from '../unit.ts';
import type { AccountChange } from '../unit.ts';
import { type SqliteConnection, TransactionEnded } from './connection.ts';

/** How long a batch takes in further units before it commits. */
const BATCH_MS = 5;
const MAX_RESTARTS = 8;

interface Job {
  accountIds: readonly number[];
  fn(tx: Unit): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** How often it was started again. */
  restarts: number;
}

/** What becomes of a unit once its batch is durable. */
interface Answer {
  readonly job: Job;
  /** What must have happened before the commit. */
  readonly conditions: readonly Promise<void>[];
  readonly ok: boolean;
  /** The unit's value, or why it was refused. */
  readonly value: unknown;
  readonly changes: readonly AccountChange[];
  readonly effects: readonly (() => void)[];
}

/** An error ended the outer transaction, and with it what the batch had done. */
interface Ended {
  readonly ended: unknown;
}

export interface SqliteWriterOptions {
  connection: SqliteConnection;
  /** Makes the log durable up to now. */
  sync(): Promise<void>;
  publish(change: AccountChange): void;
  committed(): void;
  log: DatabaseLog;
}

/**
 * The one writer (design §4, §6): waiting units share a transaction, each under a savepoint; then one COMMIT, one sync of the log for the whole batch,
 * and only then are changes published and callers answered. Refusals wait as well, for they may rest on what an earlier unit of the batch did.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection;
  readonly #options: SqliteWriterOptions;
  #queue: Job[] = [];
  #running = false;
  #paused: Promise<void> | undefined;
  #answered: Promise<void> = Promise.resolve();
  #idle: (() => void)[] = [];
  #closed = false;
  /** The transaction holds nothing yet: a unit that fails can be undone with it, without a savepoint. */
  #untouched = false;
  /** Why nothing is acknowledged any more: the disk did not confirm a write. */
  #failure: { error: unknown } | undefined;

  constructor(options: SqliteWriterOptions) {
    this.#connection = options.connection;
    this.#options = options;
  }

  write<T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>): Promise<T> {
    return this.#closed ? Promise.reject(new DatabaseClosed()) : this.#enqueue(accountIds, fn);
  }

  /** Stops between two batches. The returned function lets the writer go on. */
  async pause(): Promise<() => void> {
    while (this.#paused) await this.#paused;
    let resume: () => void = () => undefined;
    this.#paused = new Promise((resolve) => {
      resume = () => {
        this.#paused = undefined;
        resolve();
        this.#wake();
      };
    });
    if (this.#running) await new Promise<void>((resolve) => this.#idle.push(resolve));
    return resume;
  }

  /** Refuses further units, answers those handed in, then runs one last unit. */
  async close(last?: (tx: Unit) => Promise<unknown>): Promise<void> {
    this.#closed = true;
    await this.#drain();
    if (last && !this.#failure) await this.#enqueue([], last);
    await this.#drain();
  }

  #enqueue<T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure.error);
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ accountIds, fn, resolve: resolve as (value: unknown) => void, reject, restarts: 0 });
      this.#wake();
    });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0 || this.#running) await new Promise<void>((resolve) => this.#idle.push(resolve));
    await this.#answered;
  }

  #wake(): void {
    if (this.#running || this.#paused || this.#queue.length === 0) return;
    this.#running = true;
    // The units of this turn of the loop come together in one batch.
    setImmediate(() => void this.#loop());
  }

  async #loop(): Promise<void> {
    while (this.#queue.length > 0 && !this.#paused) {
      await this.#batch();
      // Sockets get their turn between two batches.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
    for (const idle of this.#idle.splice(0)) idle();
    this.#wake();
  }

  async #batch(): Promise<void> {
    if (this.#failure) {
      for (const job of this.#queue.splice(0)) job.reject(this.#failure.error);
      return;
    }
    if (!this.#begin(this.#queue[0])) {
      this.#queue.shift();
      return;
    }
    const answers: Answer[] = [];
    const started = performance.now();
    for (let met = 0; ; met = answers.length) {
      while (this.#queue.length > 0 && performance.now() - started < BATCH_MS) {
        const job = this.#queue.shift() as Job;
        const answer = await this.#run(job);
        if (answer && 'ended' in answer) {
          // A full disk, for instance: every unit of the batch is run again alone.
          await this.#alone([...answers.map((earlier) => earlier.job), job]);
          return;
        }
        if (answer) answers.push(answer);
      }
      // While bytes that the batch refers to get to the disk, further units may join it.
      const conditions = answers.slice(met).flatMap((answer) => answer.conditions);
      if (conditions.length === 0) break;
      if (!(await this.#met(conditions, answers))) return;
    }
    this.#commit(answers);
  }

  /** Waits for what the batch depends on. False: that failed, nothing is committed and the callers were told. */
  async #met(conditions: readonly Promise<void>[], answers: readonly Answer[]): Promise<boolean> {
    try {
      await Promise.all(conditions);
      return true;
    } catch (error) {
      this.#rollback();
      for (const { job } of answers) job.reject(error);
      return false;
    }
  }

  /** Runs one unit, under a savepoint unless it is the transaction's first. Undefined: it went to the queue again with a further account. */
  async #run(job: Job): Promise<Answer | Ended | undefined> {
    const unit = new Unit(this.#connection);
    const isFirst = this.#untouched;
    try {
      if (!isFirst) this.#connection.exec('SAVEPOINT unit');
      await unit.begin(job.accountIds);
      const value = await untilNextTurn(job.fn(unit));
      await unit.end();
      if (!this.#connection.handle.inTransaction) return { ended: new TransactionEnded() };
      if (!isFirst) this.#connection.exec('RELEASE unit');
      this.#untouched = false;
      return { job, ok: true, value, conditions: unit.conditions, ...unit.outcome() };
    } catch (error) {
      unit.finish();
      if (!this.#connection.handle.inTransaction) return { ended: error };
      try {
        this.#connection.exec(isFirst ? 'ROLLBACK' : 'ROLLBACK TO unit');
        this.#connection.exec(isFirst ? 'BEGIN IMMEDIATE' : 'RELEASE unit');
      } catch (second) {
        this.#rollback();
        return { ended: second };
      }
      if (error instanceof NeedsAccount && job.restarts < MAX_RESTARTS) {
        this.#queue.unshift({ ...job, accountIds: [...job.accountIds, error.accountId], restarts: job.restarts + 1 });
        return undefined;
      }
      return { job, ok: false, value: error, conditions: [], changes: [], effects: [] };
    }
  }

  async #alone(jobs: readonly Job[]): Promise<void> {
    for (const job of jobs) {
      if (!this.#begin(job)) continue;
      const answer = await this.#run(job);
      if (answer && 'ended' in answer) job.reject(answer.ended);
      else if (!answer || (await this.#met(answer.conditions, [answer]))) this.#commit(answer ? [answer] : []);
    }
  }

  /** Opens the transaction. False: it could not, and the job was told. */
  #begin(job: Job | undefined): boolean {
    try {
      this.#connection.exec('BEGIN IMMEDIATE');
      this.#untouched = true;
      return true;
    } catch (error) {
      this.#rollback();
      job?.reject(error);
      return false;
    }
  }

  #rollback(): void {
    try {
      if (this.#connection.handle.inTransaction) this.#connection.exec('ROLLBACK');
    } catch (error) {
      this.#options.log.error({ error }, 'a transaction could not be rolled back');
    }
  }

  #commit(answers: readonly Answer[]): void {
    try {
      this.#connection.exec('COMMIT');
    } catch (error) {
      this.#rollback();
      for (const { job } of answers) job.reject(error);
      return;
    }
    if (answers.length === 0) return;
    const durable = answers.some((answer) => answer.ok) ? this.#options.sync() : Promise.resolve();
    guarded(this.#options.log, 'the checkpoint', () => this.#options.committed());
    // Refusals wait for the batches before them, whose effects they may have seen.
    this.#answered = Promise.all([durable, this.#answered]).then(
      () => this.#answer(answers),
      (error: unknown) => {
        this.#failure ??= { error };
        this.#answer(answers);
      },
    );
  }

  #answer(answers: readonly Answer[]): void {
    if (this.#failure) {
      for (const { job } of answers) job.reject(this.#failure.error);
      return;
    }
    const { log, publish } = this.#options;
    for (const { changes } of answers) for (const change of changes) publish(change);
    for (const { job, ok, value, effects } of answers) {
      for (const effect of effects) guarded(log, 'an effect', effect);
      if (ok) job.resolve(value);
      else job.reject(value);
    }
  }
}

/**
 * A unit on SQLite awaits nothing but its own statements, which answer at once; one that is still open when the event loop turns would hold up every
 * other writer, so it fails.
 */
function untilNextTurn<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const tripwire = setImmediate(() => reject(new Error('a unit of work awaited something other than its transaction')));
    promise.then(
      (value) => {
        clearImmediate(tripwire);
        resolve(value);
      },
      (error) => {
        clearImmediate(tripwire);
        reject(error);
      },
    );
  });
}
