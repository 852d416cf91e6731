/** Work over 5 ms leaves the event loop; a message that kills its thread is kept all the same (design §6). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeMessage } from '../../../api/mail/store/description.ts';
import { parseMessage } from '../../../api/mail/mime/index.ts';
import { describeInThread } from '../../../api/workers/describe.ts';
import { inThread, JobFailed, NoWorker, WorkerPool } from '../../../api/workers/index.ts';

let folder: string;
let entry: URL;

/** A thread whose jobs misbehave on demand. */
const misbehaving = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ name, input }) => {
  if (name === 'throw') parentPort.postMessage({ error: 'Error: no' });
  else if (name === 'spin') for (;;);
  else if (name === 'eat') { const eaten = []; for (;;) eaten.push(Array(100000).fill({ a: eaten.length })); }
  else if (name === 'exit') process.exit(3);
  else parentPort.postMessage({ output: input });
});
parentPort.postMessage({ ready: true });
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messagerie-workers-'));
  const file = join(folder, 'thread.mjs');
  await writeFile(file, misbehaving);
  entry = pathToFileURL(file);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const large = (bytes: number): Buffer => {
  const lines = ['From: Zoé <zoe@example.org>', 'Subject: =?utf-8?q?caf=C3=A9?=', 'Message-ID: <large@example.org>', 'References: <a@x> <b@x>', 'Received: from x', 'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/plain; charset=utf-8', '', 'Bonjour', '--b', 'Content-Type: application/pdf; name="a.pdf"', 'Content-Transfer-Encoding: base64', ''];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n`);
  const body = Buffer.alloc(bytes, `${'QUJD'.repeat(19)}\r\n`);
  return Buffer.concat([head, body, Buffer.from('\r\n--b--\r\n')]);
};

test('a description made in a thread equals one made here', async () => {
  const message = large(1_000_000);
  expect(await inThread('describe', { bytes: message, limits: {} }, { timeoutMs: 20_000 }), 'a thread did it, not the way round').toMatchObject({ receivedFields: 1 });
  const told = await describeInThread(() => Promise.resolve(Buffer.from(message)), {});
  expect(told).toEqual(describeMessage(message, {}));
  expect(Buffer.isBuffer(told.projection.envelope)).toBe(true);
});

test('a message of 40 MB does not hold up the event loop', async () => {
  const message = large(40_000_000);
  await describeInThread(() => Promise.resolve(large(300_000)), {});
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  const told = await describeInThread(() => Promise.resolve(message), {});
  const took = performance.now() - started;
  delay.disable();
  expect(told.receivedFields).toBe(1);
  console.log(`40 MB described in ${took.toFixed(0)} ms; longest delay of the loop ${(delay.max / 1e6).toFixed(1)} ms`);
  const here = performance.now();
  parseMessage(large(40_000_000));
  console.log(`parsing alone takes ${(performance.now() - here).toFixed(0)} ms here`);
});

test('a message that takes its thread down becomes one opaque leaf, and nobody sees an error', async () => {
  const message = large(500_000);
  const died = (() => Promise.reject(new JobFailed('the thread ended'))) as unknown as typeof inThread;
  const told = await describeInThread(() => Promise.resolve(Buffer.from(message)), {}, died);
  const [whole, structure] = [describeMessage(message, {}), JSON.parse(told.projection.structure)];
  expect(structure).toMatchObject({ type: 'application', subtype: 'octet-stream', partId: '1', parts: [], bodyEnd: message.length, bodyStart: message.indexOf('\r\n\r\n') + 4 });
  expect(told).toMatchObject({ headers: whole.headers, threadKeys: whole.threadKeys, messageIdHash: whole.messageIdHash, hasAttachment: true });
  expect(told.projection.envelope).toEqual(whole.projection.envelope);
  expect(told.projection.body_structure.toString()).toContain('"APPLICATION" "OCTET-STREAM"');
});

test('where no thread can be started, the work is done here', async () => {
  const pool = new WorkerPool({ threads: 1, heapMb: 64, entry: new URL('./not-there.mjs', entry) });
  await expect(pool.run('echo', 1, { timeoutMs: 1000 })).rejects.toBeInstanceOf(NoWorker);
  const message = large(300_000);
  const none = (() => Promise.reject(new NoWorker('none'))) as unknown as typeof inThread;
  expect(await describeInThread(() => Promise.resolve(Buffer.from(message)), {}, none)).toEqual(describeMessage(message, {}));
});

test('a job that throws, spins, eats its heap or exits fails alone; the next one finds a thread', async () => {
  const pool = new WorkerPool({ threads: 2, heapMb: 32, entry });
  const run = (name: string, timeoutMs = 20_000) => pool.run(name, name, { timeoutMs });
  for (const [name, timeoutMs] of [['throw', 20_000], ['spin', 200], ['eat', 60_000], ['exit', 20_000]] as const) {
    await expect(run(name, timeoutMs), name).rejects.toBeInstanceOf(JobFailed);
    await expect(run('echo')).resolves.toBe('echo');
  }
  await pool.close();
  await expect(run('echo')).rejects.toBeInstanceOf(NoWorker);
});

test('jobs beyond the threads wait for their turn, and the time limit counts from there', async () => {
  const pool = new WorkerPool({ threads: 1, heapMb: 64, entry });
  const spinning = pool.run('spin', null, { timeoutMs: 300 });
  const waiting = Array.from({ length: 20 }, (_, i) => pool.run('echo', i, { timeoutMs: 250 }));
  expect(pool.waiting).toBe(20);
  await expect(spinning).rejects.toThrow(/longer than 300 ms/);
  expect(await Promise.all(waiting)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  await pool.close();
});

test('input is handed over: the buffer is gone here', async () => {
  const pool = new WorkerPool({ threads: 1, heapMb: 64, entry });
  const bytes = new Uint8Array(1_000_000).fill(7);
  const output = await pool.run<Uint8Array>('echo', bytes, { timeoutMs: 10_000, transfer: [bytes.buffer] });
  expect(bytes.length).toBe(0);
  expect(output[999_999]).toBe(7);
  await pool.close();
});
