import type { Io } from './io.ts';

export interface Output {
  readonly isJson: boolean;
  /** One JSON value with `--json`, else what `text` makes of it. */
  value<T>(value: T, text: (value: T) => string): void;
  /** One JSON array with `--json`, else a table, or `none` where there is nothing. */
  table<T extends object>(rows: readonly T[], columns: Readonly<Record<string, (row: T) => string | number | null>>, none: string): void;
}

export function output(io: Io, json: boolean): Output {
  return {
    isJson: json,
    value(value, text) {
      io.out(json ? `${JSON.stringify(value, null, 2)}\n` : `${text(value)}\n`);
    },
    table(rows, columns, none) {
      if (json) io.out(`${JSON.stringify(rows, null, 2)}\n`);
      else if (rows.length === 0) io.out(`${none}\n`);
      else io.out(renderTable(Object.keys(columns), rows.map((row) => Object.values(columns).map((cell) => printable(String(cell(row) ?? '-'))))));
    },
  };
}

function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? '')].length)));
  return all.map((row) => `${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join('  ').trimEnd()}\n`).join('');
}

/** What others have written must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

/** Lines of `name  value`, for one object. */
export function fields(pairs: Readonly<Record<string, string | number | boolean | null>>): string {
  const width = Math.max(...Object.keys(pairs).map((name) => name.length));
  return Object.entries(pairs).map(([name, value]) => `${name.padEnd(width)}  ${printable(value === null ? '-' : String(value))}`).join('\n');
}

export function formatBytes(bytes: number | null): string {
  if (bytes === null) return 'no limit';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes;
  let unit = 0;
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
