/** The texts of `later.ts` come with the rooms that `laterRoom` loads: nothing else may say one. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { later } from '../../../web/text/fr/later.ts';

const web = fileURLToPath(new URL('../../../web', import.meta.url));
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !/^text\/(?:fr|en|ar)\/|^ui\/gallery\//.test(name));
const said = new RegExp(`['\`](?:${Object.keys(later).join('|')})\\.`);
const read = (name: string): string => readFileSync(join(web, name), 'utf8');

/** Modules that a module brings with it, itself included: types bring nothing, what `import()` names comes later. */
function broughtBy(starts: readonly string[]): Set<string> {
  const found = new Set<string>();
  const follow = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const file = ts.createSourceFile(name, read(name), ts.ScriptTarget.Latest);
    for (const statement of file.statements) {
      if (!(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) || !statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const to = statement.moduleSpecifier.text;
      const isType = ts.isImportDeclaration(statement) ? statement.importClause?.isTypeOnly : statement.isTypeOnly;
      if (!isType && to.startsWith('.') && /\.tsx?$/.test(to)) follow(join(dirname(name), to));
    }
  };
  for (const start of starts) follow(start);
  return found;
}

/** What code asks for with `import()`, by whether it waits for the texts. */
function asked(): { readonly withTexts: string[]; readonly without: string[] } {
  const [withTexts, without]: [string[], string[]] = [[], []];
  for (const name of sources) {
    for (const [, how, to] of read(name).matchAll(/(laterRoom\()?import\('(\.[^']+\.tsx?)'\)/g)) (how ? withTexts : without).push(join(dirname(name), to ?? ''));
  }
  return { withTexts, without };
}

test('what is drawn first, and what comes without the later texts, says none of them', () => {
  const { withTexts, without } = asked();
  expect(withTexts).toContain('mail/composer/composer-room.tsx');
  const beginnings = ['app/main.tsx', 'app/first-store.ts', 'app/shell/shell.tsx'];
  const rooms = broughtBy(withTexts);
  // What only rooms ask for comes after them.
  const others = without.filter((name) => !name.startsWith('text/') && !onlyFrom(rooms, name));
  const first = broughtBy([...beginnings, ...others].filter((name) => sources.includes(name)));
  expect(first.size).toBeGreaterThan(150);
  expect([...first].filter((name) => said.test(read(name)))).toEqual([]);
});

/** Whether all that ask for a module with `import()` are among these. */
function onlyFrom(rooms: ReadonlySet<string>, asking: string): boolean {
  return sources.filter((name) => [...read(name).matchAll(/import\('(\.[^']+)'\)/g)].some(([, to]) => join(dirname(name), to ?? '') === asking)).every((name) => rooms.has(name));
}
