/** `<offset.length>` of BODY[…] (RFC 9051 §6.4.5). */
export interface Partial {
  readonly offset: number;
  readonly length: number;
}

/** What BODY[…] names inside a part (RFC 9051 §6.4.5.1). */
export type SectionText =
  | { readonly type: 'header' }
  | { readonly type: 'text' }
  | { readonly type: 'mime' }
  | { readonly type: 'fields'; readonly names: readonly string[]; readonly excluded: boolean };

export interface FetchSection {
  readonly type: 'section';
  /** How the answer names it: `BODY[1.MIME]`, `RFC822.HEADER`; without the origin octet. */
  readonly label: string;
  /** Part numbers from 1; empty: the message itself. */
  readonly part: readonly number[];
  readonly text: SectionText | undefined;
  readonly partial: Partial | undefined;
  /** Whether `\Seen` stays as it is. */
  readonly peek: boolean;
}

/** A decoded part or its size (RFC 3516). */
export interface FetchBinary {
  readonly type: 'binary' | 'binarySize';
  readonly label: string;
  readonly part: readonly number[];
  readonly partial: Partial | undefined;
  readonly peek: boolean;
}

/**
 * One fetch attribute (RFC 9051 §6.4.5; MODSEQ: RFC 7162 §3.1.4.2; EMAILID, THREADID: RFC 8474 §5; SAVEDATE: RFC 8514 §4.2; PREVIEW: RFC 8970 §3). `body` is
 * BODYSTRUCTURE without extension data.
 */
export type FetchItem =
  | { readonly type: 'flags' | 'uid' | 'modseq' | 'internalDate' | 'size' | 'envelope' | 'body' | 'bodyStructure' | 'emailId' | 'threadId' | 'saveDate' | 'preview' }
  | FetchSection
  | FetchBinary;

export interface FetchModifiers {
  readonly changedSince: number | undefined;
  readonly vanished: boolean;
}

/** The label with the origin octet that a partial answer shows: `BODY[]<0>`. */
export function answerLabel({ label, partial }: FetchSection | FetchBinary): string {
  return partial ? `${label}<${partial.offset}>` : label;
}
