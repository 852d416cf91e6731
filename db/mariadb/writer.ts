import type { Pool } from 'mysql2/promise';
import { NeedsAccount, Unit, type AccountChange } from '../unit.ts';
import { MariadbConnection } from './connection.ts';

const BATCH_MS = 5;
const MAX_BATCH = 64;
const MAX_RETRIES = 20;
/** Deadlock, lock wait timeout, and a record changed since it was read (Galera certification shows as 1213 or 1020). */
const CONFLICTS = new Set([1213, 1205, 1020]);

interface Job {
  accountIds: readonly number[];
  fn(tx: Unit): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Done {
  job: Job;
  value: unknown;
  changes: AccountChange[];
  effects: readonly (() => void)[];
}

/**
 * Units on MariaDB (design §4): those of the same accounts queue in memory and share a transaction, so that many deliveries to one person hold one
 * connection; a unit over several accounts waits for all of them.
 */
export class MariadbWriter {
  readonly #pool: Pool;
  readonly #publish: (change: AccountChange) => void;
  readonly #waiting: Job[] = [];
  readonly #busy = new Set<number>();
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(pool: Pool, publish: (change: AccountChange) => void) {
    this.#pool = pool;
    this.#publish = publish;
  }

  write<T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ accountIds, fn, resolve: resolve as (value: unknown) => void, reject });
      setImmediate(() => this.#dispatch());
    });
  }

  async drain(): Promise<void> {
    if (this.#waiting.length > 0 || this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Starts a batch for every set of accounts that is free; earlier jobs on the same account keep their turn. */
  #dispatch(): void {
    const blocked = new Set(this.#busy);
    for (let i = 0; i < this.#waiting.length; ) {
      const first = this.#waiting[i] as Job;
      if (first.accountIds.some((id) => blocked.has(id))) {
        for (const id of first.accountIds) blocked.add(id);
        i += 1;
        continue;
      }
      const key = keyOf(first);
      const batch = [first];
      this.#waiting.splice(i, 1);
      if (first.accountIds.length > 0) {
        for (let j = i; j < this.#waiting.length && batch.length < MAX_BATCH; ) {
          const next = this.#waiting[j] as Job;
          if (keyOf(next) === key) batch.push(...this.#waiting.splice(j, 1));
          else if (next.accountIds.some((id) => first.accountIds.includes(id))) break;
          else j += 1;
        }
      }
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

  async #batch(jobs: Job[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const { done, left } = await this.#transaction(jobs);
        for (const { changes } of done) for (const change of changes) this.#publish(change);
        for (const { job, value, effects } of done) {
          for (const effect of effects) effect();
          job.resolve(value);
        }
        this.#waiting.unshift(...left);
        return;
      } catch (error) {
        if (isConflict(error) && attempt < MAX_RETRIES) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * (attempt + 1)));
          continue;
        }
        for (const job of jobs) job.reject(error);
        return;
      }
    }
  }

  /** Runs the jobs in one transaction; `left` are those that it had no more time for or that start again with a further account. */
  async #transaction(jobs: Job[]): Promise<{ done: Done[]; left: Job[] }> {
    const pooled = await this.#pool.getConnection();
    const connection = new MariadbConnection(pooled);
    const done: Done[] = [];
    const left: Job[] = [];
    const refused: (() => void)[] = [];
    try {
      await connection.exec('BEGIN');
      const started = performance.now();
      for (const job of jobs) {
        if (done.length > 0 && performance.now() - started > BATCH_MS) {
          left.push(job);
          continue;
        }
        const unit = new Unit(connection);
        const alone = jobs.length === 1;
        try {
          if (!alone) await connection.exec('SAVEPOINT unit');
          await unit.begin(job.accountIds);
          const value = await job.fn(unit);
          await unit.end();
          done.push({ job, value, ...unit.outcome() });
        } catch (error) {
          if (isConflict(error) || isConnectionLost(error)) throw error;
          await connection.exec(alone ? 'ROLLBACK' : 'ROLLBACK TO unit');
          if (alone) await connection.exec('BEGIN');
          if (error instanceof NeedsAccount && !job.accountIds.includes(error.accountId)) {
            left.push({ ...job, accountIds: [...job.accountIds, error.accountId] });
          } else {
            refused.push(() => job.reject(error));
          }
        }
      }
      await connection.exec('COMMIT');
    } catch (error) {
      await connection.exec('ROLLBACK').catch(() => undefined);
      if (isConnectionLost(error)) pooled.destroy();
      throw error;
    } finally {
      pooled.release();
    }
    for (const refuse of refused) refuse();
    return { done, left };
  }
}

const keyOf = (job: Job): string => job.accountIds.join(',');

function isConflict(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errno' in error && CONFLICTS.has((error as { errno: number }).errno);
}

function isConnectionLost(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? (error as { code: unknown }).code : undefined;
  return code === 'PROTOCOL_CONNECTION_LOST' || code === 'ECONNRESET' || code === 'EPIPE';
}
