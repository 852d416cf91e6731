/**
 * Which row takes the place of one that has left a list, alone or with others: the first below it that is still there, else the last above it.
 * @param before the list while the row was in it
 */
export function heirOf(gone: string, before: readonly string[], now: readonly string[]): string | undefined {
  const at = before.indexOf(gone);
  if (at < 0) return undefined;
  const present = new Set(now);
  return before.slice(at + 1).find((id) => present.has(id)) ?? before.slice(0, at).findLast((id) => present.has(id));
}
