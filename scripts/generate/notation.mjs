/**
 * The type notation of the JMAP documents (RFC 8620 §1.1) as JSON Schema: `String`, `Foo[]`, `Id[Foo]`, `…|null`,
 * and two of our own: `enum(a,b)` and `True` (the only value of a set's members).
 */

const primitives = {
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  Number: { type: 'number' },
  Object: { type: 'object', additionalProperties: true },
  Any: {},
  True: { const: true, type: 'boolean' },
};

/** @param {string} name @returns {{$ref: string}} */
export const reference = (name) => ({ $ref: `#/components/schemas/${name}` });

/**
 * @param {string} text for example `Id[MailboxRights]|null`
 * @returns {Record<string, unknown>} a JSON Schema (2020-12); named types become references
 */
export function parseType(text) {
  let at = 0;
  const fail = () => {
    throw new Error(`not a type: "${text}" (at ${at})`);
  };
  const union = () => {
    let schema = term();
    while (text.startsWith('|', at)) {
      at += 1;
      if (!text.startsWith('null', at)) fail();
      at += 4;
      schema = nullable(schema);
    }
    return schema;
  };
  const term = () => {
    const word = /^enum\(([^)]*)\)|^[A-Za-z]\w*/.exec(text.slice(at));
    if (!word) return fail();
    at += word[0].length;
    let schema =
      word[1] !== undefined
        ? { type: 'string', enum: word[1].split(',').map((value) => value.trim()) }
        : primitives[word[0]]
          ? { ...primitives[word[0]] }
          : reference(word[0]);
    while (text[at] === '[') {
      at += 1;
      if (text[at] === ']') {
        schema = { type: 'array', items: schema };
      } else {
        const keys = schema;
        const values = union();
        if (text[at] !== ']') fail();
        schema = { type: 'object', ...(keys.$ref ? { propertyNames: keys } : {}), additionalProperties: values };
      }
      at += 1;
    }
    return schema;
  };
  const schema = union();
  if (at !== text.length) fail();
  return schema;
}

/** @param {Record<string, any>} schema */
function nullable(schema) {
  if (schema.enum) return { ...schema, type: [schema.type, 'null'], enum: [...schema.enum, null] };
  if (typeof schema.type === 'string' && schema.const === undefined) return { ...schema, type: [schema.type, 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

/**
 * One property in short form: `Type (flag; flag=value) -- description`. Flags: `server-set`, `immutable`, or any JSON
 * Schema keyword with a JSON value (`default=false`, `minimum=1`).
 * @param {unknown} source the short form, or a map with `is` (a type) beside JSON Schema keywords, or a plain schema
 */
export function parseProperty(source) {
  if (typeof source !== 'string') return expandSchema(source);
  const parts = /^(\S(?:.*?\S)?)(?:\s+\(([^)]*=[^)]*|[a-z;\- ]+)\))?(?:\s+--\s+([\s\S]*))?$/.exec(source.trim());
  if (!parts) throw new Error(`not a property: "${source}"`);
  const schema = parseType(parts[1]);
  if (parts[3]) schema.description = parts[3].trim();
  for (const flag of (parts[2] ?? '').split(';').map((text) => text.trim())) {
    if (flag === '') continue;
    if (flag === 'server-set') schema['x-server-set'] = true;
    else if (flag === 'immutable') schema['x-immutable'] = true;
    else if (flag.includes('=')) {
      const [keyword, ...value] = flag.split('=');
      schema[keyword] = JSON.parse(value.join('='));
      if (keyword === 'minimum' || keyword === 'maximum') schema.type ??= 'integer';
    } else throw new Error(`unknown flag "${flag}" in "${source}"`);
  }
  return schema;
}

/**
 * Expands the short forms inside a schema: `is`, property strings, and `name?` for optional properties.
 * Every property without `?` is required, unless the schema says `partial: true` or lists `required` itself.
 */
export function expandSchema(source) {
  if (typeof source === 'string') return parseProperty(source);
  if (source === null || typeof source !== 'object' || Array.isArray(source)) return source;
  const { is, partial, properties, ...rest } = source;
  const schema = { ...(is ? parseType(is) : {}) };
  for (const [key, value] of Object.entries(rest)) {
    if (!/^\$?[A-Za-z-]+$/.test(key)) throw new Error(`not a keyword: "${key}" in ${JSON.stringify(source)}`);
    schema[key] = expandKeyword(key, value);
  }
  if (properties) {
    schema.type ??= 'object';
    const required = [];
    schema.properties = {};
    for (const [name, value] of Object.entries(properties)) {
      const optional = name.endsWith('?');
      const plain = optional ? name.slice(0, -1) : name;
      schema.properties[plain] = parseProperty(value);
      if (!optional) required.push(plain);
    }
    if (!partial && !schema.required && required.length) schema.required = required;
  }
  return schema;
}

function expandKeyword(key, value) {
  if (['items', 'additionalProperties', 'propertyNames', 'if', 'then', 'else', 'not', 'contains'].includes(key)) return expandSchema(value);
  if (['anyOf', 'oneOf', 'allOf', 'prefixItems'].includes(key)) return value.map(expandSchema);
  if (key === 'patternProperties') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, expandSchema(v)]));
  return value;
}
