import { Worker } from 'node:worker_threads';

/** A thread's work was given up because the process stops. */
export class ThreadStopped extends Error {
  override name = 'ThreadStopped';
}

/**
 * Runs one of the threads beside this file to its end.
 * @param progress what the thread says on the way
 * @param signal ends the thread
 * @throws what the thread failed with; ThreadStopped
 */
export async function runThread<R>(file: string, workerData: object, progress: (value: number) => void, signal?: AbortSignal): Promise<R> {
  if (signal?.aborted) throw new ThreadStopped('stopped');
  const worker = new Worker(new URL(file, import.meta.url), { workerData });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<R>((resolve, reject) => {
      let answer: { result: R } | { error: string } | undefined;
      worker.on('message', (message: { progress: number } | { result: R } | { error: string }) => {
        if ('progress' in message) progress(message.progress);
        else answer = message;
      });
      worker.on('error', reject);
      // Only now are its files closed.
      worker.on('exit', () => {
        if (answer && 'result' in answer) resolve(answer.result);
        else if (answer) reject(new Error(answer.error));
        else reject(signal?.aborted ? new ThreadStopped('stopped') : new Error(`the thread ${file} ended early`));
      });
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
