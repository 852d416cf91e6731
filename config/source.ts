/** Reads `messagerie.yaml` and the environment into raw values by key, and notes what does not belong there. */
import { createRequire } from 'node:module';
import type { Node } from 'yaml';
import { allKeys, environmentName, isKey, keys, type KeyTree } from './keys.ts';
import type { Problem } from './problems.ts';
import { nearest } from './suggest.ts';
import { quoted, type Key, type RawValue } from './values.ts';

export interface SourcedValue extends RawValue {
  /** `messagerie.yaml:12` or the variable's name. */
  readonly where: string;
}

export interface Source {
  readonly values: ReadonlyMap<string, SourcedValue>;
  readonly problems: readonly Problem[];
}

/** Loaded only where there is a file to read: the command has to answer at once. */
const loadYaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml') as typeof import('yaml');

/**
 * @param content the file's text
 * @param file its name as messages show it
 * @param base folder against which relative paths count
 */
export function readYaml(content: string, file: string, base: string): Source {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = loadYaml();
  const values = new Map<string, SourcedValue>();
  const problems: Problem[] = [];
  const lines = new LineCounter();
  // prettyErrors would repeat the source line, which may hold a password.
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, version: '1.2', schema: 'core' });
  const whereAt = (offset: number): string => `${file}:${lines.linePos(offset).line}`;
  for (const error of [...document.errors, ...document.warnings]) {
    problems.push({ where: whereAt(error.pos[0]), key: '', message: withoutValues(error.message) });
  }
  if (document.errors.length === 0 && document.contents !== null) walk(document.contents, keys, '');
  return { values, problems };

  function walk(node: Node, tree: KeyTree, prefix: string): void {
    if (isScalar(node) && node.value === null) return;
    if (!isMap(node)) {
      problems.push({ where: whereAt(node.range?.[0] ?? 0), key: prefix, message: `is a group of keys; allowed: ${Object.keys(tree).join(', ')}` });
      return;
    }
    for (const { key, value } of node.items) {
      const where = whereAt(isScalar(key) ? (key.range?.[0] ?? 0) : (node.range?.[0] ?? 0));
      const name = isScalar(key) ? String(key.value) : '(not text)';
      const known = Object.hasOwn(tree, name) ? tree[name] : undefined;
      const shown = known === undefined ? keyLike(name) : name;
      const dotted = prefix === '' ? shown : `${prefix}.${shown}`;
      if (known === undefined) problems.push({ where, key: dotted, message: unknownKey(shown, tree, prefix) });
      else take(value as Node | null, known, dotted, where);
    }
  }

  function take(node: Node | null, known: KeyTree | Key<unknown>, dotted: string, where: string): void {
    if (isAlias(node) || (node !== null && 'anchor' in node && node.anchor !== undefined)) {
      problems.push({ where, key: dotted, message: 'uses an anchor or alias (& or *), which this file does not take; write the value itself, in quotes where it starts with one of them' });
    } else if (isKey(known)) {
      values.set(dotted, { value: plain(node), source: isScalar(node) ? (node.source ?? '') : '', base, fromEnvironment: false, where: node?.range ? whereAt(node.range[0]) : where });
    } else if (isScalar(node) && typeof node.value === 'boolean' && isKey(known.enabled)) {
      values.set(`${dotted}.enabled`, { value: node.value, source: node.source ?? '', base, fromEnvironment: false, where });
    } else if (node !== null) {
      walk(node, known, dotted);
    }
  }

  /** Scalars and lists of scalars; anything deeper stays an object, which no key takes. */
  function plain(node: Node | null): unknown {
    if (node === null) return null;
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item) => (isScalar(item) ? item.value : {}));
    return {};
  }
}

/**
 * Variables named after keys. Others that begin with `MESSAGERIE_` are warnings, not errors:
 * container platforms add some of their own (`MESSAGERIE_PORT=tcp://…` for a service of that name).
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, cwd: string): Source {
  const values = new Map<string, SourcedValue>();
  const problems: Problem[] = [];
  const byVariable = new Map(allKeys().map(([dotted, key]) => [environmentName(dotted), { dotted, key }]));
  for (const [variable, value] of Object.entries(env)) {
    if (value === undefined || !variable.startsWith('MESSAGERIE_') || variable === 'MESSAGERIE_CONFIG' || variable.startsWith('MESSAGERIE_TEST_')) continue;
    const known = byVariable.get(variable);
    if (!known) {
      const near = nearest(variable.slice('MESSAGERIE_'.length), [...byVariable.keys()].map((name) => name.slice('MESSAGERIE_'.length)));
      problems.push({ where: variable, key: '', message: `is not a setting and is ignored${near === null ? '' : `; did you mean MESSAGERIE_${near}?`}` });
    } else if (value !== '' || known.key.isList) {
      values.set(known.dotted, { value, source: value, base: cwd, fromEnvironment: true, where: variable });
    }
  }
  return { values, problems };
}

/** Where a space or quote is missing, a value stands where a key should, a password perhaps: only what looks like a key is shown. */
function keyLike(name: string): string {
  if (/[@/\\]/.test(name)) return '…';
  const [start = ''] = /^[\w.-]{0,40}/.exec(name) ?? [];
  return start.length === name.length ? name : `${start}…`;
}

/** The parser quotes what it stumbled over, which may be a password. */
const withoutValues = (message: string): string => message.split(/["'`]|(?<=\w): /)[0]?.replace(/:?\s*$/, '') ?? '';

function unknownKey(name: string, tree: KeyTree, prefix: string): string {
  const allowed = Object.keys(tree);
  const near = nearest(name, allowed);
  const elsewhere = near === null ? allKeys().map(([dotted]) => dotted).find((dotted) => dotted.endsWith(`.${name}`)) : undefined;
  const hint = near !== null ? `; did you mean ${near}?` : elsewhere !== undefined ? `; did you mean ${elsewhere}?` : '';
  const shown = allowed.length > 30 ? `see docs/configuration.md, ${prefix}` : allowed.join(', ');
  return `is not a key${hint} (${quoted(name)}; allowed here: ${shown})`;
}
