import { Worker } from 'node:worker_threads';
import type { DatabaseLog } from '../database.ts';

/** The write-ahead log in frames (of one page each): how long it is, and how much of it is in the database file. */
export interface LogState {
  readonly frames: number;
  readonly checkpointed: number;
}

/** New frames after which a checkpoint is due. */
const FRAMES_BETWEEN = 1_000;
/** Frames in the log above which the writer waits for one checkpoint, so that the log starts over. */
const FRAMES_BEFORE_PAUSE = 6_000;
/** Frames above which the writer waits at once: the disk is slower than the commits. */
const FRAMES_AT_MOST = 8_500;
/** What a writer at full speed adds during one checkpoint. More than this left over: a long read holds the log, and a pause would not help. */
const FRAMES_HELD = 4_000;

/**
 * Keeps the write-ahead log small. A passive checkpoint under load never lets the log start over: when the log has grown, two passive ones bring it
 * nearly up to date and a third runs while the writer pauses for a few milliseconds.
 */
export class Checkpointer {
  readonly #worker: Worker;
  readonly #pause: () => Promise<() => void>;
  readonly #log: DatabaseLog;
  readonly #exited: Promise<void>;
  #framesAtLast = 0;
  #running: Promise<void> | undefined;
  #paused: Promise<() => void> | undefined;
  /** A long read held the log at the last attempt. */
  #held = false;
  #answer: ((state: LogState) => void) | undefined;
  #closed = false;
  #dead = false;

  /** @param pause stops the writer between two batches; the returned function lets it go on */
  constructor(file: string, pause: () => Promise<() => void>, log: DatabaseLog) {
    this.#pause = pause;
    this.#log = log;
    this.#worker = new Worker(new URL('./checkpoint-thread.mjs', import.meta.url), { workerData: { file } });
    this.#worker.on('message', ({ error, ...state }: LogState & { error?: string }) => {
      if (error !== undefined) log.warn({ error }, 'a checkpoint of the write-ahead log failed');
      this.#answer?.(state);
    });
    this.#worker.on('error', (error) => log.error({ error }, 'the checkpoint thread failed'));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#dead = true;
        this.#answer?.({ frames: 0, checkpointed: 0 });
        resolve();
      });
    });
    // Last: a listener for messages holds the process again.
    this.#worker.unref();
  }

  /** Called after each commit with the state of the log. */
  committed({ frames, checkpointed }: LogState): void {
    if (this.#closed || this.#dead) return;
    if (this.#running) {
      if (frames > FRAMES_AT_MOST && !this.#held) this.#paused ??= this.#pause();
      return;
    }
    if (frames < this.#framesAtLast) this.#framesAtLast = 0;
    if (frames - checkpointed < FRAMES_BETWEEN || frames - this.#framesAtLast < FRAMES_BETWEEN) return;
    this.#running = this.#round()
      .catch((error: unknown) => this.#log.error({ error }, 'a checkpoint of the write-ahead log failed'))
      .finally(() => {
        const paused = this.#paused;
        this.#paused = undefined;
        this.#running = undefined;
        void paused?.then((resume) => resume());
      });
  }

  /** Waits for the checkpoint under way; the thread has closed its connection when this resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    if (this.#dead) return;
    this.#worker.ref();
    this.#worker.postMessage('close');
    await this.#exited;
  }

  /** The writer goes on when this ends. */
  async #round(): Promise<void> {
    const first = await this.#checkpoint();
    this.#framesAtLast = first.frames;
    if (first.frames < FRAMES_BEFORE_PAUSE) return;
    const second = await this.#checkpoint();
    this.#framesAtLast = second.frames;
    this.#held = second.frames - second.checkpointed > FRAMES_HELD;
    if (this.#held) return;
    this.#paused ??= this.#pause();
    await this.#paused;
    const third = await this.#checkpoint();
    // All of it is in the database file: the next commit starts the log over.
    if (third.checkpointed === third.frames) this.#framesAtLast = 0;
  }

  #checkpoint(): Promise<LogState> {
    if (this.#dead) return Promise.resolve({ frames: 0, checkpointed: 0 });
    // A process that waits for a paused writer must not end early.
    this.#worker.ref();
    return new Promise((resolve) => {
      this.#answer = (state) => {
        this.#answer = undefined;
        if (!this.#dead) this.#worker.unref();
        resolve(state);
      };
      this.#worker.postMessage('checkpoint');
    });
  }
}
