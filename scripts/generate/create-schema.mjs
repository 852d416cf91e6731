/**
 * The schema of a new object, derived from the schema of the stored one (RFC 8620 §5.3): what only the server sets is
 * left out, ids may be references to objects created earlier in the request, and nothing unknown is taken.
 * @param {string} name @param {Record<string, any>} full @param {{required?: string[], omit?: string[]}} options
 */
export function createSchema(name, full, { required = [], omit = [] }) {
  const properties = {};
  for (const [property, schema] of Object.entries(full.properties)) {
    if (schema['x-server-set'] || omit.includes(property)) continue;
    properties[property] = withReferences(schema);
  }
  return {
    description: `A new ${name}, as a client writes it (RFC 8620 §5.3).`,
    type: 'object',
    additionalProperties: false,
    properties,
    ...(full.patternProperties ? { patternProperties: full.patternProperties } : {}),
    ...(required.length ? { required } : {}),
  };
}

const idPath = '#/components/schemas/Id';

function withReferences(schema) {
  if (Array.isArray(schema)) return schema.map(withReferences);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === '$ref' && value === idPath ? `${idPath}OrReference` : withReferences(value)]),
  );
}
