import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { limitConcurrency, TooBusy } from '../shared/limit-concurrency.ts';
import { JobFailed, NoWorker, WorkerPool } from '../workers/index.ts';

/** Work factors of new hashes: 16 MiB and some 40 ms each. Older hashes keep theirs, which stand in them. */
const cost = { N: 2 ** 14, r: 8, p: 1 };
const keyBytes = 32;
/** Hashes are ours, but a restored database is somebody's file: work factors beyond these are not tried. */
const most = { N: 2 ** 17, r: 16, p: 4 };

export interface Passwords {
  /** `scrypt$N$r$p$salt$hash`, salt and hash in base64url. */
  hash(password: string): Promise<string>;
  /**
   * Does the password belong to the hash? Takes the same time where there is no hash: who is unknown must not be told by the clock.
   * @throws CoreError unavailable where too many wait already
   */
  verify(password: string, encoded: string | undefined): Promise<boolean>;
}

/** A derivation takes some 40 ms; who waits this long for one has a broken thread. */
const TIMEOUT_MS = 60_000;
const HEAP_MB = 16;

/** Threads of lower priority, by how many: libuv's own serve files too, and what runs there takes a processor from the mail (design §6). */
const pools = new Map<number, WorkerPool>();

function poolOf(threads: number): WorkerPool {
  let pool = pools.get(threads);
  if (!pool) pools.set(threads, (pool = new WorkerPool({ threads, heapMb: HEAP_MB, entry: new URL('./password-thread.mjs', import.meta.url) })));
  return pool;
}

/** Without a thread, in libuv's. */
function deriveHere(password: string, salt: Buffer, factors: typeof cost, length: number): Promise<Buffer> {
  const options = { ...factors, maxmem: 256 * factors.N * factors.r };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** @param limits how many run at once, and how many may wait */
export function createPasswords(limits: { passwordChecks: number; passwordChecksWaiting: number }): Passwords {
  const line = limitConcurrency('password checks', limits.passwordChecks, limits.passwordChecksWaiting);
  const nobody = encode(cost, randomBytes(16), randomBytes(keyBytes));
  const pool = poolOf(limits.passwordChecks);
  const inThread = async (password: string, salt: Buffer, factors: typeof cost, length: number): Promise<Buffer> => {
    try {
      return Buffer.from(await pool.run<Uint8Array>('scrypt', { password, salt, length, ...factors }, { timeoutMs: TIMEOUT_MS }));
    } catch (error) {
      if (error instanceof NoWorker || error instanceof JobFailed) return deriveHere(password, salt, factors, length);
      throw error;
    }
  };
  const derive = async (password: string, salt: Buffer, factors: typeof cost, length: number): Promise<Buffer> => {
    try {
      // RFC 8265 §4.2.2: the same password typed on another keyboard or system is the same.
      return await line.run(() => inThread(password.normalize('NFC'), salt, factors, length));
    } catch (error) {
      if (error instanceof TooBusy) throw new CoreError('unavailable', `${error.message}.`);
      throw error;
    }
  };
  return {
    async hash(password) {
      const salt = randomBytes(16);
      return encode(cost, salt, await derive(password, salt, cost, keyBytes));
    },
    async verify(password, encoded) {
      const parsed = decode(encoded ?? nobody);
      const { factors, salt, hash } = parsed ?? decode(nobody) ?? neverHappens();
      const key = await derive(password, salt, factors, hash.length);
      return timingSafeEqual(key, hash) && encoded !== undefined && parsed !== undefined;
    },
  };
}

function encode(factors: typeof cost, salt: Buffer, hash: Buffer): string {
  return ['scrypt', factors.N, factors.r, factors.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

function decode(encoded: string): { factors: typeof cost; salt: Buffer; hash: Buffer } | undefined {
  const match = /^scrypt\$(\d{1,9})\$(\d{1,3})\$(\d{1,3})\$([\w-]{8,128})\$([\w-]{22,128})$/.exec(encoded);
  if (!match) return undefined;
  const [, n, r, p, salt = '', hash = ''] = match;
  const factors = { N: Number(n), r: Number(r), p: Number(p) };
  if (factors.N < 2 || !Number.isInteger(Math.log2(factors.N)) || factors.r < 1 || factors.p < 1) return undefined;
  if (factors.N > most.N || factors.r > most.r || factors.p > most.p) return undefined;
  return { factors, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

function neverHappens(): never {
  throw new Error('our own hash cannot be read');
}

const shared = new WeakMap<Core, Passwords>();

/** The core's one line of password checks, whoever asks. */
export function passwordsOf(core: Core): Passwords {
  let passwords = shared.get(core);
  if (!passwords) shared.set(core, (passwords = createPasswords(core.limits)));
  return passwords;
}
