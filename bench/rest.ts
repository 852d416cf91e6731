import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { descendants } from './processes.ts';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;
const WINDOW_MS = 500;
/** Of one processor. */
const QUIET_SHARE = 0.06;
const AT_MOST_MS = 60_000;

/** Waits until a server has nothing more to do of what it was given: an index that is being made would be measured with what comes next. */
export async function untilAtRest(pid: number): Promise<void> {
  for (const end = performance.now() + AT_MOST_MS; performance.now() < end; ) {
    const before = processorMs(pid);
    await pause(WINDOW_MS);
    if (processorMs(pid) - before < WINDOW_MS * QUIET_SHARE) return;
  }
}

/** Of the process and all below it. */
function processorMs(pid: number): number {
  let sum = 0;
  for (const id of [pid, ...descendants(pid)]) {
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'latin1');
      const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13);
      sum += (Number(user) + Number(system)) * TICK_MS;
    } catch {
      // Ended meanwhile.
    }
  }
  return sum;
}
