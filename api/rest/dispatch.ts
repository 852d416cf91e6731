import { type Context, hasScope } from '../access/index.ts';
import { CoreError } from '../client/errors.ts';
import type { PlainOperation, RestHandler, RestHandlers, RestServices } from './call.ts';
import { attachmentOperations } from './operations/attachments.ts';
import { backupOperations } from './operations/backups.ts';
import { completionOperations } from './operations/completion.ts';
import { descriptionOperations } from './operations/description.ts';
import { groupOperations } from './operations/groups.ts';
import { imageOperations } from './operations/images.ts';
import { mailboxOperations } from './operations/mailboxes.ts';
import { meOperations } from './operations/me.ts';
import { messageOperations } from './operations/messages.ts';
import { peopleOperations } from './operations/people.ts';
import { preferencesOperations } from './operations/preferences.ts';
import { sendOperations } from './operations/send.ts';
import { serverOperations } from './operations/server.ts';
import { signInOperations } from './operations/sign-ins.ts';
import { unsubscribeOperations } from './operations/unsubscribe.ts';
import { newReply, type RawBody, type Reply } from './reply.ts';
import { allRoutes, matchRoute, readBodyOf, readHeaders, readQuery, type Route } from './routes.ts';

const handlers: RestHandlers = {
  ...completionOperations, ...mailboxOperations, ...messageOperations, ...preferencesOperations, ...sendOperations, ...signInOperations,
  ...meOperations, ...peopleOperations, ...groupOperations, ...serverOperations, ...backupOperations,
  ...descriptionOperations, ...imageOperations, ...attachmentOperations, ...unsubscribeOperations,
};

/** The address has other methods than this one. */
export class MethodNotAllowed extends Error {
  override name = 'MethodNotAllowed';
  readonly allowed: readonly string[];
  constructor(allowed: readonly string[]) {
    super(`This address takes ${allowed.join(', ')}.`);
    this.allowed = allowed;
  }
}

export interface FoundRoute {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

/** What only HTTP brings. */
export interface MoreOfRequest {
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly raw?: RawBody | undefined;
  /** Address of the server as the caller reaches it, without final slash. */
  readonly base?: string | undefined;
  /** Aborts when the caller has gone away. */
  readonly signal?: AbortSignal | undefined;
}

export interface RestOutcome {
  readonly status: number;
  /** Plain data; undefined for none. */
  readonly body: unknown;
  readonly reply: Reply;
}

export interface RestDispatcher {
  /** @param path begins with `/api/v1/` @throws MethodNotAllowed; CoreError notFound */
  find(method: string, path: string): FoundRoute;
  /**
   * Checks rights and arguments, then runs an operation.
   * @throws CoreError notPermitted, invalidArguments, and what the operation throws
   */
  run(found: FoundRoute, ctx: Context, query: Readonly<Record<string, unknown>>, body: unknown, more?: MoreOfRequest): Promise<RestOutcome>;
}

/** REST without HTTP: the same for the web, the console's socket, and the command in its own process. */
export function createDispatcher(services: RestServices): RestDispatcher {
  const { core } = services;
  const routes = allRoutes();
  return {
    find(method, path) {
      const match = matchRoute(routes, method, path);
      if (match.kind === 'method') throw new MethodNotAllowed(match.allowed);
      if (match.kind === 'none') throw new CoreError('notFound', 'There is nothing at this address.');
      return match;
    },
    async run({ route, path }, ctx, query, body, more = {}) {
      checkScope(ctx, route);
      if (route.operation === 'signIn' || route.operation === 'signOut') throw new CoreError('notFound', 'Web sessions begin and end over HTTP.');
      const handler = handlers[route.operation satisfies PlainOperation] as RestHandler<PlainOperation>;
      const { raw } = more;
      const reply = newReply();
      const call = {
        ctx, services, path, query: readQuery(route, query), body: raw ? undefined : readBodyOf(route, body), headers: readHeaders(route, more.headers ?? {}), raw, reply,
        signal: more.signal ?? new AbortController().signal, base: more.base ?? core.settings.publicUrl ?? `https://${core.settings.hostname}`,
      };
      // The arguments have just been validated against the schemas that their types are made of.
      const answer = await handler(call as never);
      return { status: route.status, body: answer, reply };
    },
  };
}

/** @throws CoreError notPermitted */
function checkScope(ctx: Context, { scopes }: Route): void {
  if (scopes === undefined || scopes.length === 0) return;
  // `admin` is worth something in an administrator's hands only; what is open to other scopes as well is open to everybody.
  const usable = ctx.principal.administrator ? scopes : scopes.filter((scope) => scope !== 'admin');
  if (usable.length === 0) throw new CoreError('notPermitted', 'This is for administrators.');
  if (!usable.some((scope) => hasScope(ctx, scope))) throw new CoreError('notPermitted', `This sign-in does not have the scope ${scopes.join(' or ')}.`);
}
