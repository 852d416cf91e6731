/** The reference in Markdown: `docs/reference/rest.md`, and one page per data type in `docs/reference/jmap/`. */
import { answerOf, dataTypes, homes, operationsByTag, propertyRows, restSchemas } from './reference-model.mjs';
import { rulesText, typeText } from './type-text.mjs';

const notice = '<!-- Generated from openapi/source by `npm run generate`: change the source, not this page. -->\n';

/** @param {Record<string, any>} document @returns {Record<string, string>} path in the repository to text */
export function referencePages(document) {
  const homeOf = homes(document);
  const pages = {};
  const types = dataTypes(document);
  const fromJmap = (name) => `[${name}](${homeOf(name) ? `${homeOf(name)}.md` : '../rest.md'}#${name.toLowerCase()})`;
  const fromRest = (name) => `[${name}](${homeOf(name) ? `jmap/${homeOf(name)}.md` : ''}#${name.toLowerCase()})`;
  for (const type of types) pages[`docs/reference/jmap/${type.file}.md`] = dataTypePage(type, fromJmap);
  pages['docs/reference/jmap/README.md'] = indexPage(types);
  pages['docs/reference/rest.md'] = restPage(document, fromRest);
  return pages;
}

function dataTypePage({ title, capability, rfc, description, schemas, methods }, link) {
  const lines = [notice, `# ${title}`, '', description, '', `Capability \`${capability}\`. ${rfc}.`, ''];
  for (const { name, schema } of schemas) lines.push(`## ${name}`, '', ...schemaText(schema, link));
  for (const { name, summary, rfc: section, parts } of methods) {
    lines.push(`## ${name}`, '', `${summary} ${section}.`, '');
    for (const { name: part, schema } of parts) lines.push(`### ${part}`, '', ...schemaText(schema, link));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function indexPage(types) {
  const lines = [notice, '# JMAP objects and methods', '', 'Types are written as in RFC 8620 §1.1. What a description calls an IMAP right is the one of RFC 4314.', ''];
  lines.push('| Data type | Capability | Methods |', '|---|---|---|');
  for (const { file, title, capability, methods } of types) {
    lines.push(`| [${title}](${file}.md) | \`${capability}\` | ${methods.map(({ name }) => `[${name}](${file}.md#${name.toLowerCase().replace('/', '')})`).join(', ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function restPage(document, link) {
  const lines = [notice, '# REST operations', '', document.info.description, ''];
  lines.push('Every operation may also answer with a [Problem](#problem).', '');
  for (const [name, scheme] of Object.entries(document.components.securitySchemes)) lines.push(`- **${name}**: ${scheme.description}`);
  lines.push('');
  for (const { name, description, operations } of operationsByTag(document)) {
    lines.push(`## ${name}`, '', description, '');
    for (const { path, verb, operation } of operations) lines.push(...operationText(document, path, verb, operation, link));
  }
  lines.push('## Schemas', '');
  for (const { name, schema } of restSchemas(document)) lines.push(`### ${name}`, '', ...schemaText(schema, link));
  return `${lines.join('\n').trimEnd()}\n`;
}

function operationText(document, path, verb, operation, link) {
  const lines = [`### ${operation.operationId}`, '', `\`${verb.toUpperCase()} ${path}\``, '', `${operation.summary}. ${operation.description ?? ''}`.trim(), ''];
  const scopes = operation['x-scopes'];
  if (!scopes) lines.push('Open to everyone.', '');
  else lines.push(scopes.length ? `Scope ${scopes.map((scope) => `\`${scope}\``).join(' or ')}.` : 'Any sign-in.', '');
  if (operation.parameters) {
    lines.push('| Parameter | In | Type | Meaning |', '|---|---|---|---|');
    for (const { name, in: place, required, schema, description } of operation.parameters) {
      lines.push(row([`\`${name}\`${required ? '' : ' (optional)'}`, place, typeText(schema, link), description ?? '']));
    }
    lines.push('');
  }
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) lines.push(`Body: ${typeText(schema, link)} (\`${type}\`)`, '');
  lines.push('| Answer | Body | Meaning |', '|---|---|---|');
  for (const [status, response] of Object.entries(operation.responses)) {
    const { description, content = {} } = answerOf(document, response);
    const bodies = Object.entries(content).map(([type, { schema }]) => `${typeText(schema, link)} (\`${type}\`)`);
    lines.push(row([status, bodies.join(', '), description]));
  }
  return [...lines, ''];
}

function schemaText(schema, link) {
  const lines = [`${schema.description ?? ''}${schema['x-rfc'] ? ` (${schema['x-rfc']})` : ''}`.trim(), ''];
  if (!schema.properties) return [...lines, [typeText(schema, link), ...rulesText(schema)].join('; '), ''];
  lines.push('| Property | Type | Meaning |', '|---|---|---|');
  for (const { name, property, required } of propertyRows(schema)) {
    const rules = [...(required ? ['required'] : []), ...rulesText(property)];
    lines.push(row([`\`${name}\``, typeText(property, link), [property.description, rules.length ? `(${rules.join('; ')})` : ''].filter(Boolean).join(' ')]));
  }
  return [...lines, ''];
}

/** A bar would end the cell, also inside code. */
const row = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
