import { Worker } from 'node:worker_threads';
import { DatabaseClosed } from '../database.ts';

/** The disk refused to confirm a write: what was written since the last sync may be gone, so nothing more may be acknowledged. */
export class SyncFailed extends Error {
  override name = 'SyncFailed';
}

/** Makes files durable. */
export interface FileSyncer {
  /** Resolves once everything written to these descriptors before the call is on the disk. */
  sync(files: readonly number[], folders?: readonly number[]): Promise<void>;
  /** Waits for the syncs under way. */
  close(): Promise<void>;
}

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Syncs in a thread of its own, many callers with one `fdatasync` (design §6). Requests that arrive while a sync runs are served together by the next
 * one. After a failure every further request fails: the kernel reports a lost write once only.
 */
export class Syncer implements FileSyncer {
  #worker: Worker | undefined;
  #files = new Set<number>();
  #folders = new Set<number>();
  #waiting: Waiter[] = [];
  #running: Waiter[] | undefined;
  #failure: SyncFailed | undefined;
  #closed = false;
  #idle: (() => void) | undefined;

  sync(files: readonly number[], folders: readonly number[] = []): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#closed) return Promise.reject(new DatabaseClosed());
    for (const fd of files) this.#files.add(fd);
    for (const fd of folders) this.#folders.add(fd);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#running) this.#start();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#running) await new Promise<void>((resolve) => (this.#idle = resolve));
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): void {
    const worker = (this.#worker ??= this.#open());
    this.#running = this.#waiting;
    const request = { files: [...this.#files], folders: [...this.#folders] };
    this.#waiting = [];
    this.#files = new Set();
    this.#folders = new Set();
    worker.ref();
    worker.postMessage(request);
  }

  #open(): Worker {
    const worker = new Worker(new URL('./sync-thread.mjs', import.meta.url));
    worker.on('message', ({ error }: { error: string | null }) => this.#finished(error));
    worker.on('error', (error) => this.#finished(String(error)));
    worker.on('exit', () => {
      if (worker === this.#worker) this.#finished('the thread that syncs has ended');
    });
    return worker;
  }

  #finished(error: string | null): void {
    const done = this.#running ?? [];
    this.#running = undefined;
    this.#worker?.unref();
    if (error !== null) {
      this.#failure ??= new SyncFailed(`the disk did not confirm a write: ${error}`);
      for (const waiter of [...done, ...this.#waiting.splice(0)]) waiter.reject(this.#failure);
    } else {
      if (this.#waiting.length > 0) this.#start();
      for (const waiter of done) waiter.resolve();
    }
    if (!this.#running) this.#idle?.();
  }
}
