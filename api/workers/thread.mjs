// Runs jobs for the main thread, one at a time. The same file serves the build, where jobs are JavaScript, and the sources, where they are TypeScript.
import { existsSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;

const built = new URL('./jobs.js', import.meta.url);
const source = new URL('./jobs.ts', import.meta.url);
const isBuilt = existsSync(built);

/** @type {{jobs: Record<string, () => Promise<(input: unknown) => {output: unknown, transfer: ArrayBuffer[]}>>}} */
const { jobs } = await import((isBuilt ? built : source).href);

port.on('message', async (/** @type {{name: string, input: unknown}} */ { name, input }) => {
  try {
    const load = jobs[name];
    if (!load) throw new Error(`there is no job ${name}`);
    const { output, transfer } = (await load())(input);
    port.postMessage({ output }, transfer);
  } catch (error) {
    port.postMessage({ error: String(error) });
  }
});
port.postMessage({ ready: true });
