/** The page of `/docs`: the whole reference in one file, without scripts and without any address but its own. */
import { answerOf, dataTypes, operationsByTag, propertyRows, restSchemas } from './reference-model.mjs';
import { rulesText, typeText } from './type-text.mjs';

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; inset-block-start: 0; block-size: 100vh; overflow: auto; padding: 1rem; border-inline-end: 1px solid var(--line); font-size: .875rem; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
nav a { display: block; padding: .125rem 0; text-decoration: none; overflow-wrap: anywhere; }
main { padding: 1rem 2rem 6rem; max-inline-size: 70rem; }
h2 { margin-block-start: 3rem; border-block-end: 1px solid var(--line); }
h3 { margin-block-start: 2.25rem; }
h2, h3, h4 { scroll-margin-block-start: 1rem; }
table { border-collapse: collapse; inline-size: 100%; margin-block: .5rem 1rem; }
th, td { text-align: start; vertical-align: top; padding: .375rem .625rem; border-block-end: 1px solid var(--line); overflow-wrap: anywhere; }
th { background: var(--soft); font-weight: 600; }
td:first-child { inline-size: 22%; }
code { font: .875em ui-monospace, monospace; background: var(--soft); padding: .0625rem .25rem; border-radius: .25rem; }
.verb { font-weight: 700; }
.quiet { opacity: .75; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; block-size: auto; border: 0; } main { padding: 1rem; } }
@media print { nav { display: none; } body { display: block; } }
`.trim();

/** @param {Record<string, any>} document @returns {string} */
export function htmlPage(document) {
  const tags = operationsByTag(document);
  const types = dataTypes(document);
  const rest = restSchemas(document);
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)} ${escape(document.info.version)}: reference</title>
<style>
${style}
</style>
</head>
<body>
<nav aria-label="Contents">
${navigation(tags, types)}
</nav>
<main>
<h1>${escape(document.info.title)}: reference</h1>
<p>${prose(document.info.description)} The same as a document for programs: <a href="/openapi.json">openapi.json</a>.</p>
<h2 id="sign-in-ways">Ways to sign in</h2>
${table(['Scheme', 'Meaning'], Object.entries(document.components.securitySchemes).map(([name, { description }]) => [`<code>${name}</code>`, prose(description)]))}
${tags.map((tag) => tagHtml(document, tag)).join('\n')}
<h2 id="rest-schemas">Schemas of the operations</h2>
${rest.map(({ name, schema }) => schemaHtml(3, name, schema)).join('\n')}
${types.map(dataTypeHtml).join('\n')}
</main>
</body>
</html>
`;
}

function navigation(tags, types) {
  const section = (heading, target, links) =>
    `<a href="#${target}"><strong>${escape(heading)}</strong></a>\n<ul>\n${links.map(([href, text]) => `<li><a href="#${href}">${escape(text)}</a></li>`).join('\n')}\n</ul>`;
  return [
    ...tags.map(({ name, operations }) => section(name, anchor(`tag-${name}`), operations.map(({ operation }) => [operation.operationId, operation.operationId]))),
    section('Schemas of the operations', 'rest-schemas', []),
    ...types.map(({ file, title, methods }) => section(title, `type-${file}`, methods.map(({ name }) => [anchor(name), name]))),
  ].join('\n');
}

function tagHtml(document, { name, description, operations }) {
  return `<h2 id="${anchor(`tag-${name}`)}">${escape(name)}</h2>\n<p>${prose(description)}</p>\n${operations.map((each) => operationHtml(document, each)).join('\n')}`;
}

function operationHtml(document, { path, verb, operation }) {
  const scopes = operation['x-scopes'];
  const access = !scopes ? 'Open to everyone.' : scopes.length ? `Scope ${scopes.map((scope) => `<code>${scope}</code>`).join(' or ')}.` : 'Any sign-in.';
  const parts = [
    `<h3 id="${operation.operationId}">${escape(operation.operationId)}</h3>`,
    `<p><code><span class="verb">${verb.toUpperCase()}</span> ${escape(path)}</code></p>`,
    `<p>${prose(operation.summary)}. ${prose(operation.description ?? '')} <span class="quiet">${access}</span></p>`,
  ];
  if (operation.parameters) {
    const rows = operation.parameters.map(({ name, in: place, required, schema, description }) => [
      `<code>${escape(name)}</code>${required ? '' : ' <span class="quiet">optional</span>'}`,
      place,
      typeHtml(schema),
      prose(description ?? ''),
    ]);
    parts.push(table(['Parameter', 'In', 'Type', 'Meaning'], rows));
  }
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
    parts.push(`<p>Body: ${typeHtml(schema)} <code>${escape(type)}</code></p>`);
  }
  const answers = Object.entries(operation.responses).map(([status, response]) => {
    const { description, content = {} } = answerOf(document, response);
    return [status, Object.entries(content).map(([type, { schema }]) => `${typeHtml(schema)} <code>${escape(type)}</code>`).join('<br>'), prose(description)];
  });
  parts.push(table(['Answer', 'Body', 'Meaning'], answers));
  return parts.join('\n');
}

function dataTypeHtml({ file, title, capability, rfc, description, schemas, methods }) {
  const parts = [
    `<h2 id="type-${file}">${escape(title)}</h2>`,
    `<p>${prose(description)} Capability <code>${escape(capability)}</code>. ${escape(rfc)}.</p>`,
    ...schemas.map(({ name, schema }) => schemaHtml(3, name, schema)),
  ];
  for (const { name, summary, rfc: section, parts: methodParts } of methods) {
    parts.push(`<h3 id="${anchor(name)}">${escape(name)}</h3>`, `<p>${prose(summary)} <span class="quiet">${escape(section)}</span></p>`);
    parts.push(...methodParts.map(({ name: part, schema }) => schemaHtml(4, part, schema)));
  }
  return parts.join('\n');
}

function schemaHtml(level, name, schema) {
  const rfc = schema['x-rfc'] ? ` <span class="quiet">${escape(schema['x-rfc'])}</span>` : '';
  const head = `<h${level} id="${anchor(`schema-${name}`)}">${escape(name)}</h${level}>\n<p>${prose(schema.description ?? '')}${rfc}</p>`;
  if (!schema.properties) return `${head}\n<p>${[typeHtml(schema), ...rulesText(schema).map(prose)].join('; ')}</p>`;
  const rows = propertyRows(schema).map(({ name: property, property: value, required }) => {
    const rules = [...(required ? ['required'] : []), ...rulesText(value)];
    const note = rules.length ? ` <span class="quiet">(${rules.map(prose).join('; ')})</span>` : '';
    return [`<code>${escape(property)}</code>`, typeHtml(value), `${prose(value.description ?? '')}${note}`];
  });
  return `${head}\n${table(['Property', 'Type', 'Meaning'], rows)}`;
}

/** The type's text is escaped first: names of schemas are plain words, so the links put in afterwards stay whole. */
function typeHtml(schema) {
  const names = [];
  const text = typeText(schema, (name) => `\uE000${names.push(name) - 1}\uE000`);
  return escape(text).replace(/\uE000(\d+)\uE000/g, (_all, index) => `<a href="#${anchor(`schema-${names[Number(index)]}`)}">${names[Number(index)]}</a>`);
}

const table = (head, rows) =>
  rows.length === 0
    ? ''
    : `<table>\n<thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead>\n<tbody>\n${rows
        .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
        .join('\n')}\n</tbody>\n</table>`;

const anchor = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const prose = (text) => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');
