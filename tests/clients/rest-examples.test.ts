/** docs/integrators.md: its programs run as they stand there, against a server. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs, program } from '../setup/programs.ts';
import { startTestServer, type TestServer } from '../setup/server.ts';
import { basic } from './agreement.ts';
import { run } from './run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/integrators.md'), 'utf8');

/** The code of a section, block after block. */
function example(heading: string, language: string): string {
  const start = page.indexOf(`\n## ${heading}\n`);
  const end = page.indexOf('\n## ', start + 1);
  const section = page.slice(start, end < 0 ? undefined : end);
  const blocks = [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code ?? '');
  if (start < 0 || blocks.length === 0) throw new Error(`docs/integrators.md has no ${language} under ${heading}`);
  return blocks.join('\n');
}

/** What a program prints; it must end well. */
async function ok(name: string, args: readonly string[], options: { cwd: string; env: Record<string, string> }): Promise<string> {
  const { code, out } = await run(name, args, options);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${out}`);
  return out;
}

eachDatabase((_, makeUrl) => {
  let server: TestServer;
  const folders: string[] = [];

  beforeAll(async () => {
    server = await startTestServer(makeUrl, { people: ['curl', 'typescript', 'python'] });
  });
  afterAll(async () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    await server?.stop();
  });

  /** An empty folder, and the environment that the page asks for. */
  async function place(person: string) {
    const folder = mkdtempSync(join(tmpdir(), 'messagerie-example-'));
    folders.push(folder);
    const answer = await fetch(`${server.http}/api/v1/me/tokens`, {
      method: 'POST', headers: { authorization: basic(`${person}@example.com`), 'content-type': 'application/json' }, body: JSON.stringify({ name: 'example', scopes: ['mail'] }),
    });
    const { token } = (await answer.json()) as { token: string };
    return { folder, env: { MESSAGERIE_URL: server.http, MESSAGERIE_TOKEN: token } };
  }

  needs('curl', 'python3')('with curl', () => {
    test('the curl example sends, lists, searches, reads and downloads', async () => {
      const { folder, env } = await place('curl');
      const out = await ok('bash', ['-euo', 'pipefail', '-c', example('curl', 'sh')], { cwd: folder, env });
      expect(out).toContain('"delivered":"yes"');
      expect(out.match(/"subject":"Facture n° 42"/g)?.length).toBeGreaterThanOrEqual(3);
      expect(out).toContain('"text":"Bonjour, voici la facture."');
      expect(readFileSync(join(folder, 'message.eml'), 'utf8')).toContain('MTAwIERBCg==');
    });
  });

  test('the TypeScript example compiles with the types that the server gives, and runs', async () => {
    const { folder, env } = await place('typescript');
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    writeFileSync(join(folder, 'invoice.ts'), example('TypeScript', 'ts'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { strict: true, target: 'es2022', module: 'nodenext', outDir: 'out', rewriteRelativeImportExtensions: true, erasableSyntaxOnly: true, skipLibCheck: true, types: ['node'] },
    }));
    await ok(process.execPath, [join(root, 'node_modules/openapi-typescript/bin/cli.js'), `${server.http}/openapi.json`, '-o', 'messagerie.ts'], { cwd: folder, env });
    await ok(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder, env });
    const out = await ok(process.execPath, ['out/invoice.js'], { cwd: folder, env });
    const sent = [...out.matchAll(/^sent (\S+) typescript@example\.com: yes$/gm)].map(([, id]) => id);
    expect([sent.length, new Set(sent).size]).toEqual([2, 1]);
    expect(out.match(/^listed .* typescript@example\.com Invoice 42$/gm)).toHaveLength(1);
    expect(out).toContain('read Invoice 42 Hello, here is the invoice. invoice.csv');
    expect(readFileSync(join(folder, 'invoice.csv'), 'utf8')).toBe('item;price\npaper;100\n');
  });

  needs('python3')('with Python', () => {
    test('the Python example sends, lists, searches and reads', async () => {
      const { folder, env } = await place('python');
      writeFileSync(join(folder, 'invoice.py'), example('Python', 'python'));
      const out = await ok(program('python3'), ['invoice.py'], { cwd: folder, env: { ...env, PYTHONIOENCODING: 'utf-8' } });
      expect(out).toMatch(/^sent \S+@\S+$/m);
      expect(out).toMatch(/^listed \S+ Facture 43 – فاتورة$/m);
      expect(out).toContain("read Facture 43 – فاتورة Bonjour, voici la facture. ['facture.txt']");
      expect(out).toMatch(/^bytes \d+ True$/m);
      expect(out).toMatch(/^unchanged$/m);
    });
  });
});
