/**
 * A JSON Schema back in the notation of the JMAP documents (`Id[Foo]|null`), for people to read.
 * @param {any} schema
 * @param {(name: string) => string} link how the name of another schema is shown
 * @returns {string}
 */
export function typeText(schema, link) {
  if (schema === undefined || schema === true) return 'Any';
  const text = (inner) => typeText(inner, link);
  if (schema.$ref) return link(schema.$ref.split('/').at(-1));
  if (schema.if && schema.then && schema.else) return `${text(schema.then)} or ${text(schema.else)}`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    const nullable = choices.some((choice) => choice.type === 'null');
    const rest = choices.filter((choice) => choice.type !== 'null').map(text);
    return `${rest.join(' or ')}${nullable ? '|null' : ''}`;
  }
  const types = [schema.type].flat().filter(Boolean);
  const suffix = types.includes('null') && types.length > 1 ? '|null' : '';
  const type = types.find((name) => name !== 'null') ?? types[0];
  if (schema.const !== undefined) return JSON.stringify(schema.const) + suffix;
  if (schema.enum) return schema.enum.filter((value) => value !== null).map((value) => JSON.stringify(value)).join(', ') + suffix;
  if (type === 'array') return (schema.prefixItems ? `[${schema.prefixItems.map(text).join(', ')}]` : `${text(schema.items)}[]`) + suffix;
  if (type === 'object') {
    if (schema.properties) return `Object${suffix}`;
    const values = schema.additionalProperties;
    if (!values || values === true) return `Object${suffix}`;
    return `${schema.propertyNames ? text(schema.propertyNames) : 'String'}[${text(values)}]${suffix}`;
  }
  const names = { string: 'String', integer: 'Int', number: 'Number', boolean: 'Boolean', null: 'null' };
  return type ? `${names[type]}${suffix}` : 'Any';
}

/** Bounds and forms of a value, in words. */
export function rulesText(schema) {
  const rules = [];
  const say = (keyword, words) => {
    if (schema[keyword] !== undefined) rules.push(words(schema[keyword]));
  };
  say('minimum', (value) => `at least ${value}`);
  say('maximum', (value) => `at most ${value}`);
  say('minLength', (value) => `at least ${value} characters`);
  say('maxLength', (value) => `at most ${value} characters`);
  say('minItems', (value) => `at least ${value} items`);
  say('maxItems', (value) => `at most ${value} items`);
  say('minProperties', (value) => `at least ${value} members`);
  say('pattern', (value) => `pattern \`${value}\``);
  if (schema.default !== undefined) rules.push(`default \`${JSON.stringify(schema.default)}\``);
  if (schema['x-server-set']) rules.push('set by the server');
  if (schema['x-immutable']) rules.push('never changes');
  return rules;
}
