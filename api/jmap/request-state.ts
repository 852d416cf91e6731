/** What one request knows beyond its calls: the creation ids of RFC 8620 §3.3 and §5.3, and its capabilities. */
export interface RequestState {
  /** May properties of this capability be named? Those of a capability that is not in `using` are unknown (RFC 8620 §3.3); in process none is. */
  isUsing(capability: string): boolean;
  /** Creation id (without `#`) to the id that the object was given; from the request, then from each call that created something. */
  readonly createdIds: Map<string, string>;
  /**
   * An id as it is, a reference `#creationId` as the id it stands for.
   * @returns undefined where nothing was created under that name, or it failed
   */
  resolveId(idOrReference: string): string | undefined;
}

/** @param using the request's; undefined in process */
export function requestState(createdIds: Readonly<Record<string, string>> = {}, using?: ReadonlySet<string>): RequestState {
  const known = new Map(Object.entries(createdIds));
  return {
    isUsing: (capability) => using?.has(capability) ?? true,
    createdIds: known,
    resolveId: (id) => (id.startsWith('#') ? known.get(id.slice(1)) : id),
  };
}
