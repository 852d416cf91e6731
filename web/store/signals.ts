/** Tells those who look at a thing that it has changed. Things are named by keys such as `email:A1:M5`. */
export class Signals {
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #versions = new Map<string, number>();
  readonly #changed = new Set<string>();

  subscribe(keys: readonly string[], listener: () => void): () => void {
    for (const key of keys) {
      const listeners = this.#listeners.get(key);
      if (listeners) listeners.add(listener);
      else this.#listeners.set(key, new Set([listener]));
    }
    return () => {
      for (const key of keys) {
        const listeners = this.#listeners.get(key);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.#listeners.delete(key);
      }
    };
  }

  /** Differs from what it was before whenever one of these has changed. */
  version(keys: readonly string[]): number {
    let sum = 0;
    for (const key of keys) sum += this.#versions.get(key) ?? 0;
    return sum;
  }

  /** Several changes of one turn are told once. */
  changed(...keys: string[]): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    for (const key of keys) {
      this.#versions.set(key, (this.#versions.get(key) ?? 0) + 1);
      this.#changed.add(key);
    }
  }

  #tell(): void {
    const listeners = new Set<() => void>();
    for (const key of this.#changed) for (const listener of this.#listeners.get(key) ?? []) listeners.add(listener);
    this.#changed.clear();
    for (const listener of listeners) listener();
  }
}
