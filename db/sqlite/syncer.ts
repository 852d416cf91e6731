import { Worker } from 'node:worker_threads';

/** The disk refused to confirm a write: what was written since the last sync may be gone, so nothing more may be acknowledged. */
export class SyncFailed extends Error {
  override name = 'SyncFailed';
}

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Makes files durable, many callers with one `fdatasync` (design §6). Requests that arrive while a sync runs are served together by the next one.
 */
export class Syncer {
  readonly #worker: Worker;
  #files = new Set<number>();
  #folders = new Set<number>();
  #waiting: Waiter[] = [];
  #running: Waiter[] | undefined;
  #failure: SyncFailed | undefined;
  #id = 0;

  constructor() {
    this.#worker = new Worker(new URL('./sync-thread.mjs', import.meta.url));
    this.#worker.unref();
    this.#worker.on('message', ({ error }: { error: string | null }) => this.#finished(error));
    this.#worker.on('error', (error) => this.#finished(String(error)));
  }

  /** Resolves once everything written to these descriptors before the call is on the disk. */
  sync(files: readonly number[], folders: readonly number[] = []): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    for (const fd of files) this.#files.add(fd);
    for (const fd of folders) this.#folders.add(fd);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#running) this.#start();
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #start(): void {
    this.#running = this.#waiting;
    const request = { id: ++this.#id, files: [...this.#files], folders: [...this.#folders] };
    this.#waiting = [];
    this.#files = new Set();
    this.#folders = new Set();
    this.#worker.ref();
    this.#worker.postMessage(request);
  }

  #finished(error: string | null): void {
    const done = this.#running ?? [];
    this.#running = undefined;
    this.#worker.unref();
    if (error !== null) {
      this.#failure = new SyncFailed(`the disk did not confirm a write: ${error}`);
      for (const waiter of [...done, ...this.#waiting]) waiter.reject(this.#failure);
      this.#waiting = [];
      return;
    }
    if (this.#waiting.length > 0) this.#start();
    for (const waiter of done) waiter.resolve();
  }
}
