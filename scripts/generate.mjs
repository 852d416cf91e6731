#!/usr/bin/env node
/**
 * Generates from `openapi/source/` everything that must agree with it: the document, the types, the reference pages.
 *
 *   node scripts/generate.mjs            writes what differs
 *   node scripts/generate.mjs --check    writes nothing; names what is stale and exits with 1
 *   … --source DIR --out DIR             other folders than `openapi/source` and the repository (used by tests)
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './generate/bundle.mjs';
import { documentJson } from './generate/document-json.mjs';
import { htmlPage } from './generate/html.mjs';
import { referencePages } from './generate/reference.mjs';
import { jmapModule, typesModule } from './generate/types.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, source: { type: 'string' }, out: { type: 'string' } },
});
const source = pathToFileURL(`${resolve(values.source ?? join(root, 'openapi/source'))}/`);
const out = resolve(values.out ?? root);

const document = bundle(source);
const files = {
  'openapi/generated/openapi.json': documentJson(document),
  'openapi/generated/types.ts': await typesModule(document),
  'openapi/generated/jmap.ts': jmapModule(document),
  'openapi/generated/docs.html': htmlPage(document),
  ...referencePages(document),
};

const stale = Object.keys(files).filter((name) => current(name) !== files[name]);
const leftOver = present().filter((name) => !(name in files));

if (values.check) {
  for (const name of stale) console.error(`stale: ${name}`);
  for (const name of leftOver) console.error(`no longer generated: ${name}`);
  if (stale.length + leftOver.length > 0) {
    console.error('Run `npm run generate` and commit the result.');
    process.exit(1);
  }
} else {
  for (const name of stale) {
    mkdirSync(dirname(join(out, name)), { recursive: true });
    writeFileSync(join(out, name), files[name]);
    console.log(`written: ${name}`);
  }
  for (const name of leftOver) {
    rmSync(join(out, name));
    console.log(`removed: ${name}`);
  }
}

function current(name) {
  try {
    return readFileSync(join(out, name), 'utf8');
  } catch {
    return null;
  }
}

/** What lies in the folders that hold nothing but generated files. */
function present() {
  return ['openapi/generated', 'docs/reference/jmap'].flatMap((folder) => {
    try {
      return readdirSync(join(out, folder)).map((name) => `${folder}/${name}`);
    } catch {
      return [];
    }
  });
}
