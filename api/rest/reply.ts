/** What an answer has beside its JSON: header fields, or bytes in the place of JSON. */
/** A body that is not JSON. */
export interface RawBody {
  /** Media type in lower case, without parameters. */
  readonly type: string;
  readonly source: AsyncIterable<Uint8Array>;
}

export interface Reply {
  /** An entity tag with its quotation marks (RFC 9110 §8.8.3). */
  etag?: string;
  /** Location (RFC 9110 §10.2.2). */
  location?: string;
  /** Bytes instead of JSON. */
  bytes?: {
    readonly type: string;
    readonly name: string;
    /** Undefined where it is not known before. */
    readonly sizeBytes: number | undefined;
    /** To be read once at most. */
    read(): AsyncIterable<Uint8Array>;
    /** Called in the end, read or not. */
    cancel?(): void;
    /** Cache-Control; nothing is kept where absent. */
    readonly cacheControl?: string;
    /** Calls once when the right to read them is lost on the way. @returns stops listening */
    readonly onLost: (listener: () => void) => () => void;
  };
}

export const newReply = (): Reply => ({});
