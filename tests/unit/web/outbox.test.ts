/** Changes on their way: in order, kept until answered, tried again, taken over from pages that are gone. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JmapClient } from '../../../web/jmap/client.ts';
import { MethodFailed, SignedOut, Unreachable } from '../../../web/jmap/errors.ts';
import type { Database } from '../../../web/store/database.ts';
import { type Change, Outbox } from '../../../web/store/outbox.ts';

/** One browser: what its tabs share. */
function fakeBrowser() {
  const held = new Map<string, number>();
  const stored = new Map<number, unknown>();
  const database = {
    async keep(_store: string, key: number, value: unknown) {
      if (value === undefined) stored.delete(key);
      else stored.set(key, structuredClone(value));
    },
    entries: async () => [...stored].sort(([a], [b]) => a - b),
  } as unknown as Database;
  const locks = {
    async request(name: string, work: () => Promise<unknown>) {
      held.set(name, (held.get(name) ?? 0) + 1);
      try {
        return await work();
      } finally {
        held.delete(name);
      }
    },
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })) }),
  };
  return { stored, database, locks, closeAllTabs: () => held.clear() };
}

type Args = { update?: Record<string, unknown>; destroy?: string[]; create?: Record<string, unknown> };
let shared: ReturnType<typeof fakeBrowser>;
let sent: { method: string; args: Args }[];
let respond: (method: string, args: Args) => unknown;
let stopped: unknown[];
let may: () => Promise<void>;

function openTab(): Outbox {
  const client = {
    async call(method: string, args: Args) {
      sent.push({ method, args });
      return respond(method, args);
    },
  } as unknown as JmapClient;
  return new Outbox({ client, database: shared.database, mayGo: () => may(), onSend: async () => {}, onCount: () => {}, onStopped: (error) => stopped.push(error) });
}
/** All that needs no time has happened. */
const settled = () => vi.advanceTimersByTimeAsync(0);
const flag = (...ids: string[]): Change => ({ kind: 'patch', accountId: 'a', patches: ids.map((id) => [id, { keywords: { $flagged: true } }] as const) });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  shared = fakeBrowser();
  vi.stubGlobal('navigator', { locks: shared.locks });
  sent = [];
  stopped = [];
  may = async () => {};
  respond = () => ({});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the outbox', () => {
  test('sends in order, and forgets what was answered', async () => {
    const outbox = openTab();
    const all = [outbox.add(flag('1')), outbox.add(flag('2')), outbox.add({ kind: 'patch', accountId: 'a', patches: [['3', { destroy: true }]] })];
    expect(shared.stored.size).toBe(3);
    await Promise.all(all);
    expect(sent.map(({ args }) => [Object.keys(args.update ?? {}), args.destroy])).toEqual([[['1'], []], [['2'], []], [[], ['3']]]);
    expect([outbox.length, shared.stored.size]).toEqual([0, 0]);
  });

  test('500 objects a call', async () => {
    await openTab().add(flag(...Array.from({ length: 1_100 }, (_, id) => `e${id}`)));
    expect(sent.map(({ args }) => Object.keys(args.update ?? {}).length)).toEqual([500, 500, 100]);
  });

  test('tells what was refused, object by object, with the reason', async () => {
    respond = () => ({ notUpdated: { 2: { type: 'forbidden', description: 'Read only.' } } });
    const { refused } = await openTab().add(flag('1', '2'));
    expect([...refused].map(([id, { type, message }]) => [id, type, message])).toEqual([['2', 'forbidden', 'Read only.']]);
  });

  test('a refused call is given up, and the next one goes out', async () => {
    respond = (_method, { update }) => {
      if ('1' in (update ?? {})) throw new MethodFailed('Email/set', 'invalidArguments', undefined);
      return {};
    };
    const outbox = openTab();
    const [one, two] = await Promise.allSettled([outbox.add(flag('1')), outbox.add(flag('2'))]);
    expect([one.status, two.status, shared.stored.size]).toEqual(['rejected', 'fulfilled', 0]);
  });

  test('without an answer it waits, longer each time, and tries again', async () => {
    let failures = 3;
    respond = () => {
      if (failures-- > 0) throw new Unreachable('away');
      return {};
    };
    const outbox = openTab();
    const done = outbox.add(flag('1'));
    for (const waitMs of [1_000, 2_000, 4_000]) {
      await settled();
      expect(vi.getTimerCount()).toBe(1);
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      const before = sent.length;
      expect(shared.stored.size).toBe(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(sent.length).toBe(before + 1);
    }
    await done;
    expect([sent.length, stopped.length, shared.stored.size]).toEqual([4, 3, 0]);
  });

  test('signed out, it keeps everything until somebody has signed in', async () => {
    respond = () => {
      throw new SignedOut('over');
    };
    const outbox = openTab();
    const done = Promise.all([outbox.add(flag('1')), outbox.add(flag('2'))]);
    await settled();
    expect(stopped).toHaveLength(1);
    expect([vi.getTimerCount(), sent.length, shared.stored.size]).toEqual([0, 1, 2]);
    respond = () => ({});
    outbox.resume();
    await done;
    expect(sent).toHaveLength(3);
  });

  test('a request that fails is told once, not by what was to follow the change too', async () => {
    const unheard: unknown[] = [];
    const listener = (reason: unknown) => unheard.push(reason);
    process.on('unhandledRejection', listener);
    const failing = async () => Promise.reject(new MethodFailed('Email/set', 'invalidArguments', undefined));
    const outbox = new Outbox({ client: { call: failing } as unknown as JmapClient, database: shared.database, mayGo: async () => {}, onSend: failing, onCount: () => {}, onStopped: () => {} });
    await expect(outbox.add(flag('1'))).rejects.toBeInstanceOf(MethodFailed);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(unheard).toEqual([]);
  });

  test('copies between accounts, and tells the new ids', async () => {
    respond = () => ({ created: { 1: { id: 'new' } }, notCreated: { 2: { type: 'overQuota' } } });
    const emails = ['1', '2'].map((id) => ({ id, mailboxIds: { box: true as const } }));
    const { created, refused } = await openTab().add({ kind: 'copy', fromAccountId: 'a', accountId: 'b', emails, destroyOriginal: true });
    expect(sent[0]).toMatchObject({ method: 'Email/copy', args: { fromAccountId: 'a', accountId: 'b', onSuccessDestroyOriginal: true } });
    expect([[...created], [...refused.keys()]]).toEqual([[['1', 'new']], ['2']]);
  });
});

describe('what a page has left', () => {
  test('is taken over by the next, in its order; what a living page holds is left alone', async () => {
    respond = () => {
      throw new Unreachable('away');
    };
    const gone = openTab();
    void gone.add(flag('1'));
    void gone.add(flag('2'));
    await settled();
    expect(stopped).toHaveLength(1);
    shared.closeAllTabs();
    vi.clearAllTimers();
    vi.setSystemTime(Date.now() + 5);
    const living = openTab();
    void living.add(flag('3'));
    await settled();
    expect(stopped).toHaveLength(2);
    vi.clearAllTimers();

    sent = [];
    respond = () => ({});
    const adopted = await openTab().adopt();
    expect(adopted.map(({ change }) => change)).toEqual([flag('1'), flag('2')]);
    await Promise.all(adopted.map(({ outcome }) => outcome));
    expect(sent.map(({ args }) => Object.keys(args.update ?? {}))).toEqual([['1'], ['2']]);
    expect([...shared.stored.values()]).toMatchObject([{ change: flag('3') }]);
  });

  test('goes out before what the next page has done meanwhile; until it may, nothing does', async () => {
    respond = () => {
      throw new Unreachable('away');
    };
    void openTab().add(flag('1'));
    await settled();
    shared.closeAllTabs();
    vi.clearAllTimers();
    vi.setSystemTime(Date.now() + 5);
    sent = [];
    respond = () => ({});
    may = async () => Promise.reject(new Unreachable('whose session it is, is not known'));
    const outbox = openTab();
    const own = outbox.add(flag('2'));
    const [adopted] = await outbox.adopt();
    await settled();
    expect([sent.length, outbox.length, shared.stored.size]).toEqual([0, 2, 2]);
    may = async () => {};
    outbox.resume();
    await Promise.all([own, adopted?.outcome]);
    expect(sent.map(({ args }) => Object.keys(args.update ?? {}))).toEqual([['1'], ['2']]);
    expect(shared.stored.size).toBe(0);
  });

  test('is taken over once, by whichever page comes first', async () => {
    respond = () => {
      throw new SignedOut('over');
    };
    void openTab().add(flag('1'));
    await settled();
    expect(stopped).toHaveLength(1);
    shared.closeAllTabs();
    respond = () => ({});
    const first = await openTab().adopt();
    const second = await openTab().adopt();
    expect([first.length, second.length]).toEqual([1, 0]);
  });
});
