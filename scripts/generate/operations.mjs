/**
 * Expands the short form of REST operations: `query`, `headers`, `body`, `answers`, `scopes`.
 * Path parameters are taken from the address. Every operation may answer with problem details (RFC 9457).
 */
import { expandSchema, parseProperty } from './notation.mjs';

const verbs = ['get', 'put', 'post', 'patch', 'delete'];

export function expandOperations(paths, tag) {
  const expanded = {};
  for (const [path, item] of Object.entries(paths)) {
    expanded[path] = {};
    for (const verb of verbs) if (item[verb]) expanded[path][verb] = operation(path, item[verb], item.parameters ?? {}, tag);
  }
  return expanded;
}

function operation(path, source, pathParameters, tag) {
  const { query = {}, headers = {}, body, bodyType = 'application/json', answers, scopes, problems = true, ...rest } = source;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter('path', name, pathParameters[name] ?? 'String'));
  const parameters = [
    ...inPath,
    ...Object.entries(query).map(([name, value]) => parameter('query', name, value)),
    ...Object.entries(headers).map(([name, value]) => parameter('header', name, value)),
  ];
  return {
    tags: [tag],
    ...rest,
    ...(parameters.length ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { [bodyType]: { schema: expandSchema(body) } } } } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, value]) => [status, answer(value)])),
      ...(problems ? { default: { $ref: '#/components/responses/Problem' } } : {}),
    },
    security: scopes === undefined ? [] : [...bearers(scopes), { basic: [] }, { cookie: [] }],
    ...(scopes === undefined ? {} : { 'x-scopes': scopes }),
  };
}

/** One of the scopes is enough; without any, every token will do. */
const bearers = (scopes) => (scopes.length ? scopes.map((scope) => ({ bearer: [scope] })) : [{ bearer: [] }]);

function parameter(place, name, source) {
  const optional = name.endsWith('?');
  const { description, ...schema } = parseProperty(source);
  return {
    name: optional ? name.slice(0, -1) : name,
    in: place,
    required: !optional,
    ...(description ? { description } : {}),
    schema,
  };
}

/** `Type -- description`, `-- description` for no body, or the OpenAPI form as it is. */
function answer(source) {
  if (typeof source !== 'string') return source;
  const [type, description] = source.split(/\s*--\s+/);
  return {
    description: description ?? 'Done.',
    ...(type ? { content: { 'application/json': { schema: parseProperty(type) } } } : {}),
  };
}
