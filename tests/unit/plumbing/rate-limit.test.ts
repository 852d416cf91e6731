import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectionGate } from '../../../api/shared/connection-gate.ts';
import { limitConcurrency, TooBusy } from '../../../api/shared/limit-concurrency.ts';
import { signInGate, TooManyFailures, type SignInGate } from '../../../api/shared/rate-limit.ts';

const outside = '192.0.2.7';
const limits = { signInFailures: 3, signInFailuresPerAddress: 10, signInWindow: 900_000, signInMaxDelay: 60_000 };

describe('sign-in', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const fail = async (gate: SignInGate, times: number, address = outside, account = 'alice'): Promise<void> => {
    for (let time = 0; time < times; time++) await gate.failed(address, account);
  };
  /** Milliseconds that `before` makes wait; a refusal counts with its time. */
  const waited = async (gate: SignInGate, address = outside, account = 'alice'): Promise<number> => {
    const start = Date.now();
    const outcome = gate.before(address, account).then((attempt) => {
      attempt.release();
      return Date.now() - start;
    }, (error: TooManyFailures) => error.retryAfterMs);
    // As long as a wait may be held, far less than the window.
    await vi.advanceTimersByTimeAsync(6000);
    return outcome;
  };

  test('the allowed failures cost nothing, the next one a second, then it doubles up to the longest', async () => {
    const gate = signInGate(limits);
    await fail(gate, 3);
    expect(await waited(gate)).toBe(0);
    await fail(gate, 1);
    expect(await waited(gate)).toBe(1000);
    const gate2 = signInGate(limits);
    await fail(gate2, 6);
    expect(await waited(gate2)).toBe(4000);
    const gate3 = signInGate(limits);
    await fail(gate3, 7);
    await expect(gate3.before(outside, 'alice')).rejects.toMatchObject({ name: 'TooManyFailures', retryAfterMs: 8000, message: 'Too many failed sign-ins; try again in 8 s' });
    await fail(gate3, 30);
    await expect(gate3.before(outside, 'alice')).rejects.toMatchObject({ retryAfterMs: 60_000 });
  });

  test('success clears the account; failures are forgotten after the window', async () => {
    const gate = signInGate(limits);
    await fail(gate, 4);
    await gate.succeeded(outside, 'alice');
    await fail(gate, 3);
    expect(await waited(gate)).toBe(0);
    await fail(gate, 4);
    await vi.advanceTimersByTimeAsync(900_001);
    await fail(gate, 3);
    expect(await waited(gate)).toBe(0);
  });

  test('names are counted as they are meant: case and spaces do not help', async () => {
    const gate = signInGate(limits);
    await fail(gate, 6, outside, ' Alice ');
    expect(await waited(gate, outside, 'ALICE')).toBeGreaterThan(0);
    expect(await waited(signInGate(limits), outside, 'bob')).toBe(0);
  });

  test('an address that tries many accounts waits, IPv6 by /64', async () => {
    const gate = signInGate(limits);
    for (let number = 0; number < 11; number++) await fail(gate, 1, `2001:db8::${number}`, `user${number}`);
    expect(await waited(gate, '2001:db8::ffff', 'carol')).toBeGreaterThan(0);
    expect(await waited(gate, '2001:db8:0:1::1', 'carol')).toBe(0);
  });

  test('loopback is counted by account only', async () => {
    const gate = signInGate(limits);
    for (let number = 0; number < 100; number++) await fail(gate, 1, '127.0.0.1', `user${number}`);
    expect(await waited(gate, '::ffff:127.0.0.1', 'carol')).toBe(0);
    await fail(gate, 4, '127.0.0.1', 'carol');
    expect(await waited(gate, '127.0.0.1', 'carol')).toBeGreaterThan(0);
  });

  test('guesses from elsewhere do not lock out whoever has signed in from their own address', async () => {
    const gate = signInGate(limits);
    await gate.succeeded('192.0.2.1', 'alice');
    await fail(gate, 8, '198.51.100.9');
    expect(await waited(gate, '192.0.2.1')).toBe(0);
    await expect(gate.before('203.0.113.5', 'alice')).rejects.toBeInstanceOf(TooManyFailures);
    await gate.succeeded('192.0.2.1', 'alice');
    await expect(gate.before('203.0.113.5', 'alice')).rejects.toBeInstanceOf(TooManyFailures);
  });

  /** So many attempts at the same moment, each with a password that takes 40 ms to check; how many were checked, and how many turned away. */
  const guess = async (gate: SignInGate, count: number, isRight: (n: number) => boolean, name = (_n: number): string => 'alice', address = outside) => {
    let [inside, mostInside, checked, refused] = [0, 0, 0, 0];
    await Promise.all(Array.from({ length: count }, async (_, n) => {
      const attempt = await gate.before(address, name(n)).catch(() => void refused++);
      if (!attempt) return;
      mostInside = Math.max(mostInside, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 40));
      checked++;
      await (isRight(n) ? gate.succeeded(address, name(n)) : gate.failed(address, name(n)));
      inside--;
      attempt.release();
    }).concat(vi.advanceTimersByTimeAsync(60_000) as unknown as Promise<void>));
    return { mostInside, checked, refused };
  };

  test('guesses sent at once wait like guesses sent one after the other, for one account and from one address', async () => {
    // Free, free, free, free, 1 s, 2 s; the next would wait 4 s more, longer than anybody is held.
    expect(await guess(signInGate(limits), 100, () => false)).toEqual({ mostInside: 3, checked: 6, refused: 94 });
    const oneAddress = await guess(signInGate(limits), 200, () => false, (n) => `user${n}`);
    expect(oneAddress).toEqual({ mostInside: 10, checked: 13, refused: 187 });
    // On loopback by account only.
    expect(await guess(signInGate(limits), 100, () => false, () => 'alice', '127.0.0.1')).toMatchObject({ checked: 6 });
    expect(await guess(signInGate(limits), 50, () => false, (n) => `user${n}`, '127.0.0.1')).toMatchObject({ checked: 50 });
  });

  test('many right passwords at once all pass, a few at a time, and leave nothing behind', async () => {
    const gate = signInGate(limits);
    expect(await guess(gate, 300, () => true)).toEqual({ mostInside: 3, checked: 300, refused: 0 });
    expect(await guess(gate, 300, () => true, (n) => `user${n}`)).toMatchObject({ checked: 300, refused: 0 });
    // Wrong ones among them keep nobody out for long.
    expect((await guess(gate, 20, (n) => n > 1)).checked).toBe(20);
    expect(await waited(gate)).toBe(0);
  });

  test('one good account does not clear the count of its address', async () => {
    const gate = signInGate(limits);
    for (let number = 0; number < 11; number++) await fail(gate, 1, outside, `user${number}`);
    await gate.succeeded(outside, 'mallory');
    expect(await waited(gate, outside, 'carol')).toBeGreaterThan(0);
  });
});

describe('concurrency', () => {
  test('no more than allowed run, in order; one too many is turned away; places come back after errors', async () => {
    const limit = limitConcurrency('password checks', 2, 2);
    const order: number[] = [];
    const open: (() => void)[] = [];
    const work = (number: number) => limit.run(async () => {
      order.push(number);
      await new Promise<void>((resolve) => open.push(resolve));
      if (number === 1) throw new Error('failed');
      return number;
    });
    const jobs = [1, 2, 3, 4].map((number) => work(number).catch((error: Error) => error.message));
    await expect(work(5)).rejects.toBeInstanceOf(TooBusy);
    expect([limit.running, limit.waiting]).toEqual([2, 2]);
    expect(order).toEqual([1, 2]);
    for (let done = 0; done < 4; done++) {
      open.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(jobs)).toEqual(['failed', 2, 3, 4]);
    expect([limit.running, limit.waiting]).toEqual([0, 0]);
  });
});

describe('connections', () => {
  test('at the limit of an address, of a listener, and after release', () => {
    const gate = connectionGate({ connectionsPerListener: 3, connectionsPerAddress: 2 });
    const first = gate.tryAccept('imap', '192.0.2.1');
    expect(gate.tryAccept('imap', '::ffff:192.0.2.1').accepted).toBe(true);
    expect(gate.tryAccept('imap', '192.0.2.1')).toEqual({ accepted: false, full: 'address' });
    expect(gate.tryAccept('pop3', '192.0.2.1').accepted).toBe(true);
    expect(gate.tryAccept('imap', '192.0.2.2').accepted).toBe(true);
    expect(gate.tryAccept('imap', '192.0.2.3')).toEqual({ accepted: false, full: 'listener' });
    if (first.accepted) {
      first.release();
      first.release();
    }
    expect(gate.open('imap')).toBe(2);
    expect(gate.tryAccept('imap', '192.0.2.1').accepted).toBe(true);
    expect(gate.tryAccept('imap', '192.0.2.1').accepted).toBe(false);
  });
});
