/** Plain values, and the buffers that leave the thread with them. */
export interface Outcome<T> {
  readonly output: T;
  readonly transfer: ArrayBuffer[];
}
