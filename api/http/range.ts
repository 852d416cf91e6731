/** Byte ranges (RFC 9110 §14). */
export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const mostRanges = 32;

/**
 * The range asked for: of several, the first that can be satisfied (a server may answer fewer than asked).
 * @returns null where the header is to be ignored: another unit, or not well-formed; 'none' where no range lies inside (416)
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | null | 'none' {
  const list = /^bytes=(.+)$/i.exec(header?.trim() ?? '')?.[1];
  if (list === undefined) return null;
  const specs = list.split(',').map((spec) => spec.trim()).filter((spec) => spec !== '');
  if (specs.length === 0 || specs.length > mostRanges) return null;
  const ranges: (ByteRange | undefined)[] = [];
  for (const spec of specs) {
    const [, first, last] = /^(\d{0,16})-(\d{0,16})$/.exec(spec) ?? [];
    if (first === undefined || last === undefined || (first === '' && last === '')) return null;
    if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
    ranges.push(rangeWithin(first, last, sizeBytes));
  }
  return ranges.find((range) => range !== undefined) ?? 'none';
}

function rangeWithin(first: string, last: string, sizeBytes: number): ByteRange | undefined {
  if (first === '') {
    const suffix = Math.min(Number(last), sizeBytes);
    return suffix === 0 ? undefined : { start: sizeBytes - suffix, end: sizeBytes };
  }
  const start = Number(first);
  if (start >= sizeBytes) return undefined;
  return { start, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
