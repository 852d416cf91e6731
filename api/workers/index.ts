import { availableParallelism } from 'node:os';
import type { JobName, jobs } from './jobs.ts';
import type { Outcome } from './jobs/outcome.ts';
import { WorkerPool } from './pool.ts';

export { JobFailed, NoWorker, WorkerPool } from './pool.ts';
export type { JobName } from './jobs.ts';

const MOST_THREADS = 2;
const HEAP_MB = 512;

/** The process's one pool: threads start with the first job. */
const pool = new WorkerPool({ threads: Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1)), heapMb: HEAP_MB });

type Job<N extends JobName> = Awaited<ReturnType<(typeof jobs)[N]>>;
type Input<N extends JobName> = Parameters<Job<N>>[0];
type Output<N extends JobName> = ReturnType<Job<N>> extends Outcome<infer T> ? T : never;

/** Runs a job in the process's pool; see {@link WorkerPool.run}. Buffers in the output arrive as Uint8Array. */
export function inThread<N extends JobName>(name: N, input: Input<N>, options: { timeoutMs: number; transfer?: readonly ArrayBuffer[] }): Promise<Output<N>> {
  return pool.run<Output<N>>(name, input, options);
}
