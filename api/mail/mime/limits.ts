/** Bounds of the MIME parser: whatever arrives, its work and its tree stay within these. */
export interface MimeLimits {
  /** Nesting of multiparts and embedded messages; a deeper container becomes an opaque leaf. */
  depth: number;
  /** Parts in one message; the part that would exceed it takes the rest of the message as an opaque leaf. */
  parts: number;
  /** Octets of one header block in which fields are recognised; later fields are skipped, the body is still found. */
  headerBytes: number;
  /** Fields of one header block; later ones are skipped. */
  headerFields: number;
}

export const defaultLimits: MimeLimits = {
  depth: 100,
  parts: 10_000,
  headerBytes: 256 * 1024,
  headerFields: 5_000,
};

/** Parameters read from one structured header field; later ones are ignored. */
export const maxParameters = 256;

/** Longest boundary that is honoured, in octets (RFC 2046 §5.1.1 allows 70; some software writes more). */
export const maxBoundaryLength = 998;
