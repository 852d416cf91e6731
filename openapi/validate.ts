/**
 * Validators for every schema of the document, compiled at first use and kept (RFC 8620 §3.6.2: wrong arguments are told
 * by name; §5.3: wrong properties likewise).
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from './document.ts';
import type { Schema } from './document.ts';
import type { components } from './generated/types.ts';

export type SchemaName = keyof components['schemas'];

/** What is wrong where: property names joined by `/`, as a PatchObject writes them; empty for the value itself. */
export type Issue = { path: string; message: string };

/** Null, or what is wrong: the first thing found, so that the cost of a wrong value is bounded. */
export type Validate = (value: unknown) => Issue[] | null;

const document = 'messagerie';
const validators = new Map<string, Validate>();
let ajv: Ajv2020 | undefined;

/**
 * The validator of a component schema, for example `EmailQueryArguments`.
 * @throws Error if there is no such schema
 */
export function validator(name: SchemaName): Validate {
  return compiled(name, []);
}

/**
 * The validator of one property of a data type, for single values of a patch. Header-form properties of an Email are
 * found by their pattern.
 * @returns null if the type has no such property
 */
export function propertyValidator(name: SchemaName, property: string): Validate | null {
  const schema = schemaOf(name);
  if (Object.hasOwn(schema.properties ?? {}, property)) return compiled(name, ['properties', property]);
  for (const pattern of Object.keys(schema.patternProperties ?? {})) {
    if (expression(pattern).test(property)) return compiled(name, ['patternProperties', pattern]);
  }
  return null;
}

/**
 * Everything that is wrong with an object, one issue a property at most: what an `invalidProperties` SetError has to list.
 * @param name a schema with properties, for example `MailboxCreate`
 */
export function invalidProperties(name: SchemaName, object: Readonly<Record<string, unknown>>): Issue[] {
  const schema = schemaOf(name);
  const issues: Issue[] = [];
  for (const property of schema.required ?? []) {
    if (!Object.hasOwn(object, property)) issues.push({ path: property, message: 'is required' });
  }
  for (const [property, value] of Object.entries(object)) {
    const validate = propertyValidator(name, property);
    if (!validate) {
      if (schema.additionalProperties === false) issues.push({ path: property, message: 'is not known here' });
      continue;
    }
    const [first] = validate(value) ?? [];
    if (first) issues.push({ path: first.path ? `${property}/${first.path}` : property, message: first.message });
  }
  return issues;
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  let known = expressions.get(pattern);
  if (!known) expressions.set(pattern, (known = new RegExp(pattern, 'u')));
  return known;
}

function schemaOf(name: SchemaName): Schema {
  const schemas = openApiDocument().components.schemas;
  if (!Object.hasOwn(schemas, name)) throw new Error(`no schema ${name}`);
  return schemas[name];
}

function compiled(name: SchemaName, inside: string[]): Validate {
  const pointer = [name, ...inside].map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const known = validators.get(pointer);
  if (known) return known;
  schemaOf(name);
  let check: ValidateFunction | undefined;
  const validate: Validate = (value) => {
    check ??= instance().compile({ $ref: `${document}#/components/schemas/${encodeURI(pointer)}` });
    return check(value) ? null : (check.errors ?? []).slice(0, 1).map(issue);
  };
  validators.set(pointer, validate);
  return validate;
}

/** Strict, so that a keyword mistyped in a source fails here and does not silently allow everything. */
function instance(): Ajv2020 {
  if (ajv) return ajv;
  ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateSchema: false });
  ajv.addVocabulary(['openapi', 'info', 'tags', 'paths', 'components', 'x-jmap-methods', 'x-jmap-objects', 'x-rfc', 'x-server-set', 'x-immutable']);
  // These two only tell a reader what a string holds.
  ajv.addFormat('password', true);
  ajv.addFormat('binary', true);
  addFormats.default(ajv, ['date-time', 'date', 'uri', 'email']);
  ajv.addSchema(openApiDocument(), document);
  return ajv;
}

function issue(error: ErrorObject): Issue {
  const at = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const params: Record<string, unknown> = error.params;
  if (error.keyword === 'additionalProperties') return { path: [...at, String(params['additionalProperty'])].join('/'), message: 'is not known here' };
  if (error.keyword === 'required') return { path: [...at, String(params['missingProperty'])].join('/'), message: 'is required' };
  if (error.propertyName !== undefined) {
    return { path: [...at, error.propertyName].join('/'), message: 'is not a name that may stand here' };
  }
  return { path: at.join('/'), message: sentence(error, params) };
}

function sentence(error: ErrorObject, params: Record<string, unknown>): string {
  switch (error.keyword) {
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`;
    case 'type':
      return `must be ${[params['type']].flat().join(' or ')}`;
    case 'pattern':
    case 'format':
      return 'does not have the right form';
    default:
      return error.message ?? 'is not acceptable';
  }
}
