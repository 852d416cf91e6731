/** Places for what one account may do at a time. */
export interface Slots {
  /** Takes a place, to be given back once; undefined where all are taken. */
  tryTake(account: number): { free(): void } | undefined;
  taken(account: number): number;
}

export function slots(most: number): Slots {
  const counts = new Map<number, number>();
  return {
    tryTake(account) {
      const count = counts.get(account) ?? 0;
      if (count >= most) return undefined;
      counts.set(account, count + 1);
      let isTaken = true;
      return {
        free() {
          if (!isTaken) return;
          isTaken = false;
          const left = (counts.get(account) ?? 1) - 1;
          if (left > 0) counts.set(account, left);
          else counts.delete(account);
        },
      };
    },
    taken: (account) => counts.get(account) ?? 0,
  };
}
