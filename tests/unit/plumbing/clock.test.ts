import { expect, test } from 'vitest';
import { manualClock, systemClock } from '../../../api/shared/clock.ts';

test('a manual clock runs what falls due, in order, also what that starts', async () => {
  const clock = manualClock(1000);
  const seen: string[] = [];
  clock.after(20, () => seen.push(`b@${clock.now()}`));
  clock.after(10, () => {
    seen.push(`a@${clock.now()}`);
    clock.after(5, () => seen.push(`c@${clock.now()}`));
  });
  clock.after(15, () => seen.push('cancelled')).cancel();
  const again = clock.every(8, () => seen.push(`e@${clock.monotonicMs()}`));
  void clock.sleep(12).then(() => seen.push('slept'));
  await clock.advance(20);
  expect(seen).toEqual(['e@8', 'a@1010', 'slept', 'c@1015', 'e@16', 'b@1020']);
  again.cancel();
  expect(clock.waiting).toBe(0);
});

test('what fell due while the machine slept runs once', async () => {
  const clock = manualClock(1000);
  const seen: string[] = [];
  clock.every(8, () => seen.push(`e@${clock.now()}`));
  clock.after(10, () => seen.push(`a@${clock.now()}`));
  clock.after(200, () => seen.push(`later@${clock.now()}`));
  await clock.sleepThrough(100);
  expect(seen).toEqual(['e@1100', 'a@1100']);
  await clock.advance(100);
  expect(seen).toContain('later@1200');
  expect(seen.filter((one) => one.startsWith('e'))).toHaveLength(1 + 12);
});

test('sleep ends with the signal, on either clock', async () => {
  for (const clock of [manualClock(), systemClock]) {
    const abort = new AbortController();
    const sleeping = clock.sleep(1e12, abort.signal);
    abort.abort(new Error('stop'));
    await expect(sleeping).rejects.toThrow('stop');
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('stop');
  }
});

test('the system clock takes delays longer than a timer can hold', async () => {
  let ran = false;
  const timer = systemClock.after(2 ** 40, () => {
    ran = true;
  });
  await systemClock.sleep(5);
  expect(ran).toBe(false);
  timer.cancel();
});
