/** What kind of picture some bytes are, by how they begin: what a message calls them counts for nothing. Pure. */

const starts: readonly (readonly [string, RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
  ['image/avif', /^[\s\S]{4}ftypavi[fs]/],
  ['image/bmp', /^BM/],
  ['image/x-icon', /^\0\0\x01\0/],
];

/** @returns the media type, undefined where it is no picture that may be shown in place */
export function pictureType(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  return starts.find(([, start]) => start.test(head))?.[0];
}
