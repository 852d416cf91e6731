/** The rooms of the house: `npm run lint` refuses an import that crosses them (biome.json, `overrides`). */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

/** Lints planted files under our configuration, in a folder of their own. Returns those whose imports were refused, sorted. */
async function refusedOf(files: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'messagerie-layers-'));
  try {
    for (const name of ['biome.json', 'package.json']) await cp(join(root, name), join(folder, name));
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    const report = await lint(folder);
    if (report.summary.unchanged + report.summary.changed < Object.keys(files).length) throw new Error('not every planted file was linted');
    const refused = report.diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports');
    return [...new Set(refused.map(({ location }) => location.path))].sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Report {
  summary: { changed: number; unchanged: number };
  diagnostics: { category: string; location: { path: string } }[];
}

async function lint(folder: string): Promise<Report> {
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  // With something refused, the exit code is 1 and the report is there all the same.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as Report;
}

/** One file beside `path` for each import, so that each is judged by itself. */
function plant(path: string, specifiers: string[]): Record<string, string> {
  return Object.fromEntries(
    specifiers.map((specifier, n) => [path.replace('.ts', `-${n}.ts`), `import { thing } from '${specifier}';\nthing();\n`]),
  );
}

const refused: [string, string[]][] = [
  ['openapi/types.ts', ['../db/index.ts', '../api/errors.ts', '../shims/imap/index.ts', '../cli/index.ts', '../server.ts', 'typeorm']],
  ['db/blobs/segments.ts', ['../../api/errors.ts', '../../shims/imap/index.ts', '../../cli/index.ts', '../../tests/setup/databases.ts']],
  ['api/jmap/methods/email.ts', ['../../../shims/imap/index.ts', '../../../cli/index.ts', 'typeorm', 'better-sqlite3', 'mysql2/promise']],
  [
    'shims/imap/commands/store.ts',
    [
      '../../../db/index.ts',
      '../../../db/emails/changed-since.ts',
      '../../../api/errors.ts',
      '../../../api/mail/deliver.ts',
      '../../../api/client/../mail/deliver.ts',
      '../../../cli/index.ts',
      'typeorm',
      'node:module',
    ],
  ],
  ['shims/imap.ts', ['../db/index.ts', '../api/errors.ts']],
  ['cli/user.ts', ['../db/index.ts', '../api/access/sign-in.ts', '../shims/imap/index.ts', 'better-sqlite3']],
  ['cli/commands/user/add.ts', ['../../../db/index.ts', '../../../api/index.ts']],
  ['bench/deliver.ts', ['../db/index.ts', '../api/mail/deliver.ts', '../shims/lmtp/index.ts']],
  ['web/mail/list/row.ts', ['../../../db/open.ts', '../../../api/core.ts', '../../../api/client/errors.ts', '../../../shims/imap/index.ts', '../../../server.ts', 'express', 'typeorm']],
];

const allowed: [string, string[]][] = [
  ['web/mail/list/row.ts', ['../../store/index.ts', '../../../openapi/generated/jmap.ts', '../../../api/shared/text.ts', 'react']],
  ['openapi/types.ts', ['./generated/jmap.ts', 'node:fs']],
  ['db/blobs/segments.ts', ['../units/write.ts', '../../openapi/index.ts', 'typeorm', 'better-sqlite3']],
  ['api/jmap/methods/email.ts', ['../engine.ts', '../../../db/index.ts', '../../../openapi/index.ts', '../../client/index.ts']],
  ['shims/imap/commands/store.ts', ['../session.ts', '../../../api/client/index.ts', '../../../api/client/columns/flags.ts', '../../../openapi/index.ts']],
  ['cli/commands/user/add.ts', ['../../../api/client/index.ts', '../../../openapi/index.ts', 'commander']],
  ['bench/deliver.ts', ['../api/client/index.ts', './peers/dovecot.ts']],
  ['tests/unit/x.test.ts', ['../../db/index.ts', '../../api/errors.ts', '../../shims/imap/index.ts']],
  ['server.ts', ['./db/index.ts', './api/http/app.ts', './shims/imap/index.ts']],
];

test.each(refused)('%s may not cross the layers', async (path, specifiers) => {
  const files = plant(path, specifiers);
  expect(await refusedOf(files)).toEqual(Object.keys(files).sort());
});

test.each(allowed)('%s may import what its room stands on', async (path, specifiers) => {
  expect(await refusedOf(plant(path, specifiers))).toEqual([]);
});

test('type imports, re-exports and import() are refused as well', async () => {
  const files = {
    'shims/pop3/dynamic.ts': "export const db = () => import('../../db/index.ts');\n",
    'shims/pop3/export.ts': "export { read } from '../../db/index.ts';\n",
    'shims/pop3/type.ts': "import type { Email } from '../../db/index.ts';\nexport const x = (e: Email) => e;\n",
  };
  expect(await refusedOf(files)).toEqual(Object.keys(files));
});
