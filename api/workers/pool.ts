import { Worker } from 'node:worker_threads';

/** A job threw, took too long, or took its thread down; the message says which. */
export class JobFailed extends Error {
  override name = 'JobFailed';
}

/** No thread could be started at all: whoever asked may do the work itself. */
export class NoWorker extends Error {
  override name = 'NoWorker';
}

export interface PoolOptions {
  /** Threads at most; they start when there is work. */
  readonly threads: number;
  /** Heap of a thread, MiB; a job that needs more is stopped. */
  readonly heapMb: number;
  /** The file that runs in the threads, JavaScript, which speaks as `thread.mjs` does. */
  readonly entry?: URL;
}

/** A job on its way: input is handed over when a thread is free. */
interface Job {
  readonly name: string;
  readonly input: unknown;
  readonly transfer: readonly ArrayBuffer[];
  readonly timeoutMs: number;
  resolve(output: unknown): void;
  reject(error: Error): void;
}

type Answer = { readonly ready: true } | { readonly output: unknown } | { readonly error: string };

const STACK_MB = 8;

/** From the sources, a Node.js before 22.18 needs help to read TypeScript; the build never does. */
const needsLoader = import.meta.url.endsWith('.ts') && !('typescript' in process.features && process.features.typescript);
const execArgv = needsLoader ? ['--no-warnings', '--experimental-loader', new URL('./typescript-loader.mjs', import.meta.url).href] : [];

/**
 * Threads for work that would hold up the event loop (design §6: over 5 ms). One job at a time in each; a job that takes too long or too much memory
 * costs its thread, and only its own caller hears of it. Threads do not keep the process alive.
 */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #waiting: Job[] = [];
  readonly #idle: Thread[] = [];
  readonly #threads = new Set<Thread>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Runs a job of `jobs.ts` in a thread.
   * @param options.transfer buffers that leave this thread with the input; the caller must not use them again
   * @param options.timeoutMs counted from the moment that a thread takes the job
   * @throws JobFailed, NoWorker
   */
  run<T>(name: string, input: unknown, options: { timeoutMs: number; transfer?: readonly ArrayBuffer[] }): Promise<T> {
    if (this.#closed) return Promise.reject(new NoWorker('the pool is closed'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ name, input, transfer: options.transfer ?? [], timeoutMs: options.timeoutMs, resolve: resolve as (output: unknown) => void, reject });
      this.#next();
    });
  }

  /** How many jobs wait for a thread. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Ends the threads; jobs under way fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new NoWorker('the pool is closed'));
    await Promise.all([...this.#threads].map((thread) => thread.end(new NoWorker('the pool is closed'))));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle.pop() ?? (this.#threads.size < this.#options.threads ? this.#start() : undefined);
      const job = thread && this.#waiting.shift();
      if (!job) return;
      thread.take(job);
    }
  }

  #start(): Thread {
    const thread = new Thread(this.#options, {
      free: () => {
        this.#idle.push(thread);
        this.#next();
      },
      ended: () => {
        this.#threads.delete(thread);
        const at = this.#idle.indexOf(thread);
        if (at >= 0) this.#idle.splice(at, 1);
        this.#next();
      },
    });
    this.#threads.add(thread);
    return thread;
  }
}

class Thread {
  readonly #worker: Worker;
  readonly #events: { free(): void; ended(): void };
  #job: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isReady = false;
  #isOver = false;

  constructor(options: PoolOptions, events: { free(): void; ended(): void }) {
    this.#events = events;
    this.#worker = new Worker(options.entry ?? new URL('./thread.mjs', import.meta.url), {
      execArgv: options.entry ? [] : execArgv,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb, stackSizeMb: STACK_MB },
    });
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (error) => void this.end(this.#isReady ? new JobFailed(error.message) : new NoWorker(error.message)));
    this.#worker.on('exit', () => void this.end(this.#isReady ? new JobFailed('the thread ended') : new NoWorker('the thread ended')));
    this.#worker.unref();
  }

  take(job: Job): void {
    this.#job = job;
    // While a job runs, the process waits for it.
    this.#worker.ref();
    if (this.#isReady) this.#watch(job);
    try {
      this.#worker.postMessage({ name: job.name, input: job.input }, job.transfer);
    } catch (error) {
      this.#done()?.reject(new JobFailed(String(error)));
    }
  }

  async end(reason: Error): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    const job = this.#job;
    this.#job = undefined;
    job?.reject(reason);
    this.#events.ended();
    await this.#worker.terminate();
  }

  #answered(answer: Answer): void {
    if ('ready' in answer) {
      this.#isReady = true;
      if (this.#job) this.#watch(this.#job);
      return;
    }
    const job = this.#done();
    if ('error' in answer) job?.reject(new JobFailed(answer.error));
    else job?.resolve(answer.output);
  }

  #watch(job: Job): void {
    this.#timer = setTimeout(() => void this.end(new JobFailed(`${job.name} took longer than ${job.timeoutMs} ms`)), job.timeoutMs);
  }

  #done(): Job | undefined {
    clearTimeout(this.#timer);
    const job = this.#job;
    this.#job = undefined;
    this.#worker.unref();
    if (!this.#isOver) this.#events.free();
    return job;
  }
}
