import { type Context, hasScope } from '../access/index.ts';
import { CoreError } from '../client/errors.ts';
import type { PlainOperation, RestHandler, RestHandlers, RestServices } from './call.ts';
import { meOperations } from './operations/me.ts';
import { peopleOperations } from './operations/people.ts';
import { serverOperations } from './operations/server.ts';
import { allRoutes, matchRoute, readBodyOf, readQuery, type Route } from './routes.ts';

const handlers: RestHandlers = { ...meOperations, ...peopleOperations, ...serverOperations };

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

export interface RestDispatcher {
  /** @param path begins with `/api/v1/` @throws MethodNotAllowed; CoreError notFound */
  find(method: string, path: string): FoundRoute;
  /**
   * Checks rights and arguments, then runs an operation.
   * @throws CoreError notPermitted, invalidArguments, and what the operation throws
   */
  run(found: FoundRoute, ctx: Context, query: Readonly<Record<string, unknown>>, body: unknown): Promise<{ status: number; body: unknown }>;
}

/** REST without HTTP: the same for the web, the console's socket, and the command in its own process. */
export function createDispatcher(services: RestServices): RestDispatcher {
  const routes = allRoutes();
  return {
    find(method, path) {
      const match = matchRoute(routes, method, path);
      if (match.kind === 'method') throw new MethodNotAllowed(match.allowed);
      if (match.kind === 'none') throw new CoreError('notFound', 'There is nothing at this address.');
      return match;
    },
    async run({ route, path }, ctx, query, body) {
      checkScope(ctx, route);
      if (route.operation === 'signIn' || route.operation === 'signOut') throw new CoreError('notFound', 'Web sessions begin and end over HTTP.');
      const handler = handlers[route.operation satisfies PlainOperation] as RestHandler<PlainOperation>;
      const call = { ctx, services, path, query: readQuery(route, query), body: readBodyOf(route, body) };
      // The arguments have just been validated against the schemas that their types are made of.
      return { status: route.status, body: await handler(call as never) };
    },
  };
}

/** @throws CoreError notPermitted */
function checkScope(ctx: Context, { scopes }: Route): void {
  if (scopes === undefined || scopes.length === 0) return;
  if (scopes.includes('admin') && !ctx.principal.administrator) throw new CoreError('notPermitted', 'This is for administrators.');
  if (!scopes.some((scope) => hasScope(ctx, scope))) throw new CoreError('notPermitted', `This sign-in does not have the scope ${scopes.join(' or ')}.`);
}
