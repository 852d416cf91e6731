/** Reads `openapi/source/` and puts the OpenAPI 3.1 document together. Same sources, same bytes. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { expandSchema, reference } from './notation.mjs';
import { createSchema } from './create-schema.mjs';
import { expandOperations } from './operations.mjs';
import { headerProperties } from './header-forms.mjs';
import { comparatorSchema, filterSchemas, standardMethods } from './standard-methods.mjs';

/**
 * @param {URL} folder `openapi/source/`
 * @returns {Record<string, any>} the document, references resolved against `#/components/schemas`
 */
export function bundle(folder) {
  const { openapi, info, components, tags } = read(new URL('document.yaml', folder));
  const document = {
    openapi,
    info,
    tags,
    paths: {},
    components: { ...components, schemas: {} },
    'x-jmap-objects': {},
    'x-jmap-methods': {},
  };
  for (const file of yamlFiles(new URL('jmap/', folder))) addDataTypes(document, file.name, read(file.url));
  for (const file of yamlFiles(new URL('rest/', folder))) {
    const source = read(file.url);
    addSchemas(document, source.schemas ?? {}, file.name);
    Object.assign(document.paths, expandOperations(source.paths ?? {}, source.tag));
  }
  checkReferences(document);
  return document;
}

function addDataTypes(document, file, source) {
  const { title, capability, rfc, description, schemas = {}, objects = {}, methods = {} } = source;
  addSchemas(document, schemas, file);
  for (const [name, object] of Object.entries(objects)) {
    const { create, methods: objectMethods, ...schema } = object;
    addSchemas(document, { [name]: { required: ['id'], rfc, ...schema } }, file);
    const full = document.components.schemas[name];
    if (create) document.components.schemas[`${name}Create`] = createSchema(name, full, create);
  }
  for (const [name, source] of Object.entries(methods)) addMethod(document, name, { capability, rfc, ...source }, file);
  document['x-jmap-objects'][file] = {
    title,
    capability,
    rfc,
    description,
    schemas: [...Object.keys(objects), ...Object.keys(schemas)],
    objects: Object.keys(objects),
    methods: Object.keys(methods),
  };
}

function addSchemas(document, schemas, file) {
  for (const [name, source] of Object.entries(schemas)) {
    if (document.components.schemas[name]) throw new Error(`${file}: schema ${name} is there already`);
    const { rfc, headerForms, ...rest } = source;
    const schema = expandSchema(rest);
    if (rfc) schema['x-rfc'] = rfc;
    if (headerForms) schema.patternProperties = headerProperties();
    document.components.schemas[name] = schema;
  }
}

function addMethod(document, name, source, file) {
  const [type, verb] = name.split('/');
  const base = source.standard ? standardMethods[verb](type) : {};
  const prefix = `${type}${verb[0].toUpperCase()}${verb.slice(1)}`;
  const rfc = source.section ?? base.rfc ?? source.rfc;
  const summary = source.summary ?? base.summary;
  addSchemas(
    document,
    {
      [`${prefix}Arguments`]: {
        description: `Arguments of ${name} (${rfc}).`,
        additionalProperties: false,
        ...source.rules,
        ...propertiesOf(base.arguments, source.arguments),
      },
      [`${prefix}Response`]: {
        description: `Response of ${name} (${rfc}).`,
        ...source.answer,
        ...propertiesOf(base.response, source.response),
      },
    },
    file,
  );
  if (verb === 'query') {
    addSchemas(document, filterSchemas(type), file);
    addSchemas(document, comparatorSchema(type, source.comparator ?? {}), file);
  }
  document['x-jmap-methods'][name] = {
    summary,
    capability: source.capability,
    rfc,
    ...(source.standard ? { standard: verb } : {}),
    arguments: reference(`${prefix}Arguments`),
    response: reference(`${prefix}Response`),
  };
}

const propertiesOf = (base, additions) => (base || additions ? { properties: { ...base, ...additions } } : {});

/** Files of a folder in a fixed order: the order of the document does not follow the file system. */
const yamlFiles = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name: name.replace(/\.yaml$/, ''), url: new URL(name, folder) }));

function read(url) {
  try {
    const source = parse(readFileSync(url, 'utf8'), { strict: true, uniqueKeys: true });
    refuseStrayWords(source);
    return source;
  } catch (error) {
    throw new Error(`${url.pathname}: ${error.message}`);
  }
}

/** An unquoted comma in a YAML flow map makes keys without values out of words: refused, before half a sentence is published. */
function refuseStrayWords(value) {
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    if (child === null) throw new Error(`"${key}" has no value (a comma that wants quotes?)`);
    refuseStrayWords(child);
  }
}

/** A name that nothing defines would become `any` or an error far away: refused here, with the place. */
function checkReferences(document) {
  const walk = (value, path) => {
    if (value === null || typeof value !== 'object') return;
    if (typeof value.$ref === 'string') {
      const found = value.$ref
        .slice(2)
        .split('/')
        .reduce((node, key) => node?.[key], document);
      if (!found) throw new Error(`${path}: ${value.$ref} does not exist`);
    }
    for (const [key, child] of Object.entries(value)) walk(child, `${path}/${key}`);
  };
  walk(document, '#');
}
