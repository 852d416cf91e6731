import type { Pool, PoolConnection } from 'mysql2/promise';
import { DatabaseClosed, type DatabaseLog, guarded } from '../database.ts';
import { NeedsAccount, Unit, type AccountChange } from '../unit.ts';
import { MariadbConnection } from './connection.ts';
import { CommitUncertain, isConflict, isConnectionLost } from './failures.ts';

const BATCH_MS = 5;
const MAX_BATCH = 64;
/** Transactions under way or waiting for a connection. */
const MAX_RUNNING = 64;
const MAX_RETRIES = 20;

interface Job {
  accountIds: readonly number[];
  fn(tx: Unit): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

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

interface Outcome {
  readonly answers: Answer[];
  /** Jobs that it had no more time for, or that start again with a further account. */
  readonly left: Job[];
}

/**
 * Units on MariaDB (design §4): those of the same accounts queue in memory and share a transaction, so that many deliveries to one person hold one
 * connection; a unit over several accounts waits for all of them.
 */
export class MariadbWriter {
  readonly #pool: Pool;
  readonly #publish: (change: AccountChange) => void;
  readonly #log: DatabaseLog;
  readonly #waiting: Job[] = [];
  readonly #busy = new Set<number>();
  #running = 0;
  #scheduled = false;
  #idle: (() => void)[] = [];
  #closed = false;

  constructor(pool: Pool, publish: (change: AccountChange) => void, log: DatabaseLog) {
    this.#pool = pool;
    this.#publish = publish;
    this.#log = log;
  }

  write<T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new DatabaseClosed());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ accountIds, fn, resolve: resolve as (value: unknown) => void, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      // The units of this turn of the loop come together in one batch.
      setImmediate(() => {
        this.#scheduled = false;
        this.#dispatch();
      });
    });
  }

  /** Refuses further units, answers those handed in. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#waiting.length > 0 || this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Starts a batch for every set of accounts that is free; earlier jobs on the same account keep their turn. */
  #dispatch(): void {
    const blocked = new Set(this.#busy);
    for (let i = 0; i < this.#waiting.length && this.#running < MAX_RUNNING; ) {
      const first = this.#waiting[i] as Job;
      if (first.accountIds.some((id) => blocked.has(id))) {
        for (const id of first.accountIds) blocked.add(id);
        i += 1;
        continue;
      }
      this.#waiting.splice(i, 1);
      const batch = [first, ...this.#takeAlike(first, i)];
      for (const id of first.accountIds) {
        blocked.add(id);
        this.#busy.add(id);
      }
      this.#running += 1;
      void this.#batch(batch).finally(() => {
        this.#running -= 1;
        for (const id of first.accountIds) this.#busy.delete(id);
        this.#dispatch();
        if (this.#running === 0 && this.#waiting.length === 0) for (const idle of this.#idle.splice(0)) idle();
      });
    }
  }

  /** Further jobs over the same accounts, up to the first that shares only some of them. */
  #takeAlike(first: Job, from: number): Job[] {
    const alike: Job[] = [];
    if (first.accountIds.length === 0) return alike;
    const key = keyOf(first);
    for (let j = from; j < this.#waiting.length && alike.length < MAX_BATCH - 1; ) {
      const next = this.#waiting[j] as Job;
      if (keyOf(next) === key) alike.push(...this.#waiting.splice(j, 1));
      else if (next.accountIds.some((id) => first.accountIds.includes(id))) break;
      else j += 1;
    }
    return alike;
  }

  async #batch(jobs: readonly Job[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const { answers, left } = await this.#transaction(jobs);
        this.#waiting.unshift(...left);
        this.#answer(answers);
        return;
      } catch (error) {
        if ((isConflict(error) || isConnectionLost(error)) && attempt < MAX_RETRIES) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * (attempt + 1)));
          continue;
        }
        for (const job of jobs) job.reject(error);
        return;
      }
    }
  }

  #answer(answers: readonly Answer[]): void {
    for (const { changes } of answers) for (const change of changes) this.#publish(change);
    for (const { job, ok, value, effects } of answers) {
      for (const effect of effects) guarded(this.#log, 'an effect', effect);
      if (ok) job.resolve(value);
      else job.reject(value);
    }
  }

  async #transaction(jobs: readonly Job[]): Promise<Outcome> {
    const pooled = await this.#pool.getConnection();
    try {
      const outcome = await this.#units(new MariadbConnection(pooled), jobs);
      pooled.release();
      return outcome;
    } catch (error) {
      await abandon(pooled, error);
      throw error;
    }
  }

  async #units(connection: MariadbConnection, jobs: readonly Job[]): Promise<Outcome> {
    const answers: Answer[] = [];
    const left: Job[] = [];
    await connection.exec('BEGIN');
    const started = performance.now();
    for (const job of jobs) {
      if (answers.length > 0 && performance.now() - started > BATCH_MS) {
        left.push(job);
        continue;
      }
      const answer = await this.#unit(connection, job, jobs.length === 1);
      if (answer) answers.push(answer);
      else left.push(job);
    }
    await Promise.all(answers.flatMap((answer) => answer.conditions));
    try {
      await connection.exec('COMMIT');
    } catch (error) {
      throw isConnectionLost(error) ? new CommitUncertain(error) : error;
    }
    return { answers, left };
  }

  /** Runs one unit. Undefined: it starts again with a further account, which it now names. */
  async #unit(connection: MariadbConnection, job: Job, alone: boolean): Promise<Answer | undefined> {
    const unit = new Unit(connection);
    if (!alone) await connection.exec('SAVEPOINT unit');
    try {
      await unit.begin(job.accountIds);
      const value = await job.fn(unit);
      await unit.end();
      if (connection.failure) throw connection.failure.error;
      return { job, ok: true, value, conditions: unit.conditions, ...unit.outcome() };
    } catch (error) {
      unit.finish();
      if (connection.failure) throw connection.failure.error;
      await connection.exec(alone ? 'ROLLBACK' : 'ROLLBACK TO unit');
      if (error instanceof NeedsAccount) {
        job.accountIds = [...job.accountIds, error.accountId];
        return undefined;
      }
      return { job, ok: false, value: error, conditions: [], changes: [], effects: [] };
    }
  }
}

/** Gives back a connection whose transaction failed; one that cannot even roll back is closed. */
async function abandon(pooled: PoolConnection, error: unknown): Promise<void> {
  if (!(error instanceof CommitUncertain) && !isConnectionLost(error)) {
    try {
      await pooled.query('ROLLBACK');
      pooled.release();
      return;
    } catch {
      // Closed below.
    }
  }
  pooled.destroy();
}

const keyOf = (job: Job): string => job.accountIds.join(',');
