import type { ServerResponse } from 'node:http';
import type { Context } from '../access/context.ts';

const contexts = new WeakMap<ServerResponse, Context>();

/** Remembers for whom an answer is made. */
export function keepContext(res: ServerResponse, ctx: Context): void {
  contexts.set(res, ctx);
}

/** For whom an answer is made; undefined where nobody has signed in. */
export function knownContext(res: ServerResponse): Context | undefined {
  return contexts.get(res);
}
