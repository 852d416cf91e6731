/** The parts that the standard methods share (RFC 8620 §5). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../api/access/context.ts';
import { CoreError } from '../../../api/client/index.ts';
import { changesOf, changesPage, type ChangeRow } from '../../../api/jmap/changes.ts';
import { getObjects } from '../../../api/jmap/get.ts';
import type { MethodContext } from '../../../api/jmap/method.ts';
import { decodeBase64Stream, decodeQuotedPrintableStream } from '../../../api/jmap/part-stream.ts';
import { applyPatch } from '../../../api/jmap/patch.ts';
import { compareBy, passes, windowOf, type WindowArguments } from '../../../api/jmap/query.ts';
import { requestState } from '../../../api/jmap/request-state.ts';
import { applySet } from '../../../api/jmap/set.ts';
import { finalState, formatState, parseState, type State } from '../../../api/jmap/state.ts';
import { decodeRange } from '../../../api/mail/mime/transfer-encoding.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { aliceId, defaultLimits, run } from './harness.ts';

const ctx = {
  core: { limits: { ...defaultLimits, maxObjectsInGet: 500 } }, principal: { language: 'en' }, request: requestState({ earlier: 'f9' }), followUp: () => undefined,
} as unknown as MethodContext & Context;

describe('PatchObject (RFC 8620 §5.3)', () => {
  const object = { name: 'a', ids: { x: true, y: true }, list: [1, 2], nothing: null, 'a/b': { '~': 1 } };
  const kind = (patch: Record<string, unknown>) => {
    try {
      return applyPatch(object, patch);
    } catch (error) {
      return (error as CoreError).kind;
    }
  };

  test('paths set, replace and remove; null puts a default back; the object itself stays', () => {
    const before = structuredClone(object);
    expect(applyPatch(object, { 'ids/x': null, 'ids/z': true, name: 'b' })).toEqual({ ...object, name: 'b', ids: { y: true, z: true } });
    expect(applyPatch(object, { name: null }, { name: 'default' })).toMatchObject({ name: 'default' });
    expect(applyPatch(object, { name: null })).not.toHaveProperty('name');
    expect(applyPatch(object, { 'a~1b/~0': 2, 'ids/none': null })).toMatchObject({ 'a/b': { '~': 2 }, ids: { x: true, y: true } });
    expect(object).toEqual(before);
  });

  test('invalidPatch: parents that are not there, lists, paths one through the other, bad escapes', () => {
    for (const patch of [{ 'no/such': 1 }, { 'name/x': 1 }, { 'nothing/x': 1 }, { 'list/0': 1 }, { 'list/0/x': 1 }, { ids: {}, 'ids/x': true }, { 'ids/x': true, 'ids/x/y': true }, { 'ids/~2': 1 }, { '__proto__/x': 1 }, { 'ids/constructor/x': 1 }]) {
      expect(kind(patch), JSON.stringify(patch)).toBe('invalidPatch');
    }
    // Beginning alike is not leading through.
    expect(kind({ id: 1, ids: {} })).toMatchObject({ id: 1, ids: {} });
    expect(kind({ 'ids/x': null, 'ids/x-y': true })).toMatchObject({ ids: { 'x-y': true } });
  });
});

describe('/get (RFC 8620 §5.1)', () => {
  const source = { state: '5', properties: ['id', 'name', 'size'], all: async (limit: number) => ['f1', 'f2'].slice(0, limit), load: async (ids: readonly string[]) => ids.filter((id) => id !== 'f3').map((id) => ({ id, name: `n${id}`, size: 1 })) };

  test('each id once, in the order asked, what is missing in notFound; id always comes along', async () => {
    expect(await getObjects(ctx, { accountId: 'a', ids: ['f2', 'f3', 'f2', 'f1'], properties: ['name'] }, source)).toEqual({
      accountId: 'a', state: '5', list: [{ id: 'f2', name: 'nf2' }, { id: 'f1', name: 'nf1' }], notFound: ['f3'],
    });
    expect((await getObjects(ctx, { accountId: 'a', ids: null }, source)).list).toHaveLength(2);
    expect((await getObjects(ctx, { accountId: 'a', ids: [] }, source)).list).toEqual([]);
  });

  test('an unknown property is invalidArguments; all of too many is requestTooLarge', async () => {
    await expect(getObjects(ctx, { accountId: 'a', ids: [], properties: ['colour'] }, source)).rejects.toMatchObject({ type: 'invalidArguments' });
    const many = { ...source, all: async (limit: number) => Array.from({ length: limit }, (_, i) => `f${i}`) };
    await expect(getObjects(ctx, { accountId: 'a', ids: null }, many)).rejects.toMatchObject({ kind: 'requestTooLarge' });
  });
});

describe('/query (RFC 8620 §5.5)', () => {
  const ids = ['a', 'b', 'c', 'd', 'f9'];
  const window = (args: WindowArguments) => windowOf(ctx, { limit: 100, ...args }, ids);

  test('position, from the end, past the end; anchor and offset, never before the start; limit; total', async () => {
    expect(await window({})).toEqual({ position: 0, ids });
    expect(await window({ position: 1, limit: 2, calculateTotal: true })).toEqual({ position: 1, ids: ['b', 'c'], total: 5 });
    expect(await window({ position: -2 })).toEqual({ position: 3, ids: ['d', 'f9'] });
    expect(await window({ position: -99, limit: 1 })).toEqual({ position: 0, ids: ['a'] });
    expect(await window({ position: 7 })).toEqual({ position: 7, ids: [] });
    expect(await window({ anchor: 'c', anchorOffset: -1, position: 4, limit: 2 })).toEqual({ position: 1, ids: ['b', 'c'] });
    expect(await window({ anchor: 'b', anchorOffset: -5, limit: 1 })).toEqual({ position: 0, ids: ['a'] });
    expect(await window({ anchor: '#earlier' })).toEqual({ position: 4, ids: ['f9'] });
    expect(await window({ limit: 0 })).toEqual({ position: 0, ids: [] });
    await expect(window({ anchor: 'z' })).rejects.toMatchObject({ kind: 'anchorNotFound' });
    const many = Array.from({ length: 10_001 }, (_, i) => `f${i}`);
    const whole = await windowOf(ctx, {}, many);
    // A limit of ours is named (§5.5), and then only.
    expect([whole.limit, whole.ids.length]).toEqual([10_000, 10_000]);
  });

  test('operators: all, at least one, none', () => {
    const is = (n: number) => (condition: { n: number }) => condition.n === n;
    expect(passes(null, is(1))).toBe(true);
    expect(passes({ operator: 'AND', conditions: [{ n: 1 }, { n: 1 }] }, is(1))).toBe(true);
    expect(passes({ operator: 'AND', conditions: [{ n: 1 }, { n: 2 }] }, is(1))).toBe(false);
    expect(passes({ operator: 'OR', conditions: [{ n: 2 }, { n: 1 }] }, is(1))).toBe(true);
    expect(passes({ operator: 'NOT', conditions: [{ n: 2 }, { n: 1 }] }, is(1))).toBe(false);
    expect(passes({ operator: 'NOT', conditions: [{ n: 2 }, { n: 3 }] }, is(1))).toBe(true);
  });

  test('comparators count one after the other, and the id settles the rest', () => {
    const objects = [{ id: '3', name: 'b', size: 1 }, { id: '2', name: 'A', size: 1 }, { id: '1', name: 'a', size: 2 }];
    const sorted = [...objects].sort(compareBy([{ property: 'size', isAscending: false }, { property: 'name' }], (object, property) => object[property as 'name' | 'size']));
    expect(sorted.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect([...objects].sort(compareBy([{ property: 'name' }], (object) => object.name)).map(({ id }) => id)).toEqual(['1', '2', '3']);
  });
});

describe('/set (RFC 8620 §5.3)', () => {
  const handlers = (seen: string[]) => {
    let next = 1;
    return {
      create: async (draft: Readonly<Record<string, unknown>>, resolve: (id: string) => string | undefined, creationId: string) => {
        const parent = draft['parentId'];
        if (typeof parent === 'string' && resolve(parent) === undefined) throw new CoreError('invalidProperties', 'No such parent.', { properties: ['parentId'] });
        const id = `f${next++}`;
        seen.push(`create ${creationId} ${id} in ${typeof parent === 'string' ? resolve(parent) : '-'}`);
        return { id };
      },
      update: async (id: string) => {
        if (id === 'broken') throw new Error('fault');
        seen.push(`update ${id}`);
        return null;
      },
      destroy: async (id: string) => {
        if (id === 'full') throw new CoreError('mailboxHasEmail', 'Full.');
        seen.push(`destroy ${id}`);
      },
    };
  };
  const set = async (args: object, seen: string[] = []) => ({ answer: await applySet(ctx, { accountId: 'a', ...args }, { oldState: '1', newState: () => '2' }, handlers(seen)), seen });

  test('drafts may refer to each other in any order, and to earlier calls; each object has an answer of its own', async () => {
    const { answer, seen } = await set({
      create: { child: { parentId: '#parent' }, parent: { parentId: '#earlier' }, orphan: { parentId: '#nobody' } },
      update: { '#child': {}, f7: {}, f8: {}, '#nobody': {} }, destroy: ['f8', 'full', '#nothing'],
    });
    expect(seen).toEqual(['create parent f1 in f9', 'create child f2 in f1', 'update f2', 'update f7', 'destroy f8']);
    expect(answer).toMatchObject({
      oldState: '1', newState: '2', created: { parent: { id: 'f1' }, child: { id: 'f2' } }, updated: { f2: null, f7: null }, destroyed: ['f8'],
      notCreated: { orphan: { type: 'invalidProperties', properties: ['parentId'] } }, notUpdated: { f8: { type: 'willDestroy' }, '#nobody': { type: 'notFound' } },
      notDestroyed: { full: { type: 'mailboxHasEmail', description: 'Full.' }, '#nothing': { type: 'notFound' } },
    });
    // What a call creates becomes known with its answer alone: the unit may yet be rolled back.
    expect(ctx.request.resolveId('#parent')).toBeUndefined();
  });

  test('drafts in a circle are refused, not looped over', async () => {
    const { answer } = await set({ create: { a: { parentId: '#b' }, b: { parentId: '#a' } } });
    expect(Object.values(answer.notCreated ?? {}).length).toBeGreaterThan(0);
  });

  test('empty lists are null; ifInState is compared; a fault ends the whole', async () => {
    expect((await set({})).answer).toEqual({ accountId: 'a', oldState: '1', newState: '2', created: null, updated: null, destroyed: null, notCreated: null, notUpdated: null, notDestroyed: null });
    await expect(set({ ifInState: '0', destroy: ['f1'] })).rejects.toMatchObject({ kind: 'stateMismatch' });
    expect((await set({ ifInState: '1' })).answer.newState).toBe('2');
    await expect(set({ update: { broken: {} } })).rejects.toThrow('fault');
  });
});

describe('states and /changes (RFC 8620 §5.2, design §4)', () => {
  test('a state comes back as it was given; what is none of ours is told', () => {
    for (const state of [
      { modseq: 5, lastId: null, since: 5, mark: '' }, { modseq: 7, lastId: 4294967301, since: 3, mark: '' }, { modseq: 5, lastId: null, since: 5, mark: '0fff2269' },
      { modseq: 7, lastId: 4294967301, since: 3, mark: '0fff2269' },
    ] satisfies State[]) expect(parseState(formatState(state))).toEqual(state);
    for (const text of ['', 'x', '-1', '1:2', '1:2:3:4', '1:2:9', '99999999999999999', ' 1', '5~', '5~xyz', '5~0fff22690', '~0fff2269']) expect(parseState(text), text).toBeUndefined();
  });

  test('whatever happens between the pages: the chain ends, and the client knows what is there', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ kind: fc.constantFrom('create', 'update', 'destroy', 'ask'), pick: fc.nat(), many: fc.integer({ min: 1, max: 5 }) }), { minLength: 5, maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, limit) => {
        const rows = new Map<number, ChangeRow>();
        let modseq = 1;
        let nextId = 1;
        let state = formatState(modseq);
        const known = new Set<number>();
        const unknownUpdates: number[] = [];
        const ask = (): boolean => {
          const since = parseState(state) as State;
          const behind = [...rows.values()].filter((row) => row.stamp > since.modseq || (row.stamp === since.modseq && since.lastId !== null && row.id > since.lastId)).sort((a, b) => a.stamp - b.stamp || a.id - b.id);
          const page = changesPage(since, finalState(modseq, ''), behind, limit, String);
          expect(page.created.length + page.updated.length + page.destroyed.length).toBeLessThanOrEqual(limit);
          for (const id of page.created) known.add(Number(id));
          for (const id of page.updated) if (!known.has(Number(id))) unknownUpdates.push(Number(id));
          for (const id of page.destroyed) known.delete(Number(id));
          state = page.newState;
          return page.hasMoreChanges;
        };
        for (const { kind, pick, many } of steps) {
          if (kind === 'ask') ask();
          else {
            modseq++;
            const alive = [...rows.values()].filter((row) => !row.destroyed);
            for (let i = 0; i < many; i++) {
              const chosen = alive[(pick + i) % Math.max(1, alive.length)];
              if (kind === 'create') rows.set(nextId, { id: nextId++, created: modseq, stamp: modseq, destroyed: false });
              else if (chosen) rows.set(chosen.id, { ...chosen, stamp: modseq, destroyed: kind === 'destroy' });
            }
          }
        }
        for (let i = 0; ask(); i++) expect(i).toBeLessThan(1000);
        expect([...known].sort((a, b) => a - b)).toEqual([...rows.values()].filter((row) => !row.destroyed).map((row) => row.id).sort((a, b) => a - b));
        expect(unknownUpdates).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  eachDatabase((_name, makeUrl) => {
    test('changes of a table, page by page: each id once; past the horizon, and of another life, they cannot be told', async () => {
      const server = await run(makeUrl, { limits: { maxObjectsInGet: 500 } });
      const identity = (id: number, created: number, changed: number) => [id, aliceId, '', 'a@example.org', '', '', 1, created, changed];
      await server.db.write([aliceId], async (tx) => {
        await tx.insertMany('identity', ['id', 'account_id', 'name', 'email', 'text_signature', 'html_signature', 'may_delete', 'created_modseq', 'changed_modseq'], [identity(1, 1, 3), identity(2, 4, 4), identity(3, 4, 4), identity(4, 4, 6), identity(5, 1, 1)]);
        await tx.insertMany('tombstone', ['account_id', 'type', 'object_id', 'created_modseq', 'destroyed_modseq', 'destroyed_at'], [[aliceId, 'Identity', 6, 1, 4, 1], [aliceId, 'Identity', 7, 4, 5, 1]]);
        await tx.run({ kind: 'statement', strings: [`UPDATE account SET identity_modseq = 6, horizon_modseq = 2 WHERE id = ${aliceId}`], parts: [] });
      });
      const realCtx = { ...ctx, core: server.core } as Context;
      const ask = (sinceState: string, maxChanges?: number) =>
        server.db.read((read) => changesOf(realCtx, read, aliceId, { accountId: 'a', sinceState, maxChanges }, { type: 'Identity', idType: 'identity', table: 'identity' }));
      expect(await ask('2')).toEqual({ accountId: 'a', oldState: '2', newState: '6', hasMoreChanges: false, created: ['i2', 'i3', 'i4'], updated: ['i1'], destroyed: ['i6'] });
      expect(await ask('6')).toMatchObject({ newState: '6', created: [], updated: [], destroyed: [] });
      const told: string[] = [];
      let state = '2';
      for (let more = true; more; ) {
        const page = await ask(state, 1);
        told.push(...page.created.map((id) => `+${id}`), ...page.updated.map((id) => `~${id}`), ...page.destroyed.map((id) => `-${id}`));
        more = page.hasMoreChanges;
        state = page.newState;
      }
      expect(told).toEqual(['~i1', '+i2', '+i3', '-i6', '+i4']);
      for (const since of ['1', '7', 'x', '3:1:1']) await expect(ask(since), since).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
    });
  });
});

describe('parts are decoded piece by piece as in one (RFC 2045 §6)', () => {
  async function* pieces(whole: Buffer, cuts: number[]): AsyncGenerator<Buffer> {
    let at = 0;
    for (const cut of [...cuts.map((n) => n % (whole.length + 1)), whole.length].sort((a, b) => a - b)) {
      yield whole.subarray(at, cut);
      at = cut;
    }
  }
  const joined = async (stream: AsyncIterable<Buffer>) => {
    const all: Buffer[] = [];
    for await (const piece of stream) all.push(piece);
    return Buffer.concat(all).toString('hex');
  };
  const lines = (alphabet: string[]) => fc.array(fc.constantFrom(...alphabet), { maxLength: 80 }).map((parts) => Buffer.from(parts.join('')));

  test('base64, with rubbish and padding anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(lines(['QUJD', 'YQ==', 'YWI=', 'Q', 'U', '=', '\r\n', ' ', '-_', 'é']), fc.array(fc.nat(), { maxLength: 6 }), async (whole, cuts) => {
        expect(await joined(decodeBase64Stream(pieces(whole, cuts)))).toBe(decodeRange(whole, 0, whole.length, 'base64').toString('hex'));
      }),
    );
  });

  test('quoted-printable, with soft breaks and white space anywhere, and lines without end', async () => {
    await fc.assert(
      fc.asyncProperty(lines(['abc', '=C3', '=', '=\r\n', '\r\n', '\n', '\r', ' ', '\t', '=4', '=zz', 'é']), fc.array(fc.nat(), { maxLength: 6 }), async (whole, cuts) => {
        expect(await joined(decodeQuotedPrintableStream(pieces(whole, cuts)))).toBe(decodeRange(whole, 0, whole.length, 'quoted-printable').toString('hex'));
      }),
    );
    const endless = Buffer.from('=C3=A9 x'.repeat(60_000));
    expect(await joined(decodeQuotedPrintableStream(pieces(endless, [70_001, 140_003, 300_002])))).toBe(decodeRange(endless, 0, endless.length, 'quoted-printable').toString('hex'));
  });
});
