import type { Dialect } from './dialect.ts';

/** A value that both databases take as a parameter. Booleans are stored as 0 and 1. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** A piece of SQL text that may differ between the two databases; it carries no user input. */
export interface SqlText {
  readonly kind: 'text';
  readonly sqlite: string;
  readonly mariadb: string;
}

/** A set of integers for `IN`: one parameter on SQLite (a JSON list, unless it is one integer), inlined digits on MariaDB (a padded list there would hold one prepared statement per length). */
export interface SqlIntegers {
  readonly kind: 'integers';
  readonly values: ArrayLike<number>;
}

/** A set of strings for `IN`. */
export interface SqlStrings {
  readonly kind: 'strings';
  readonly values: readonly string[];
}

export type SqlPart = SqlValue | SqlText | SqlIntegers | SqlStrings | Statement;

/** SQL text with its parameters, not yet bound to a database. */
export interface Statement {
  readonly kind: 'statement';
  readonly strings: TemplateStringsArray | readonly string[];
  readonly parts: readonly SqlPart[];
}

/** Statement text and parameters for one database. `inline` says that the text holds values and must not be kept as a prepared statement. */
export interface Rendered {
  readonly text: string;
  readonly values: readonly SqlValue[];
  readonly inline: boolean;
}

/** Writes a statement: values become parameters, fragments become text. */
export function sql(strings: TemplateStringsArray, ...parts: SqlPart[]): Statement {
  return { kind: 'statement', strings, parts };
}

/** Text that is the same on both databases, such as a column list. Never pass input through it. */
export const raw = (text: string): SqlText => ({ kind: 'text', sqlite: text, mariadb: text });

/** Text that differs between the databases. */
export const perDialect = (text: Record<Dialect, string>): SqlText => ({ kind: 'text', ...text });

/** `IN ${integers(ids)}`; an empty set matches nothing. */
export const integers = (values: ArrayLike<number>): SqlIntegers => ({ kind: 'integers', values });

/** `IN ${strings(names)}`; an empty set matches nothing. */
export const strings = (values: readonly string[]): SqlStrings => ({ kind: 'strings', values });

/** Joins statements with a separator, such as ` AND `. */
export function join(statements: readonly Statement[], separator: string): Statement {
  const texts = statements.map((_, i) => (i === 0 ? '' : separator));
  return { kind: 'statement', strings: [...texts, ''], parts: statements };
}

/** `ON CONFLICT … DO UPDATE` of the named columns with the values of the refused row. */
export function onConflictUpdate(key: readonly string[], columns: readonly string[]): SqlText {
  return {
    kind: 'text',
    sqlite: `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((c) => `${c} = excluded.${c}`).join(', ')}`,
    mariadb: `ON DUPLICATE KEY UPDATE ${columns.map((c) => `${c} = VALUES(${c})`).join(', ')}`,
  };
}

/** Keeps the row that is there already. */
export function onConflictKeep(key: readonly string[]): SqlText {
  return {
    kind: 'text',
    sqlite: `ON CONFLICT (${key.join(', ')}) DO NOTHING`,
    mariadb: `ON DUPLICATE KEY UPDATE ${key[0]} = ${key[0]}`,
  };
}

const simple = new WeakMap<object, { sqlite: string; mariadb: string }>();

function isFragment(part: SqlPart): part is SqlText | SqlIntegers | SqlStrings | Statement {
  return typeof part === 'object' && part !== null && 'kind' in part;
}

/** Turns a statement into text and parameters for one database. */
export function render(statement: Statement, dialect: Dialect): Rendered {
  if (!statement.parts.some(isFragment)) {
    let text = simple.get(statement.strings);
    if (!text) {
      const joined = statement.strings.join('?');
      text = { sqlite: joined, mariadb: joined };
      simple.set(statement.strings, text);
    }
    return { text: text[dialect], values: statement.parts as readonly SqlValue[], inline: false };
  }
  const out = { text: '', values: [] as SqlValue[], inline: false };
  append(out, statement, dialect);
  return out;
}

function append(out: { text: string; values: SqlValue[]; inline: boolean }, statement: Statement, dialect: Dialect): void {
  statement.strings.forEach((piece, i) => {
    out.text += piece;
    if (i >= statement.parts.length) return;
    const part = statement.parts[i] as SqlPart;
    if (!isFragment(part)) {
      out.text += '?';
      out.values.push(part);
    } else if (part.kind === 'text') {
      out.text += part[dialect];
    } else if (part.kind === 'statement') {
      append(out, part, dialect);
    } else if (part.kind === 'integers') {
      appendIntegers(out, part.values, dialect);
    } else if (dialect === 'sqlite') {
      const [only] = part.values;
      if (part.values.length === 1 && only !== undefined) {
        out.text += '(?)';
        out.values.push(only);
      } else {
        out.text += '(SELECT value FROM json_each(?))';
        out.values.push(JSON.stringify(part.values));
      }
    } else {
      appendPaddedStrings(out, part.values);
    }
  });
}

function appendIntegers(out: { text: string; values: SqlValue[]; inline: boolean }, values: ArrayLike<number>, dialect: Dialect): void {
  if (dialect === 'sqlite' && values.length === 1 && Number.isSafeInteger(values[0])) {
    out.text += '(?)';
    out.values.push(values[0] as number);
    return;
  }
  const digits = Array.prototype.map.call(values, (n: number) => {
    if (!Number.isSafeInteger(n)) throw new RangeError('an integer set holds something that is not a safe integer');
    return n;
  }).join(',');
  if (dialect === 'sqlite') {
    out.text += '(SELECT value FROM json_each(?))';
    out.values.push(`[${digits}]`);
  } else {
    out.text += digits === '' ? '(NULL)' : `(${digits})`;
    out.inline = true;
  }
}

/** A prepared statement takes 65 535 parameters; a longer list is worth no prepared statement anyway. */
const MAX_PREPARED_STRINGS = 1024;

/** Lists are padded to a power of two, so that few distinct texts are prepared. */
function appendPaddedStrings(out: { text: string; values: SqlValue[]; inline: boolean }, values: readonly string[]): void {
  if (values.length > MAX_PREPARED_STRINGS) {
    out.text += `(${Array(values.length).fill('?').join(',')})`;
    for (const value of values) out.values.push(value);
    out.inline = true;
    return;
  }
  const length = 2 ** Math.ceil(Math.log2(Math.max(values.length, 1)));
  out.text += `(${Array(length).fill('?').join(',')})`;
  for (let i = 0; i < length; i++) out.values.push(values[Math.min(i, values.length - 1)] ?? null);
}
