import { JobFailed, NoWorker, WorkerPool } from '../../workers/index.ts';
import { indexMessages, type IndexInput, type IndexOutput } from './index-messages.ts';
import { type MergeInput, type MergeOutput, mergeBytes } from './merge.ts';
import { type TestInput, testMessage } from './test-message.ts';

const TIMEOUT_MS = 30_000;
const HEAP_MB = 512;

/** A thread of its own: whoever describes an arriving message does not wait behind it. */
const pool = new WorkerPool({ threads: 1, heapMb: HEAP_MB });

/** @throws JobFailed */
export async function indexInThread(input: IndexInput): Promise<IndexOutput> {
  try {
    return await pool.run<IndexOutput>('indexMessages', input, { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof NoWorker) return indexMessages(input);
    throw error;
  }
}

/** @throws JobFailed */
export async function mergeInThread(input: MergeInput): Promise<MergeOutput> {
  try {
    return await pool.run<MergeOutput>('mergeSegments', input, { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof NoWorker) return mergeBytes(input);
    throw error;
  }
}

/** @throws JobFailed */
export async function testInThread(input: TestInput): Promise<boolean[]> {
  try {
    return await pool.run<boolean[]>('testMessage', input, { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof NoWorker) return testMessage(input);
    throw error;
  }
}

export { JobFailed };
