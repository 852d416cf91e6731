import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../../scripts/generate/bundle.mjs';
import { parseProperty, parseType } from '../../../scripts/generate/notation.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const generate = (...args: string[]) => spawnSync(process.execPath, [join(root, 'scripts/generate.mjs'), ...args], { encoding: 'utf8' });

describe('generating', () => {
  let folder: string;
  let source: string;
  let out: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'messagerie-generate-'));
    source = join(folder, 'source');
    out = join(folder, 'out');
    cpSync(join(root, 'openapi/source'), source, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const check = () => generate('--check', '--source', source, '--out', out);

  test('what is in the repository is what the source gives, byte for byte', () => {
    const run = generate('--check');
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });

  test('the same source gives the same bytes, and a second run writes nothing', () => {
    expect(generate('--source', source, '--out', out).status).toBe(0);
    for (const name of readdirSync(join(out, 'openapi/generated'))) {
      expect(readFileSync(join(out, 'openapi/generated', name), 'utf8')).toBe(readFileSync(join(root, 'openapi/generated', name), 'utf8'));
    }
    expect(generate('--source', source, '--out', out).stdout).toBe('');
    expect(check().status).toBe(0);
  });

  test('--check names a file that was changed by hand, and one that nothing generates', () => {
    writeFileSync(join(out, 'openapi/generated/jmap.ts'), 'export {};\n');
    writeFileSync(join(out, 'docs/reference/jmap/old.md'), 'old\n');
    const run = check();
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('stale: openapi/generated/jmap.ts');
    expect(run.stderr).toContain('no longer generated: docs/reference/jmap/old.md');
    expect(run.stderr).not.toContain('types.ts');
    generate('--source', source, '--out', out);
    expect(check().status).toBe(0);
  });

  test('--check notices a changed source in everything made from it', () => {
    const file = join(source, 'jmap/thread.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('    properties:\n', '    properties:\n      isMuted: Boolean -- Whether it is quiet.\n'));
    const run = check();
    writeFileSync(file, text);
    expect(run.status).toBe(1);
    for (const name of ['openapi/generated/openapi.json', 'openapi/generated/types.ts', 'openapi/generated/jmap.ts', 'openapi/generated/docs.html', 'docs/reference/jmap/thread.md']) {
      expect(run.stderr).toContain(`stale: ${name}`);
    }
  });

  test.each([
    ['a type that does not exist', 'Bolean -- x', 'Bolean does not exist'],
    ['a word after a stray comma', '{ is: Boolean, description: one, two }', 'has no value'],
    ['a flag that does not exist', 'Boolean (sever-set) -- x', 'unknown flag'],
  ])('a source with %s is refused by name', (_what, wrong, message) => {
    const file = join(source, 'jmap/thread.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('    properties:\n', `    properties:\n      isMuted: ${wrong}\n`));
    try {
      expect(() => bundle(pathToFileURL(`${source}/`))).toThrow(message);
    } finally {
      writeFileSync(file, text);
    }
  });
});

describe('RFC 8620 §1.1: the notation of types', () => {
  test.each([
    ['String', { type: 'string' }],
    ['String|null', { type: ['string', 'null'] }],
    ['Id', { $ref: '#/components/schemas/Id' }],
    ['Id[]|null', { type: ['array', 'null'], items: { $ref: '#/components/schemas/Id' } }],
    ['String[Boolean]', { type: 'object', additionalProperties: { type: 'boolean' } }],
    [
      'Id[Foo|null]',
      { type: 'object', propertyNames: { $ref: '#/components/schemas/Id' }, additionalProperties: { anyOf: [{ $ref: '#/components/schemas/Foo' }, { type: 'null' }] } },
    ],
    ['enum(a, b)|null', { type: ['string', 'null'], enum: ['a', 'b', null] }],
  ])('%s', (text, schema) => {
    expect(parseType(text)).toEqual(schema);
  });

  test.each(['', 'String[', 'Id[]]', 'String|nil', '[]'])('"%s" is no type', (text) => {
    expect(() => parseType(text)).toThrow('not a type');
  });

  test('flags and description of a property', () => {
    expect(parseProperty('UnsignedInt (server-set; maximum=9) -- How many (at most).')).toEqual({
      $ref: '#/components/schemas/UnsignedInt',
      type: 'integer',
      maximum: 9,
      'x-server-set': true,
      description: 'How many (at most).',
    });
  });
});
