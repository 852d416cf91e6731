/**
 * JMAP calls (RFC 8620 §3). What is called within one turn goes out as one request, so that components ask for what they need without knowing of each other.
 */
import type { JmapMethodName, JmapMethods, ResultReference } from '../../openapi/generated/jmap.ts';
import { MethodFailed } from './errors.ts';
import { send } from './http.ts';

/** Arguments of which some may be taken from the answer of an earlier call: `{'#ids': query.ref('/ids')}`. */
export type Arguments<M extends JmapMethodName> = ReferencedArguments<JmapMethods[M]['arguments']>;
type ReferencedArguments<A> = { [K in keyof A as K extends string ? `#${K}` : never]?: ResultReference } & (A extends { accountId: infer I } ? Partial<A> & { accountId: I } : Partial<A>);

/** The answer of a call that is to come. */
export interface Call<M extends JmapMethodName> extends Promise<JmapMethods[M]['response']> {
  /** Stands for a part of the answer in a later call of the same turn. @param path JSON Pointer, `*` maps over an array */
  ref(path: string): ResultReference;
}

interface Waiting {
  readonly method: string;
  readonly args: object;
  readonly id: string;
  readonly resolve: (response: never) => void;
  readonly reject: (error: unknown) => void;
}

interface JmapResponse {
  readonly methodResponses: readonly [string, Record<string, unknown>, string][];
  readonly sessionState: string;
}

export interface ClientOptions {
  readonly apiUrl: string;
  /** Capabilities of the session: all are named in each request. */
  readonly using: readonly string[];
  readonly maxCallsInRequest: number;
  /** Called with each answer's session state: what one may use changes with it. */
  readonly onSessionState?: (state: string) => void;
}

/** Requests at the same time: the server takes 8 of an account, other tabs have theirs. */
const mostAtOnce = 4;

export class JmapClient {
  #options: ClientOptions;
  #waiting: Waiting[] = [];
  #lastId = 0;
  #running = 0;
  readonly #queue: (() => void)[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Other addresses or capabilities, after the session has changed. */
  configure(options: Partial<ClientOptions>): void {
    this.#options = { ...this.#options, ...options };
  }

  /** @throws (by rejection) MethodFailed, and what {@link send} throws, for all calls of the request */
  call<M extends JmapMethodName>(method: M, args: Arguments<M>): Call<M> {
    const id = `c${++this.#lastId}`;
    const { promise, resolve, reject } = withResolvers<JmapMethods[M]['response']>();
    // A call that is made for others to refer to is often awaited by nobody: they fail with it.
    promise.catch(() => {});
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    this.#waiting.push({ method, args, id, resolve: resolve as (response: never) => void, reject });
    return Object.assign(promise, { ref: (path: string): ResultReference => ({ resultOf: id, name: method, path }) });
  }

  /** Sends what has been called so far in a request of its own: what is called from here on must not wait for it, nor fail with it. */
  #flush(): void {
    const calls = this.#waiting;
    this.#waiting = [];
    for (const part of partsOf(calls, this.#options.maxCallsInRequest)) void this.#whenFree(() => this.#post(part));
  }

  async #whenFree(work: () => Promise<void>): Promise<void> {
    if (this.#running >= mostAtOnce) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#running += 1;
    try {
      await work();
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }

  async #post(calls: readonly Waiting[]): Promise<void> {
    let answer: JmapResponse;
    try {
      const json = { using: this.#options.using, methodCalls: calls.map(({ method, args, id }) => [method, args, id]) };
      answer = (await (await send(this.#options.apiUrl, { method: 'POST', json })).json()) as JmapResponse;
    } catch (error) {
      for (const { reject } of calls) reject(error);
      return;
    }
    const responses = new Map<string, [string, Record<string, unknown>]>();
    // Implicit calls (onSuccessUpdateEmail) answer under the same id: the first answer is the call's own.
    for (const [name, args, id] of answer.methodResponses) if (!responses.has(id)) responses.set(id, [name, args]);
    for (const call of calls) settle(call, responses.get(call.id));
    this.#options.onSessionState?.(answer.sessionState);
  }
}

function settle(call: Waiting, response: [string, Record<string, unknown>] | undefined): void {
  if (!response) {
    call.reject(new MethodFailed(call.method, 'serverFail', 'The server did not answer this call.'));
    return;
  }
  const [name, args] = response;
  if (name === 'error') call.reject(new MethodFailed(call.method, String(args['type']), args['description'] as string | undefined));
  else call.resolve(args as never);
}

/** Parts of at most `most` calls; a call is not parted from those before it that it refers to. */
function partsOf(calls: readonly Waiting[], most: number): Waiting[][] {
  const parts: Waiting[][] = [];
  let part: Waiting[] = [];
  for (const group of groupsOf(calls)) {
    if (part.length > 0 && part.length + group.length > most) {
      parts.push(part);
      part = [];
    }
    part.push(...group);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function groupsOf(calls: readonly Waiting[]): Waiting[][] {
  const groups: Waiting[][] = [];
  for (const call of calls) {
    const refersBack = Object.keys(call.args).some((key) => key.startsWith('#'));
    const last = groups.at(-1);
    if (refersBack && last) last.push(call);
    else groups.push([call]);
  }
  return groups;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
