import type { Caller, Language } from '../client/index.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { fromId, toId } from '../ids.ts';

/** Who acts. One account per individual; its number is the principal's. */
export interface Principal {
  readonly id: number;
  readonly address: string;
  readonly name: string;
  readonly language: Language;
  readonly administrator: boolean;
}

/** What a token or app password may do; null is everything its principal may. */
export type Scope = 'mail' | 'mail:read' | 'account' | 'admin';

/** Each call runs in one (design §4): who, from where, through which protocol. */
export interface Context {
  readonly core: Core;
  readonly principal: Principal;
  readonly caller: Caller;
  readonly scopes: ReadonlySet<Scope> | null;
  /** Number of the web session, where the sign-in has one. */
  readonly sessionId: number | null;
  /** Number of the password, app password or token that it was made with, whatever the protocol; null or absent for web sessions and the console. */
  readonly credentialId?: number | null;
  /** Who acts in the principal's place, where it is somebody else: `console`. */
  readonly actingFor?: string;
}

/** May this sign-in do things of this scope? `mail` includes `mail:read`. */
export function hasScope(ctx: Context, scope: Scope): boolean {
  return ctx.scopes === null || ctx.scopes.has(scope) || (scope === 'mail:read' && ctx.scopes.has('mail'));
}

/**
 * The number of an account that the caller may use.
 * @throws CoreError accountNotFound (also for accounts that exist but are not theirs), notPermitted where the sign-in's scope is too narrow
 */
export function accountFor(ctx: Context, accountId: unknown, access: 'read' | 'write'): number {
  const account = fromId('account', accountId);
  if (account === undefined || account !== ctx.principal.id) {
    throw new CoreError('accountNotFound', `There is no account ${JSON.stringify(accountId)?.slice(0, 80)} that you can use; yours is ${toId('account', ctx.principal.id)}.`);
  }
  if (!hasScope(ctx, access === 'read' ? 'mail:read' : 'mail')) {
    throw new CoreError('notPermitted', access === 'read' ? 'This sign-in may not read mail.' : 'This sign-in may only read mail.');
  }
  return account;
}
