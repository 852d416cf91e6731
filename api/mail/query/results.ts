/** The results of a query: their number, their places, and pages of them. */
export interface EmailResults {
  count(): Promise<number> | number;
  /** Where an Email stands; undefined where it is not among the results. */
  indexOf(emailId: number): Promise<number | undefined> | number | undefined;
  page(position: number, limit: number): Promise<ArrayLike<number>> | ArrayLike<number>;
}

/** Results that are all at hand, in order. */
export function listedResults(ids: Float64Array): EmailResults {
  return {
    count: () => ids.length,
    indexOf: (id) => {
      const index = ids.indexOf(id);
      return index < 0 ? undefined : index;
    },
    page: (position, limit) => ids.subarray(position, position + limit),
  };
}
