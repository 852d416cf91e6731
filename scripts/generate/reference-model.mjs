/**
 * What the reference says, without saying it in Markdown or HTML: operations and data types in the order of the document.
 * Schemas of arguments, responses, filters and comparators are shown with their method, all others by themselves.
 */
const last = (ref) => ref.$ref.split('/').at(-1);

/** @param {Record<string, any>} document */
export function dataTypes(document) {
  const { schemas } = document.components;
  const shownWithMethods = new Set();
  for (const [name, method] of Object.entries(document['x-jmap-methods'])) {
    shownWithMethods.add(last(method.arguments)).add(last(method.response));
    if (method.standard === 'query') {
      const [type] = name.split('/');
      for (const suffix of ['Filter', 'FilterOperator', 'Comparator']) shownWithMethods.add(`${type}${suffix}`);
    }
  }
  return Object.entries(document['x-jmap-objects']).map(([file, entry]) => ({
    file,
    ...entry,
    schemas: entry.schemas.flatMap((name) => [name, `${name}Create`]).filter((name) => schemas[name]).map((name) => ({ name, schema: schemas[name] })),
    methods: entry.methods.map((name) => {
      const method = document['x-jmap-methods'][name];
      const [type] = name.split('/');
      const beside = method.standard === 'query' ? [`${type}Filter`, `${type}FilterOperator`, `${type}Comparator`] : [];
      return {
        name,
        ...method,
        parts: [last(method.arguments), last(method.response), ...beside].map((part) => ({ name: part, schema: schemas[part] })),
      };
    }),
  }));
}

/** @param {Record<string, any>} document @returns operations by tag, in the order of the tags */
export function operationsByTag(document) {
  const all = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([verb, operation]) => ({ path, verb, operation })));
  return document.tags
    .map((tag) => ({ ...tag, operations: all.filter(({ operation }) => operation.tags.includes(tag.name)) }))
    .filter(({ operations }) => operations.length > 0);
}

/** Schemas that only REST operations use, for the end of their page. */
export function restSchemas(document) {
  const jmap = new Set(dataTypes(document).flatMap(({ schemas, methods }) => [...schemas, ...methods.flatMap(({ parts }) => parts)].map(({ name }) => name)));
  return Object.entries(document.components.schemas)
    .filter(([name]) => !jmap.has(name))
    .map(([name, schema]) => ({ name, schema }));
}

/** A response of an operation with references followed. */
export function answerOf(document, response) {
  return response.$ref ? document.components.responses[last(response)] : response;
}

/** Rows of a table of properties. */
export function propertyRows(schema) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({ name, property, required: required.has(name) }));
}

/** Where each schema is shown: file of the data type, or null for the REST page. */
export function homes(document) {
  const places = new Map();
  for (const { file, schemas, methods } of dataTypes(document)) {
    for (const { name } of [...schemas, ...methods.flatMap(({ parts }) => parts)]) places.set(name, file);
  }
  return (name) => places.get(name) ?? null;
}
