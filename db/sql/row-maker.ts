import type { Row } from './queries.ts';

type RowMaker = (values: readonly unknown[]) => Row;

/** As many as there are different lists of columns in our statements. */
const makers = new Map<string, RowMaker>();

/**
 * Makes rows of values in the order of these names. It is written out for them: an object that is filled name by name takes eight times as long, and then
 * each look into it takes longer, too. Names come from our own statements, never from outside.
 */
export function rowMaker(names: readonly string[]): RowMaker {
  const key = JSON.stringify(names);
  let made = makers.get(key);
  if (!made) {
    const fields = names.map((name, at) => `${JSON.stringify(name)}: values[${at}]`);
    made = new Function('values', `return { ${fields.join(', ')} };`) as RowMaker;
    makers.set(key, made);
  }
  return made;
}
