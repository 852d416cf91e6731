import type { JmapMethodName, JmapMethods, SchemaName } from '../../openapi/index.ts';
import type { Context } from '../access/context.ts';
import type { RequestState } from './request-state.ts';

/** A method call that a method asks for in its turn. */
export interface FollowUp {
  readonly name: JmapMethodName;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The context of one method call: who acts, and what the request knows. */
export interface MethodContext extends Context {
  readonly request: RequestState;
  /**
   * Asks for an implicit call, as `onSuccessUpdateEmail` and `onSuccessDestroyOriginal` do: it runs after this method has
   * answered, its response follows under the same call id (RFC 8621 §7.5). Arguments are trusted: they are not validated again.
   */
  followUp<M extends JmapMethodName>(name: M, args: JmapMethods[M]['arguments']): void;
}

export type MethodHandler<M extends JmapMethodName> = (ctx: MethodContext, args: JmapMethods[M]['arguments']) => Promise<JmapMethods[M]['response']>;

/** A method as the engine holds it. */
export interface Method {
  readonly name: JmapMethodName;
  /** Schema of its arguments, as `Mailbox/get` → `MailboxGetArguments`. */
  readonly schema: SchemaName;
  readonly run: (ctx: MethodContext, args: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Defines a JMAP method. The engine has validated the arguments against the schema, resolved result references, and checked `maxObjectsInGet`,
 * `maxObjectsInSet`, sort properties and filter conditions; rights are the handler's. What it throws becomes a method-level error: a `CoreError` by
 * its mapping, a `JmapRefusal` by its type, anything else is logged and answered as `serverFail`.
 */
export function method<M extends JmapMethodName>(name: M, handler: MethodHandler<M>): Method {
  const [type = '', verb = ''] = name.split('/');
  return {
    name,
    schema: `${type}${verb.charAt(0).toUpperCase()}${verb.slice(1)}Arguments` as SchemaName,
    // The schema of the arguments is what `args` is typed by; both come from one source.
    run: handler as unknown as Method['run'],
  };
}
