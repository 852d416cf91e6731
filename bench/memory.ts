import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { descendants } from './processes.ts';

/**
 * Memory of a server with all its processes, in KiB. Proportional set size, so that pages that Dovecot's processes share
 * count once; resident size where the kernel does not show it to us.
 */
export function memoryKib(pid: number): number {
  let sum = 0;
  for (const id of [pid, ...descendants(pid)]) sum += processKib(id);
  return sum;
}

/** Less than this share is no fall, but what readings differ by. */
const FALL = 0.002;

/**
 * The lowest reading, once there has been no lower one for `forMs`: what is left when the garbage collector has had its moments, which come late to a
 * server that does nothing. Ten times `forMs` is the longest.
 */
export async function settledMemoryKib(pid: number, forMs: number): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY;
  const last = performance.now() + 10 * forMs;
  for (let end = performance.now() + forMs; performance.now() < Math.min(end, last); ) {
    await pause(250);
    const now = memoryKib(pid);
    if (now < lowest * (1 - FALL)) end = performance.now() + forMs;
    lowest = Math.min(lowest, now);
  }
  return lowest;
}

function processKib(pid: number): number {
  return field(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m) ?? field(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m) ?? 0;
}

function field(file: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(file, 'latin1'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
