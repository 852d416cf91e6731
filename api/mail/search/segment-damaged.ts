/** The bytes of a segment are not those that were written. */
export class SegmentDamaged extends Error {
  override name = 'SegmentDamaged';
}
