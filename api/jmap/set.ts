/** The parts that every /set shares (RFC 8620 §5.3). */
import type { SetError } from '../../openapi/index.ts';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import { setErrorOf } from './errors.ts';
import type { MethodContext } from './method.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface SetArguments {
  readonly accountId: string;
  readonly ifInState?: string | null | undefined;
  readonly create?: Readonly<Record<string, Fields>> | null | undefined;
  readonly update?: Readonly<Record<string, Fields>> | null | undefined;
  readonly destroy?: readonly string[] | null | undefined;
}

export interface SetAnswer<T> {
  accountId: string;
  oldState: string | null;
  newState: string;
  created: Record<string, T> | null;
  updated: Record<string, T | null> | null;
  destroyed: string[] | null;
  notCreated: Record<string, SetError> | null;
  notUpdated: Record<string, SetError> | null;
  notDestroyed: Record<string, SetError> | null;
}

/**
 * Resolves ids in drafts and patches: `#creationId` of this call or of an earlier one.
 * @returns undefined where nothing was created under that name
 */
export type ResolveId = (idOrReference: string) => string | undefined;

/**
 * What a type does with one object. A refusal (`CoreError`) must come before the first write: it leaves the other objects standing, and nothing is rolled
 * back for it. Anything else that is thrown ends the whole unit.
 */
export interface SetHandlers {
  /** @returns `id` and whatever else the server set or changed */
  create(draft: Fields, resolve: ResolveId, creationId: string): Promise<{ id: string } & Fields>;
  /** @returns what changed beyond the patch, or null */
  update(id: string, patch: Fields, resolve: ResolveId): Promise<Fields | null>;
  destroy(id: string): Promise<void>;
}

export interface SetStates {
  /** The state before, read in the unit. */
  readonly oldState: string;
  /** Called last: the state after; the same where nothing changed. */
  newState(): string;
}

/** @throws CoreError stateMismatch (RFC 8620 §5.3, `ifInState`) */
export function checkState(ifInState: string | null | undefined, state: string): void {
  if (typeof ifInState === 'string' && ifInState !== state) {
    throw new CoreError('stateMismatch', `The state is ${state} now; look at what changed and try again.`, { state });
  }
}

/**
 * Creates, then updates, then destroys, one object after the other, each with an answer of its own; to be called inside the unit of work.
 * @throws CoreError stateMismatch
 */
export async function applySet<T = Record<string, unknown>>(ctx: MethodContext, args: SetArguments, states: SetStates, handlers: SetHandlers): Promise<SetAnswer<T>> {
  checkState(args.ifInState, states.oldState);
  const outcome = new SetOutcome<T>();
  // Creation ids of this call are kept apart: the unit may run again, or be rolled back.
  const createdHere = new Map<string, string>();
  const resolve: ResolveId = (id) => (id.startsWith('#') && createdHere.get(id.slice(1))) || ctx.request.resolveId(id);

  for (const [creationId, draft] of inOrderOfReference(args.create ?? {})) {
    await outcome.attempt(ctx, 'Created', creationId, async () => {
      const made = await handlers.create(draft, resolve, creationId);
      createdHere.set(creationId, made.id);
      outcome.created.set(creationId, made as T);
    });
  }

  const doomed = new Set((args.destroy ?? []).map((id) => resolve(id) ?? id));
  for (const [written, patch] of Object.entries(args.update ?? {})) {
    await outcome.attempt(ctx, 'Updated', written, async () => {
      const id = needResolved(resolve, written);
      if (doomed.has(id)) throw new CoreError('willDestroy', `The same call destroys ${id}.`);
      const changed = await handlers.update(id, patch, resolve);
      outcome.updated.set(id, changed as T | null);
    });
  }

  for (const written of new Set(args.destroy ?? [])) {
    await outcome.attempt(ctx, 'Destroyed', written, async () => {
      const id = needResolved(resolve, written);
      await handlers.destroy(id);
      outcome.destroyed.add(id);
    });
  }
  return { accountId: args.accountId, oldState: states.oldState, newState: states.newState(), ...outcome.lists() };
}

/** What became of each object of a /set, gathered one by one; also for those that work on many at once. */
export class SetOutcome<T> {
  readonly created = new Map<string, T>();
  readonly updated = new Map<string, T | null>();
  readonly destroyed = new Set<string>();
  readonly notCreated = new Map<string, SetError>();
  readonly notUpdated = new Map<string, SetError>();
  readonly notDestroyed = new Map<string, SetError>();

  /** Runs the work on one object; a refusal becomes its SetError. */
  async attempt(ctx: Context, kind: 'Created' | 'Updated' | 'Destroyed', key: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this[`not${kind}`].set(key, setErrorOf(ctx, error));
    }
  }

  lists(): Omit<SetAnswer<T>, 'accountId' | 'oldState' | 'newState'> {
    const record = <V>(map: ReadonlyMap<string, V>): Record<string, V> | null => (map.size === 0 ? null : Object.fromEntries(map));
    return {
      created: record(this.created),
      updated: record(this.updated),
      destroyed: this.destroyed.size === 0 ? null : [...this.destroyed],
      notCreated: record(this.notCreated),
      notUpdated: record(this.notUpdated),
      notDestroyed: record(this.notDestroyed),
    };
  }
}

/** An id or reference as an id. @throws CoreError notFound where the reference leads nowhere */
export function needResolved(resolve: ResolveId, idOrReference: string): string {
  const id = resolve(idOrReference);
  if (id === undefined) throw new CoreError('notFound', `Nothing was created as ${JSON.stringify(idOrReference.slice(0, 80))}.`);
  return id;
}

/** Drafts so that one that refers to another comes after it, however they were written; in a circle, as written. */
function inOrderOfReference(drafts: Readonly<Record<string, Fields>>): [string, Fields][] {
  const ordered: [string, Fields][] = [];
  const seen = new Set<string>();
  for (const start of Object.keys(drafts)) {
    // An explicit stack: a chain of a thousand drafts is allowed.
    const stack = [start];
    while (stack.length > 0) {
      const id = stack.at(-1) as string;
      const draft = drafts[id] as Fields;
      const open = seen.has(id) ? [] : references(draft).filter((other) => Object.hasOwn(drafts, other) && !seen.has(other));
      if (!seen.has(id)) seen.add(id);
      else {
        stack.pop();
        if (!ordered.some(([known]) => known === id)) ordered.push([id, draft]);
        continue;
      }
      stack.push(...open);
    }
  }
  return ordered;
}

/** Creation ids that a draft names: in its values, and as keys of its maps (`mailboxIds`). */
function references(draft: Fields): string[] {
  const found: string[] = [];
  for (const value of Object.values(draft)) {
    if (typeof value === 'string' && value.startsWith('#')) found.push(value.slice(1));
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const key of Object.keys(value)) if (key.startsWith('#')) found.push(key.slice(1));
    }
  }
  return found;
}
