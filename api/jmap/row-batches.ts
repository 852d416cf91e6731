/** Bytes of one batch of rows, more or less. */
const TARGET_BYTES = 8 * 1024 * 1024;
const FIRST_ROWS = 32;
const GROWTH = 4;

/**
 * How many rows to read at once where their columns may be long: the structure of one message has up to some megabytes, and anybody may send a thousand
 * such messages. Begins with few rows and goes by what they held.
 */
export class RowBatches {
  readonly #most: number;
  #rows: number;

  /** @param most rows of a batch whose rows are short */
  constructor(most: number) {
    this.#most = most;
    this.#rows = Math.min(most, FIRST_ROWS);
  }

  get rows(): number {
    return this.#rows;
  }

  /** @param bytes of the batch that was read last */
  note(rows: number, bytes: number): void {
    if (rows === 0) return;
    const fitting = Math.floor((TARGET_BYTES * rows) / Math.max(1, bytes));
    this.#rows = Math.max(1, Math.min(this.#most, fitting, this.#rows * GROWTH));
  }
}
