import { randomUUID } from 'node:crypto';
import type { MethodError, MethodErrorType, SetError, SetErrorType } from '../../openapi/index.ts';
import type { Context } from '../access/context.ts';
import { CoreError, isCoreError } from '../client/errors.ts';
import type { Language } from '../client/index.ts';
import { text, type TextKey } from '../shared/text.ts';

/** A method-level error that only JMAP knows (RFC 8620 §3.6.2); other refusals are `CoreError`s. */
export class JmapRefusal extends Error {
  override name = 'JmapRefusal';
  readonly type: MethodErrorType;
  readonly details: Readonly<Record<string, unknown>>;

  /** @param message a sentence in the language of the account */
  constructor(type: MethodErrorType, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.details = details;
  }
}

const methodErrorTypes: ReadonlySet<string> = new Set<MethodErrorType>([
  'serverUnavailable', 'serverFail', 'serverPartialFail', 'unknownMethod', 'invalidArguments', 'invalidResultReference', 'forbidden', 'accountNotFound',
  'accountNotSupportedByMethod', 'accountReadOnly', 'requestTooLarge', 'stateMismatch', 'fromAccountNotFound', 'fromAccountNotSupportedByMethod',
  'anchorNotFound', 'unsupportedSort', 'unsupportedFilter', 'cannotCalculateChanges', 'tooManyChanges',
]);

/** Details of a CoreError that a SetError may show, with the property's name there (RFC 8620 §5.3, RFC 8621 §4.6, §7.5). */
const setErrorDetails = ['properties', 'existingId', 'notFound', 'maxSize', 'maxRecipients', 'invalidRecipients'] as const;

/** A refusal's sentence for people: the precise English one where they read English, else a general one in their language. */
export function describe(language: Language, error: CoreError): string {
  return language === 'en' ? error.message : text(language, `error.${error.kind}` satisfies TextKey);
}

/** The arguments of an `error` response (RFC 8620 §3.6.2). What is no refusal of ours is logged and tells nothing but its incident. */
export function methodErrorOf(ctx: Context, name: string, error: unknown): MethodError {
  if (error instanceof JmapRefusal) return { type: error.type, description: error.message, ...error.details };
  if (isCoreError(error)) {
    const description = describe(ctx.principal.language, error);
    const named = error.details['arguments'];
    return { type: methodErrorType(error), description, ...(Array.isArray(named) ? { arguments: named as string[] } : {}) };
  }
  return { type: 'serverFail', description: faultDescription(ctx, error, { method: name }) };
}

function methodErrorType(error: CoreError): MethodErrorType {
  const { jmap, http } = error.mapping as { jmap: string; http: number };
  if (methodErrorTypes.has(jmap)) return jmap as MethodErrorType;
  // Errors that belong to one object, thrown for the call as a whole.
  if (http === 403) return 'forbidden';
  if (http === 413) return 'requestTooLarge';
  if (http === 429 || http === 503 || http === 507) return 'serverUnavailable';
  return 'invalidArguments';
}

/**
 * Why one object was not created, changed or destroyed (RFC 8620 §5.3). A fault of ours becomes a SetError too, so that the other objects of the call
 * get their answers.
 */
export function setErrorOf(ctx: Context, error: unknown): SetError {
  if (error instanceof JmapRefusal) return { type: error.type as unknown as SetErrorType, description: error.message };
  if (!isCoreError(error)) throw error;
  const details: Record<string, unknown> = {};
  for (const name of setErrorDetails) if (error.details[name] !== undefined) details[name] = error.details[name];
  return { type: setErrorType(error), description: describe(ctx.principal.language, error), ...details };
}

function setErrorType(error: CoreError): SetErrorType {
  const { jmap } = error.mapping;
  if (jmap === 'invalidArguments') return 'invalidProperties';
  if (jmap === 'accountNotFound') return 'notFound';
  return jmap as SetErrorType;
}

/** Logs a fault under a new incident id and gives the sentence that names it. Nothing internal is in it. */
export function faultDescription(ctx: Context, error: unknown, where: Readonly<Record<string, unknown>>): string {
  const incident = randomUUID().slice(0, 8);
  ctx.core.log.error({ err: error, incident, protocol: ctx.caller.protocol, ...where }, 'a call failed');
  return text(ctx.principal.language, 'error.fault', { incident });
}

/** @throws CoreError invalidArguments */
export function invalidArgument(argument: string, message: string): CoreError {
  return new CoreError('invalidArguments', `${argument} ${message}.`, { arguments: [argument] });
}
