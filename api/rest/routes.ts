import { openApiDocument, type SchemaName, validator } from '../../openapi/index.ts';
import type { Scope } from '../access/index.ts';
import { CoreError } from '../client/errors.ts';
import { type RestOperation, restOperations } from '../client/rest-operations.ts';

interface Parameter {
  readonly name: string;
  readonly isNumber: boolean;
  readonly isRequired: boolean;
  /** Throws nothing; what is wrong, if anything. */
  readonly problem: (value: unknown) => string | null;
}

/** An operation as the document describes it. */
export interface Route {
  readonly operation: RestOperation;
  readonly method: string;
  /** Segments after `/api/v1`; a parameter is `{name}`. */
  readonly segments: readonly string[];
  /** One of them is needed; empty: whoever is signed in. Undefined: open to all. */
  readonly scopes: readonly Scope[] | undefined;
  readonly query: readonly Parameter[];
  /** Header fields, by their names in lower case. */
  readonly headers: readonly Parameter[];
  readonly body: SchemaName | undefined;
  /** Media types of bodies that are read as they are, not as JSON. */
  readonly rawTypes: readonly string[];
  /** The status where all is well. */
  readonly status: number;
}

interface DocumentOperation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: { readonly $ref?: string; readonly type?: string } }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>> };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-scopes'?: readonly Scope[];
  readonly security?: readonly unknown[];
}

const prefix = '/api/v1/';

const nameOf = (reference: string): SchemaName => reference.slice('#/components/schemas/'.length) as SchemaName;

/** All operations, read from the document at the first use. */
export function allRoutes(): readonly Route[] {
  const { paths } = openApiDocument();
  return Object.entries(restOperations).map(([operation, [method, path]]) => {
    const described = paths[path]?.[method.toLowerCase()] as DocumentOperation;
    const body = described.requestBody?.content['application/json']?.schema.$ref;
    return {
      operation: operation as RestOperation,
      method,
      segments: path.slice(prefix.length).split('/'),
      scopes: described['x-scopes'] ?? (described.security?.length === 0 ? undefined : []),
      query: parametersIn('query', described),
      headers: parametersIn('header', described).map((parameter) => ({ ...parameter, name: parameter.name.toLowerCase() })),
      body: body === undefined ? undefined : nameOf(body),
      rawTypes: Object.keys(described.requestBody?.content ?? {}).filter((type) => type !== 'application/json'),
      status: Number(Object.keys(described.responses).find((status) => status.startsWith('2')) ?? 200),
    };
  });
}

function parametersIn(place: string, described: DocumentOperation): Parameter[] {
  const { components } = openApiDocument();
  return (described.parameters ?? []).filter((parameter) => parameter.in === place).map(({ name, schema, required = false }) => {
    const schemaName = schema.$ref === undefined ? undefined : nameOf(schema.$ref);
    const type = schemaName === undefined ? schema.type : components.schemas[schemaName]['type'];
    const validate = schemaName === undefined ? undefined : validator(schemaName);
    return { name, isNumber: type === 'integer', isRequired: required, problem: (value: unknown) => validate?.(value)?.[0]?.message ?? null };
  });
}

export type Match =
  | { readonly kind: 'found'; readonly route: Route; readonly path: Readonly<Record<string, string>> }
  /** Another method would do. */
  | { readonly kind: 'method'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' };

/** The operation that a request means. @param path beginning with `/api/v1/`, percent-encoded @throws CoreError invalidArguments */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  if (!path.startsWith(prefix)) return { kind: 'none' };
  const segments = path.slice(prefix.length).split('/').map(decodeSegment);
  const allowed: string[] = [];
  for (const route of routes) {
    const parameters = matchSegments(route.segments, segments);
    if (!parameters) continue;
    if (route.method === method || (method === 'HEAD' && route.method === 'GET')) return { kind: 'found', route, path: parameters };
    allowed.push(route.method);
  }
  return allowed.length > 0 ? { kind: 'method', allowed } : { kind: 'none' };
}

function matchSegments(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, expected] of template.entries()) {
    const segment = segments[i] ?? '';
    if (expected.startsWith('{')) {
      if (segment === '') return undefined;
      parameters[expected.slice(1, -1)] = segment;
    } else if (expected !== segment) {
      return undefined;
    }
  }
  return parameters;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new CoreError('invalidArguments', 'The path holds a % that is not followed by two hexadecimal digits.');
  }
}

/** The query's values by the document. @throws CoreError invalidArguments with what is wrong where */
export function readQuery(route: Route, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, raw] of Object.entries(query)) {
    const parameter = route.query.find((known) => known.name === name);
    if (!parameter) throw invalid(name, route.query.length === 0 ? 'is not known here' : `is not known here; known are ${route.query.map((known) => known.name).join(', ')}`);
    if (typeof raw !== 'string') throw invalid(name, 'stands there more than once');
    const value = parameter.isNumber && /^-?\d{1,15}$/.test(raw) ? Number(raw) : raw;
    const problem = parameter.problem(value);
    if (problem !== null) throw invalid(name, problem);
    read[name] = value;
  }
  const missing = route.query.find(({ name, isRequired }) => isRequired && read[name] === undefined);
  if (missing) throw invalid(missing.name, 'is missing');
  return read;
}

/** Those header fields that the operation knows. @throws CoreError invalidArguments with what is wrong where */
export function readHeaders(route: Route, headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const { name, problem } of route.headers) {
    const value = headers[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') throw invalid(name, 'stands there more than once');
    const wrong = problem(value);
    if (wrong !== null) throw invalid(name, wrong);
    read[name] = value;
  }
  return read;
}

/** The body by the document; one that may be left out is then empty. @throws CoreError invalidArguments with what is wrong where */
export function readBodyOf(route: Route, body: unknown): unknown {
  if (route.body === undefined) return undefined;
  const value = body === undefined ? {} : body;
  const issues = validator(route.body)(value);
  if (!issues) return value;
  const [first] = issues;
  throw invalid(first?.path ?? '', first?.message ?? 'is not acceptable');
}

function invalid(path: string, message: string): CoreError {
  return new CoreError('invalidArguments', path === '' ? `The body ${message}.` : `${path} ${message}.`, { errors: [{ path, message }] });
}
