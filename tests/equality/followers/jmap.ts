/** A JMAP client that read everything once and since then only asks for changes: it must hold what a new one reads (RFC 8620 §5.2, §5.6; RFC 8621). */
import { expect } from 'vitest';
import { type Fields, listOf, type MethodResponse } from '../drivers/jmap.ts';
import { emailProperties, type JmapEmail, type JmapPicture, mailboxProperties } from '../pictures/jmap.ts';
import type { Person } from '../world.ts';

type Type = 'Mailbox' | 'Email' | 'Thread';
type Held = Map<string, Fields>;

const types = ['Mailbox', 'Email', 'Thread'] as const satisfies readonly Type[];
const wanted: Readonly<Record<Type, readonly string[]>> = { Mailbox: ['id', ...mailboxProperties], Email: ['id', ...emailProperties], Thread: ['id', 'emailIds'] };
/** Few, so that answers come in several. */
const MAX_CHANGES = 3;

interface Query {
  readonly args: Fields;
  ids: string[];
  state: string;
}

export class JmapFollower {
  readonly #person: Person;
  readonly #accountId: string;
  readonly #held: Readonly<Record<Type, Held>> = { Mailbox: new Map(), Email: new Map(), Thread: new Map() };
  readonly #states: Partial<Record<Type, string>> = {};
  readonly #queries: Query[];
  /** What the caller may see and do; where it is another one, the server may say that it cannot tell the changes. */
  #view = '';

  /** @param inMailbox one that a query is about */
  constructor(person: Person, accountId: string, inMailbox: string) {
    this.#person = person;
    this.#accountId = accountId;
    const sort = [{ property: 'receivedAt', isAscending: false }];
    this.#queries = [{ sort }, { sort, collapseThreads: true }, { sort, filter: { inMailbox } }, { filter: { hasKeyword: '$flagged' } }].map((args) => ({ args, ids: [], state: '' }));
  }

  /** Catches up, and compares with what was read anew. */
  async follow(view: string, fresh: JmapPicture): Promise<void> {
    const isOther = view !== this.#view;
    this.#view = view;
    const accountId = this.#accountId;
    const calls: [string, Fields][] = types.map((type) => [`${type}/changes`, { accountId, sinceState: this.#states[type] ?? '', maxChanges: MAX_CHANGES }]);
    for (const { args, state } of this.#queries) {
      calls.push(['Email/query', { accountId, ...args, calculateTotal: true }], ['Email/queryChanges', { accountId, ...args, sinceQueryState: state, calculateTotal: true }]);
    }
    const answers = await this.#person.jmap.call(...calls);
    for (const [n, type] of types.entries()) if (!(await this.#changes(type, answers[n], isOther))) await this.#readAll(type);
    for (const [n, query] of this.#queries.entries()) this.#queryChanges(query, answers[types.length + 2 * n], answers[types.length + 2 * n + 1], isOther);
    const plain = (map: ReadonlyMap<string, unknown>): Record<string, unknown> => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    const { name } = this.#person;
    expect(plain(this.#held.Mailbox), `${name}: Mailbox/changes of ${accountId}`).toEqual(plain(fresh.mailboxes));
    expect(plain(this.#held.Email), `${name}: Email/changes of ${accountId}`).toEqual(plain(fresh.emails));
    expect(plain(new Map([...this.#held.Thread].map(([id, { emailIds }]) => [id, emailIds]))), `${name}: Thread/changes of ${accountId}`).toEqual(plain(fresh.threads));
  }

  async #readAll(type: Type): Promise<void> {
    const { jmap } = this.#person;
    const accountId = this.#accountId;
    const held = this.#held[type];
    held.clear();
    const ids = type === 'Thread' ? [...new Set((await this.#emailsNow()).map(({ threadId }) => threadId))] : type === 'Email' ? (await this.#emailsNow()).map(({ id }) => id) : null;
    const [response] = await jmap.call([`${type}/get`, { accountId, ids, properties: wanted[type] }]);
    for (const each of listOf<Fields & { id: string }>(response)) held.set(each.id, each);
    this.#states[type] = String(response?.[1]['state']);
  }

  async #emailsNow(): Promise<JmapEmail[]> {
    const accountId = this.#accountId;
    const [, emails] = await this.#person.jmap.call(
      ['Email/query', { accountId }], ['Email/get', { accountId, '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['id', 'threadId'] }],
    );
    return listOf<JmapEmail>(emails);
  }

  /** @param first the first of the answers, of which there may be several. @returns false where everything has to be read anew */
  async #changes(type: Type, first: MethodResponse | undefined, isOther: boolean): Promise<boolean> {
    const held = this.#held[type];
    let since = this.#states[type];
    if (since === undefined) return false;
    for (let response = first; ; ) {
      if (this.#cannotTell(response, isOther)) return false;
      const answer = response?.[1] ?? {};
      const [created, updated, destroyed] = ['created', 'updated', 'destroyed'].map((name) => listOf<string>(response, name)) as [string[], string[], string[]];
      expect(created.length + updated.length + destroyed.length, 'RFC 8620 §5.2: maxChanges').toBeLessThanOrEqual(MAX_CHANGES);
      expect(answer['newState'] !== since || created.length + updated.length + destroyed.length === 0, 'a state that changes with what it stands for').toBe(true);
      for (const id of destroyed) held.delete(id);
      const properties = answer['updatedProperties'] as string[] | null | undefined;
      await this.#take(type, created, updated, properties ? ['id', ...properties] : wanted[type]);
      this.#states[type] = since = String(answer['newState']);
      if (answer['hasMoreChanges'] !== true) return true;
      [response] = await this.#person.jmap.call([`${type}/changes`, { accountId: this.#accountId, sinceState: since, maxChanges: MAX_CHANGES }]);
    }
  }

  async #take(type: Type, created: readonly string[], updated: readonly string[], properties: readonly string[]): Promise<void> {
    if (created.length + updated.length === 0) return;
    const held = this.#held[type];
    const accountId = this.#accountId;
    const answers = await this.#person.jmap.call([`${type}/get`, { accountId, ids: created, properties: wanted[type] }], [`${type}/get`, { accountId, ids: updated, properties }]);
    for (const response of answers) {
      for (const each of listOf<Fields & { id: string }>(response)) held.set(each.id, { ...held.get(each.id), ...each });
      expect(listOf<string>(response, 'notFound'), `${this.#person.name}: ${type}/changes names what is not there`).toEqual([]);
    }
  }

  #queryChanges(query: Query, now: MethodResponse | undefined, changes: MethodResponse | undefined, isOther: boolean): void {
    const { args } = query;
    // A filter may name a folder that may not be seen any more.
    if (now?.[0] === 'error') {
      expect(args['filter'], `Email/query was refused: ${JSON.stringify(now)}`).toBeDefined();
      query.state = '';
      return;
    }
    const ids = listOf<string>(now, 'ids');
    const what = `${this.#person.name}: Email/queryChanges of ${this.#accountId} ${JSON.stringify(args)}`;
    if (query.state !== '' && changes && !this.#cannotTell(changes, isOther)) {
      const removed = new Set(listOf<string>(changes, 'removed'));
      const followed = query.ids.filter((id) => !removed.has(id));
      for (const { id, index } of listOf<{ id: string; index: number }>(changes, 'added')) followed.splice(index, 0, id);
      expect(followed, what).toEqual(ids);
      expect(changes[1]['total'], what).toBe(ids.length);
    }
    query.ids = ids;
    query.state = now?.[1]['canCalculateChanges'] === true ? String(now[1]['queryState']) : '';
  }

  #cannotTell(response: MethodResponse | undefined, isOther: boolean): boolean {
    if (response?.[0] !== 'error') return false;
    expect([response[1]['type'], isOther], `${this.#person.name} in ${this.#accountId}: ${JSON.stringify(response[1])} where nothing was granted or revoked`).toEqual(['cannotCalculateChanges', true]);
    return true;
  }
}
