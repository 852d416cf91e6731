import type { Protocol } from '../client/index.ts';
import type { Context } from './context.ts';

/** Who did something, as the audit trail remembers it. */
export interface Actor {
  /** An address; `console` and `server` are not people. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly remoteAddress: string | null;
}

/** What the server does by itself. */
export const serverActor: Actor = { name: 'server', protocol: 'internal', remoteAddress: null };

export function actorOf(ctx: Context): Actor {
  return { name: ctx.actingFor ?? ctx.principal.address, protocol: ctx.caller.protocol, remoteAddress: ctx.caller.remoteAddress };
}
