/** What one request knows beyond its calls: the creation ids of RFC 8620 §3.3 and §5.3. */
export interface RequestState {
  /** Creation id (without `#`) to the id that the object was given; from the request, then from each call that created something. */
  readonly createdIds: Map<string, string>;
  /**
   * An id as it is, a reference `#creationId` as the id it stands for.
   * @returns undefined where nothing was created under that name, or it failed
   */
  resolveId(idOrReference: string): string | undefined;
}

export function requestState(createdIds: Readonly<Record<string, string>> = {}): RequestState {
  const known = new Map(Object.entries(createdIds));
  return {
    createdIds: known,
    resolveId: (id) => (id.startsWith('#') ? known.get(id.slice(1)) : id),
  };
}
