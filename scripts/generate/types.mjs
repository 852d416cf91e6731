/** TypeScript from the document: `types.ts` (openapi-typescript) and `jmap.ts` (one export per schema, the methods, the objects). */
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const notice = '// Generated from openapi/source by `npm run generate`: change the source, not this file.\n';

/** @param {Record<string, any>} document @returns {Promise<string>} */
export async function typesModule(document) {
  const withHeaders = new Set(
    Object.entries(document.components.schemas)
      .filter(([, schema]) => schema.patternProperties)
      .map(([name]) => `#/components/schemas/${name}`),
  );
  const nodes = await openapiTS(forTypes(document), {
    defaultNonNullable: false,
    silent: true,
    postTransform: (type, { path }) => (withHeaders.has(path) ? ts.factory.createIntersectionTypeNode([type, headerIndex()]) : undefined),
  });
  return notice + astToString(nodes);
}

/** `{ [property: `header:${string}`]: … }`: keeps `keyof Email` a list of names, which a plain index signature would not. */
function headerIndex() {
  const { factory } = ts;
  const key = factory.createTemplateLiteralType(factory.createTemplateHead('header:'), [
    factory.createTemplateLiteralTypeSpan(factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword), factory.createTemplateTail('')),
  ]);
  const value = factory.createUnionTypeNode([
    schemaType(factory, 'HeaderFormValue'),
    factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword),
  ]);
  return factory.createTypeLiteralNode([
    factory.createIndexSignature(undefined, [factory.createParameterDeclaration(undefined, undefined, 'property', undefined, key)], value),
  ]);
}

const schemaType = (factory, name) =>
  ['schemas', name].reduce(
    (type, index) => factory.createIndexedAccessTypeNode(type, factory.createLiteralTypeNode(factory.createStringLiteral(index))),
    factory.createTypeReferenceNode('components'),
  );

/** What TypeScript cannot say is taken out or put otherwise: patterns, conditions, rules for keys. */
function forTypes(schema) {
  if (Array.isArray(schema)) return schema.map(forTypes);
  if (schema === null || typeof schema !== 'object') return schema;
  const { patternProperties, propertyNames, readOnly, if: condition, then, else: otherwise, ...rest } = schema;
  if (condition && then && otherwise) return { description: rest.description, anyOf: [forTypes(then), forTypes(otherwise)] };
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, forTypes(value)]));
}

/** @param {Record<string, any>} document @returns {string} */
export function jmapModule(document) {
  const names = Object.keys(document.components.schemas);
  const methods = Object.entries(document['x-jmap-methods']);
  const last = (ref) => ref.$ref.split('/').at(-1);
  const lines = [notice, "import type { components } from './types.ts';", ''];
  for (const name of names) {
    lines.push(...comment(document.components.schemas[name]), `export type ${name} = components['schemas']['${name}'];`);
  }
  lines.push('', '/** Arguments and response of every method, by its name. */', 'export interface JmapMethods {');
  for (const [name, method] of methods) {
    lines.push(`  /** ${method.rfc} */`, `  '${name}': { arguments: ${last(method.arguments)}; response: ${last(method.response)} };`);
  }
  lines.push('}', '', 'export type JmapMethodName = keyof JmapMethods;', '');
  lines.push('/** Every method with the capability that a request must name in `using` (RFC 8620 §3.3), and its standard kind (§5), if it has one. */');
  lines.push('export const jmapMethods = {');
  for (const [name, { capability, standard }] of methods) {
    lines.push(`  '${name}': { capability: '${capability}', standard: ${standard ? `'${standard}'` : 'null'} },`);
  }
  lines.push('} as const satisfies Record<JmapMethodName, { capability: string; standard: string | null }>;', '');
  lines.push('/** Every data type with its properties: which of them only the server sets, and which never change (RFC 8620 §5.3). */');
  lines.push('export const jmapObjects = {');
  for (const file of Object.values(document['x-jmap-objects'])) {
    for (const name of file.objects) {
      const properties = Object.entries(document.components.schemas[name].properties);
      const having = (flag) => properties.filter(([, schema]) => schema[flag]).map(([property]) => property);
      lines.push(
        `  ${name}: {`,
        `    properties: ${list(properties.map(([property]) => property))},`,
        `    serverSet: ${list(having('x-server-set'))},`,
        `    immutable: ${list(having('x-immutable'))},`,
        '  },',
      );
    }
  }
  lines.push('} as const;', '');
  lines.push('export type JmapObjectName = keyof typeof jmapObjects;', '');
  return lines.join('\n');
}

const list = (names) => `[${names.map((name) => `'${name}'`).join(', ')}]`;
const comment = ({ description }) => (description ? [`/** ${description.replaceAll('*/', '').replace(/\s+/g, ' ').trim()} */`] : []);
