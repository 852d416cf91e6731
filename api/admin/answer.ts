import { randomUUID } from 'node:crypto';
import type { Caller } from '../client/index.ts';
import { isCoreError } from '../client/errors.ts';
import type { RestAnswer, RestRequest } from '../client/http.ts';
import type { Core } from '../core.ts';
import { RequestRefusal } from '../jmap/request-refusal.ts';
import { describe } from '../jmap/errors.ts';
import { MethodNotAllowed } from '../rest/dispatch.ts';
import type { RestDispatcher, RestServices } from '../rest/index.ts';
import { isTextKey, text, type TextLanguage } from '../shared/text.ts';

/** The console is on this machine, by a socket that only its owner may open. */
const consoleCaller: Caller = { protocol: 'console', remoteAddress: '', tls: false };

/** One request of the console, answered; refusals become problems (RFC 9457), in the command's own language. */
export async function answerConsole(services: RestServices, dispatcher: RestDispatcher, request: RestRequest): Promise<RestAnswer> {
  const { core, access } = services;
  try {
    const found = dispatcher.find(request.method, request.path);
    const ctx = await access.console(consoleCaller, request.person);
    return await dispatcher.run(found, ctx, request.query, request.body);
  } catch (error) {
    return problemAnswer(core, error);
  }
}

/** Any error as a problem; what is no refusal of ours is logged under an incident id, and nothing internal is told. */
export function problemAnswer(core: Core, error: unknown): RestAnswer {
  // The command speaks English; only there are the precise sentences, with what to type.
  const language = 'en';
  if (isCoreError(error)) {
    const { errors } = error.details;
    return problem(language, error.mapping.http, error.kind, describe(language, error), Array.isArray(errors) ? { errors } : {});
  }
  if (error instanceof MethodNotAllowed) return problem(language, 405, 'methodNotAllowed', text(language, 'http.method', { methods: error.allowed.join(', ') }));
  if (error instanceof RequestRefusal) return problem(language, error.status, error.kind, error.message);
  const incident = randomUUID().slice(0, 8);
  core.log.error({ err: error, incident, protocol: 'console' }, 'a call from the console failed');
  return problem(language, 500, 'fault', text(language, 'error.fault', { incident }));
}

function problem(language: TextLanguage, status: number, code: string, detail: string, members: object = {}): RestAnswer {
  const key = `problem.${status}`;
  const title = text(language, isTextKey(key) ? key : status < 500 ? 'problem.400' : 'problem.500');
  return { status, body: { type: 'about:blank', title, status, detail, code, ...members } };
}
