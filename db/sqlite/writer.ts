import { NeedsAccount, Unit } from '../unit.ts';
import type { AccountChange } from '../unit.ts';
import type { SqliteConnection } from './connection.ts';

/** How long a batch takes in further units before it commits. */
const BATCH_MS = 5;

interface Job {
  accountIds: readonly number[];
  fn(tx: Unit): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** How often it was started again. */
  attempts: number;
}

interface Done {
  job: Job;
  value: unknown;
  changes: AccountChange[];
  effects: readonly (() => void)[];
}

export interface SqliteWriterOptions {
  connection: SqliteConnection;
  /** Makes the log durable up to now. */
  sync(): Promise<void>;
  publish(change: AccountChange): void;
  committed(): void;
}

/**
 * The one writer (design §4, §6): waiting units share a transaction, each under a savepoint; then one COMMIT, one sync of the log for the whole batch,
 * and only then are changes published and callers answered.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection;
  readonly #options: SqliteWriterOptions;
  #queue: Job[] = [];
  #running = false;
  #paused: Promise<void> | undefined;
  #synced: Promise<unknown> = Promise.resolve();
  #idle: (() => void)[] = [];

  constructor(options: SqliteWriterOptions) {
    this.#connection = options.connection;
    this.#options = options;
  }

  write<T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ accountIds, fn, resolve: resolve as (value: unknown) => void, reject, attempts: 0 });
      this.#wake();
    });
  }

  /** Stops between two batches. */
  async pause(): Promise<() => void> {
    await this.#paused;
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

  /** Resolves when everything that was handed in is answered. */
  async drain(): Promise<void> {
    while (this.#queue.length > 0 || this.#running) await new Promise((resolve) => setImmediate(resolve));
    await this.#synced.catch(() => undefined);
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
    const done: Done[] = [];
    const started = performance.now();
    try {
      this.#connection.exec('BEGIN IMMEDIATE');
    } catch (error) {
      this.#queue.shift()?.reject(error);
      return;
    }
    const taken: Job[] = [];
    while (this.#queue.length > 0 && performance.now() - started < BATCH_MS) {
      const job = this.#queue.shift() as Job;
      taken.push(job);
      const outcome = await this.#run(job);
      if (outcome) done.push(outcome);
      if (!this.#connection.handle.inTransaction) {
        // An error such as a full disk ended the outer transaction: every unit of the batch is run again alone.
        await this.#alone(taken);
        return;
      }
    }
    this.#commit(done);
  }

  /** Runs one unit under a savepoint. Undefined: it was refused, or goes to the queue again. */
  async #run(job: Job): Promise<Done | undefined> {
    const unit = new Unit(this.#connection);
    this.#connection.exec('SAVEPOINT unit');
    try {
      await unit.begin(job.accountIds);
      const value = await untilNextTurn(job.fn(unit));
      await unit.end();
      this.#connection.exec('RELEASE unit');
      return { job, value, ...unit.outcome() };
    } catch (error) {
      if (!this.#connection.handle.inTransaction) throwAway(error);
      else {
        this.#connection.exec('ROLLBACK TO unit');
        this.#connection.exec('RELEASE unit');
        this.#refuse(job, error);
      }
      return undefined;
    }
  }

  #refuse(job: Job, error: unknown): void {
    if (error instanceof NeedsAccount && job.attempts < 8 && !job.accountIds.includes(error.accountId)) {
      this.#queue.unshift({ ...job, accountIds: [...job.accountIds, error.accountId], attempts: job.attempts + 1 });
    } else {
      job.reject(error);
    }
  }

  async #alone(jobs: readonly Job[]): Promise<void> {
    for (const job of jobs) {
      try {
        this.#connection.exec('BEGIN IMMEDIATE');
        const unit = new Unit(this.#connection);
        await unit.begin(job.accountIds);
        const value = await untilNextTurn(job.fn(unit));
        await unit.end();
        this.#commit([{ job, value, ...unit.outcome() }]);
      } catch (error) {
        if (this.#connection.handle.inTransaction) this.#connection.exec('ROLLBACK');
        this.#refuse(job, error);
      }
    }
  }

  #commit(done: readonly Done[]): void {
    try {
      this.#connection.exec('COMMIT');
    } catch (error) {
      if (this.#connection.handle.inTransaction) this.#connection.exec('ROLLBACK');
      for (const { job } of done) job.reject(error);
      return;
    }
    this.#options.committed();
    if (done.length === 0) return;
    this.#synced = this.#options.sync().then(
      () => {
        for (const { changes } of done) for (const change of changes) this.#options.publish(change);
        for (const { job, value, effects } of done) {
          for (const effect of effects) effect();
          job.resolve(value);
        }
      },
      (error: unknown) => {
        for (const { job } of done) job.reject(error);
      },
    );
  }
}

/** The error is reported when the unit is run again alone. */
function throwAway(_error: unknown): void {}

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
