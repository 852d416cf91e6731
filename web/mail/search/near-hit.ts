/** More than this before the first hit, and a row would end before it. */
const mostBefore = 40;
/** What is left of it, so that the hit is read with what leads to it. */
const kept = 24;

/**
 * A preview with marks (RFC 8621 §5) from shortly before its first hit on, since a row shows only how it begins. Cut between words.
 * @param preview escaped as HTML: no cut falls into an entity
 */
export function nearHit(preview: string): string {
  const hit = preview.indexOf('<mark>');
  if (hit <= mostBefore) return preview;
  const space = preview.slice(hit - kept, hit).search(/\s/);
  return `…${space < 0 ? preview.slice(hit) : preview.slice(hit - kept + space + 1)}`;
}
