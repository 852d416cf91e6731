/** Ascending numbers of documents, as differences of seven bits an octet, or as a bit each where that is shorter: the length tells which. */

export const bitmapBytes = (docCount: number): number => (docCount + 7) >>> 3;

export function encodePostings(docs: readonly number[], docCount: number): Buffer {
  const most = bitmapBytes(docCount);
  const out: number[] = [];
  let last = -1;
  for (const doc of docs) {
    let delta = doc - last - 1;
    last = doc;
    for (; delta > 0x7f; delta >>>= 7) out.push((delta & 0x7f) | 0x80);
    out.push(delta);
    if (out.length >= most) return bitmap(docs, most);
  }
  return Buffer.from(out);
}

function bitmap(docs: readonly number[], bytes: number): Buffer {
  const bits = Buffer.alloc(bytes);
  for (const doc of docs) bits[doc >>> 3] = (bits[doc >>> 3] as number) | (1 << (doc & 7));
  return bits;
}

/** Sets the bits of the documents in `into`. */
export function markPostings(postings: Uint8Array, start: number, end: number, docCount: number, into: Uint8Array): void {
  if (end - start === bitmapBytes(docCount)) {
    for (let i = start, at = 0; i < end; i++, at++) into[at] = (into[at] as number) | (postings[i] as number);
    return;
  }
  let doc = -1;
  for (let i = start; i < end; ) {
    let delta = 0;
    for (let shift = 0; ; shift += 7) {
      const octet = postings[i++] as number;
      delta |= (octet & 0x7f) << shift;
      if (octet < 0x80 || i >= end) break;
    }
    doc += delta + 1;
    into[doc >>> 3] = (into[doc >>> 3] as number) | (1 << (doc & 7));
  }
}

/** The numbers whose bits are set. */
export function bitNumbers(bits: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 0; at < bits.length; at++) {
    for (let octet = bits[at] as number; octet !== 0; octet &= octet - 1) found.push(at * 8 + 31 - Math.clz32(octet & -octet));
  }
  return found;
}
