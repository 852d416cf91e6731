/** A stretch of a mailbox on SQLite: to make a Buffer for each value costs more than to find it, so that a column of bytes comes as one. */
import type { Read } from '../sql/queries.ts';
import { rowMaker } from '../sql/row-maker.ts';
import { raw, type Statement, sql } from '../sql/statement.ts';

/** How a column is told: numbers as a list, bytes one behind the other with their lengths. */
export type ColumnForm = 'number' | 'bytes';

/**
 * Rows of an inner SELECT, in its order.
 * @param inner gives the columns by these names, none of them null
 */
export async function stretchOf<Row>(read: Read, inner: Statement, columns: Readonly<Record<string, ColumnForm>>): Promise<Row[]> {
  const entries = Object.entries(columns);
  const told = entries.map(([name, form]) => (form === 'number'
    ? `group_concat(${name}) AS ${name}`
    : `CAST(group_concat(${name}, '') AS BLOB) AS ${name}, group_concat(length(${name})) AS ${lengthsOf(name)}`));
  const whole = await read.get<Record<string, string | Buffer | null>>(sql`SELECT ${raw(told.join(', '))} FROM (${inner})`);
  const made = entries.map(([name, form]) => {
    const numbers = numbersIn(whole?.[form === 'number' ? name : lengthsOf(name)] as string | null | undefined);
    return { name, values: form === 'number' ? numbers : slices(whole?.[name] as Buffer | null | undefined, numbers) };
  });
  const toRow = rowMaker(made.map(({ name }) => name));
  return Array.from({ length: made[0]?.values.length ?? 0 }, (_, at) => toRow(made.map(({ values }) => values[at])) as Row);
}

const lengthsOf = (name: string): string => `${name}_lengths`;

/** Nothing: there are no rows. */
const numbersIn = (list: string | null | undefined): number[] => (list ? list.split(',').map(Number) : []);

function slices(bytes: Buffer | null | undefined, lengths: readonly number[]): Buffer[] {
  let at = 0;
  return lengths.map((length) => (bytes ?? EMPTY).subarray(at, (at += length)));
}

const EMPTY = Buffer.alloc(0);
