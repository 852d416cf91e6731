/** JMAP requests (RFC 8620 §3): a list of method calls, worked through in order, one answer or more for each. */
import { jmapMethods, validator, type JmapMethodName, type JmapMethods, type Response } from '../../openapi/index.ts';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import { isTextKey, text } from '../shared/text.ts';
import { checkCallSize } from './call-size.ts';
import { JmapRefusal, methodErrorOf } from './errors.ts';
import type { FollowUp, Method, MethodContext } from './method.ts';
import { methods } from './methods/index.ts';
import { checkQuery } from './query-arguments.ts';
import { RequestRefusal } from './request-refusal.ts';
import { requestState, type RequestState } from './request-state.ts';
import { resolveReferences } from './result-reference.ts';
import { announcedCapabilities, sessionState } from './session.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Invocation = [string, Arguments, string];

/** Implicit calls of implicit calls end here; the RFCs have one level. */
const deepestFollowUp = 4;

/** The methods of a server, and the capabilities that follow from them: a capability is announced once one of its methods is there. */
export interface Registry {
  find(name: string): Method | undefined;
  readonly capabilities: ReadonlySet<string>;
}

export function registryOf(known: readonly Method[]): Registry {
  const byName = new Map<string, Method>(known.map((one) => [one.name, one]));
  return { find: (name) => byName.get(name), capabilities: announcedCapabilities(known.map((one) => jmapMethods[one.name].capability)) };
}

let standard: Registry | undefined;

/** All methods of this server. Built at first use: method files and this one refer to each other. */
export function standardRegistry(): Registry {
  standard ??= registryOf(methods);
  return standard;
}

/**
 * Runs a request that has been read from JSON.
 * @throws RequestRefusal notRequest, unknownCapability, limit; the errors of single calls are in the response
 */
export async function processRequest(ctx: Context, body: unknown, registry: Registry = standardRegistry()): Promise<Response> {
  const language = ctx.principal.language;
  const [issue] = validator('Request')(body) ?? [];
  if (issue) throw new RequestRefusal('notRequest', 400, text(language, 'request.notRequest', { where: issue.path || '/', problem: issueText(ctx, issue) }));
  const request = body as { using: string[]; methodCalls: Invocation[]; createdIds?: Record<string, string> };
  const unknown = request.using.find((capability) => !registry.capabilities.has(capability));
  if (unknown !== undefined) {
    throw new RequestRefusal('unknownCapability', 400, text(language, 'request.unknownCapability', { capability: unknown.slice(0, 200) }));
  }
  const { maxCallsInRequest } = ctx.core.limits;
  if (request.methodCalls.length > maxCallsInRequest) {
    throw new RequestRefusal('limit', 400, text(language, 'request.tooManyCalls', { limit: maxCallsInRequest }), 'maxCallsInRequest');
  }

  const using = new Set(request.using);
  const state = requestState(request.createdIds, using);
  const responses: Invocation[] = [];
  // Result references copy what earlier calls answered: all of them together may give no more than a request may bring.
  const budget = { left: ctx.core.limits.maxSizeRequest };
  for (const [name, written, callId] of request.methodCalls) {
    try {
      const found = usableMethod(ctx, registry, name, using);
      const args = resolveReferences(language, written, responses, budget);
      checkArguments(ctx, found, args);
      await runCall({ ctx, registry, state, responses, callId }, found, args);
    } catch (error) {
      responses.push(['error', methodErrorOf(ctx, name, error), callId]);
    }
  }
  return {
    methodResponses: responses,
    ...(request.createdIds === undefined ? {} : { createdIds: Object.fromEntries(state.createdIds) }),
    sessionState: await sessionState(ctx, registry.capabilities),
  };
}

/**
 * One method in process (design §4, client): the same handler and the same rights, without JSON and without validation. Its implicit calls run too;
 * their answers are dropped.
 * @throws CoreError, or JmapRefusal where only JMAP knows the error
 */
export async function callMethod<M extends JmapMethodName>(
  ctx: Context,
  name: M,
  args: JmapMethods[M]['arguments'],
  registry: Registry = standardRegistry(),
): Promise<JmapMethods[M]['response']> {
  const found = registry.find(name);
  if (!found) throw new CoreError('unknownMethod', `There is no method ${name}.`);
  checkCallSize(ctx, name, args as Arguments);
  const responses: Invocation[] = [];
  await runCall({ ctx, registry, state: requestState(), responses, callId: '0' }, found, args as Arguments);
  return responses[0]?.[1] as JmapMethods[M]['response'];
}

interface Run {
  readonly ctx: Context;
  readonly registry: Registry;
  readonly state: RequestState;
  readonly responses: Invocation[];
  readonly callId: string;
}

async function runCall(run: Run, found: Method, args: Arguments, depth = 0): Promise<void> {
  const { ctx, registry, state, responses, callId } = run;
  const followUps: FollowUp[] = [];
  const methodCtx: MethodContext = {
    ...ctx,
    request: state,
    followUp: (name, implied) => void followUps.push({ name, args: implied as Arguments }),
  };
  const response = await found.run(methodCtx, args);
  rememberCreated(state, response);
  responses.push([found.name, response, callId]);
  for (const { name, args: implied } of followUps) {
    try {
      const next = registry.find(name);
      if (!next || depth >= deepestFollowUp) throw new Error(`implicit call of ${name} cannot run`);
      await runCall(run, next, implied, depth + 1);
    } catch (error) {
      responses.push(['error', methodErrorOf(ctx, name, error), callId]);
    }
  }
}

/** Creation ids become known with the answer that has them: a unit of work that was rolled back leaves none behind. */
function rememberCreated(state: RequestState, response: Arguments): void {
  const { created } = response;
  // In /changes, `created` is a list.
  if (typeof created !== 'object' || created === null || Array.isArray(created)) return;
  for (const [creationId, object] of Object.entries(created as Record<string, { id?: unknown } | null>)) {
    if (typeof object?.id === 'string') state.createdIds.set(creationId, object.id);
  }
}

/** A method whose capability is not in `using` is as unknown as one that does not exist (RFC 8620 §3.3). */
function usableMethod(ctx: Context, registry: Registry, name: string, using: ReadonlySet<string>): Method {
  const found = registry.find(name);
  const language = ctx.principal.language;
  const shown = name.slice(0, 100);
  if (!found) throw new JmapRefusal('unknownMethod', text(language, 'method.unknown', { method: shown }));
  const { capability } = jmapMethods[found.name];
  if (!using.has(capability)) throw new JmapRefusal('unknownMethod', text(language, 'method.capabilityNotUsed', { method: shown, capability }));
  return found;
}

function checkArguments(ctx: Context, found: Method, args: Arguments): void {
  checkQuery(ctx, found.name, args);
  const [issue] = validator(found.schema)(args) ?? [];
  if (issue) {
    const [argument = ''] = issue.path.split('/');
    throw new JmapRefusal('invalidArguments', text(ctx.principal.language, 'method.invalidArgument', { argument: issue.path, problem: issueText(ctx, issue) }), {
      arguments: argument === '' ? [] : [argument],
    });
  }
  checkCallSize(ctx, found.name, args);
}

/** What a validator found, in the language of the account. */
function issueText(ctx: Context, issue: { message: string }): string {
  const { language } = ctx.principal;
  if (language === 'en') return issue.message;
  const key = `issue.${issue.message}`;
  return text(language, isTextKey(key) ? key : 'issue.other');
}
