import { Worker } from 'node:worker_threads';

interface Progress {
  frames: number;
  checkpointed: number;
  error?: string;
}

/** Commits after which a checkpoint is due. */
const COMMITS_BETWEEN = 200;
/** Frames in the log (of one page each) above which the writer waits for one checkpoint, so that the log starts over. */
const FRAMES_BEFORE_PAUSE = 8_000;

/**
 * Keeps the write-ahead log small. A passive checkpoint under load never lets the log start over: when the log has grown, two passive ones bring it
 * nearly up to date and a third runs while the writer pauses for a few milliseconds.
 */
export class Checkpointer {
  readonly #worker: Worker;
  readonly #pause: () => Promise<() => void>;
  #commits = 0;
  #running: Promise<void> | undefined;
  #answer: ((progress: Progress) => void) | undefined;
  #closed = false;

  /** @param pause stops the writer between two batches; the returned function lets it go on */
  constructor(file: string, pause: () => Promise<() => void>) {
    this.#pause = pause;
    this.#worker = new Worker(new URL('./checkpoint-thread.mjs', import.meta.url), { workerData: { file } });
    this.#worker.unref();
    this.#worker.on('message', (progress: Progress) => this.#answer?.(progress));
    this.#worker.on('error', (error) => this.#answer?.({ frames: 0, checkpointed: 0, error: String(error) }));
  }

  committed(): void {
    this.#commits += 1;
    if (this.#commits < COMMITS_BETWEEN || this.#running || this.#closed) return;
    this.#commits = 0;
    this.#running = this.#round().finally(() => {
      this.#running = undefined;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.ref();
    this.#worker.postMessage('close');
    await ended;
  }

  async #round(): Promise<void> {
    const first = await this.#checkpoint();
    if (first.frames < FRAMES_BEFORE_PAUSE) return;
    await this.#checkpoint();
    const resume = await this.#pause();
    try {
      await this.#checkpoint();
    } finally {
      resume();
    }
  }

  #checkpoint(): Promise<Progress> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#worker.postMessage('checkpoint');
    });
  }
}
