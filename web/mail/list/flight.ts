/** Two steps to rows of which none was seen before the step, within so long, are a flight over the list. */
const flightMs = 100;

/** Tells somebody who pulls the scrollbar over thousands of rows from somebody who looks at them. */
export class Flight {
  #seen: readonly [from: number, to: number] = [0, 0];
  #lastStepAt = Number.NEGATIVE_INFINITY;

  /**
   * @param from the first row that is seen now, `to` the last
   * @param now milliseconds, from any beginning
   * @returns whether these rows are among those that only go by; the first step of all is none of these: nobody knows yet that others follow
   */
  goesOn(from: number, to: number, now: number): boolean {
    const [lastFrom, lastTo] = this.#seen;
    this.#seen = [from, to];
    if (from <= lastTo && to >= lastFrom) return false;
    const isFlight = now - this.#lastStepAt < flightMs;
    this.#lastStepAt = now;
    return isFlight;
  }
}
