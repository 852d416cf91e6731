import type { ReaderLimits } from './grammar/reader.ts';

/** Bounds of one IMAP connection. */
export interface ImapLimits {
  readonly beforeSignIn: ReaderLimits;
  readonly afterSignIn: ReaderLimits;
  /** From the connection to the sign-in, whatever is said in between. */
  readonly signInTimeoutMs: number;
  /** Autologout; never under 30 minutes (RFC 9051 §5.4). */
  readonly idleTimeoutMs: number;
  /** Until the client takes an answer that waits for it. */
  readonly slowReaderMs: number;
  /** Commands in a row that make no sense; one more ends the connection. */
  readonly badCommands: number;
  /** Of one literal that the client sends without being asked; LITERAL+ leaves it open, LITERAL- says 4096 (RFC 7888 §5). */
  readonly unaskedLiteralBytes: number;
  /** Of one message; a larger APPEND is refused before it is sent. */
  readonly messageBytes: number;
  /** Messages of one APPEND (RFC 3502): they enter in one unit, behind which others wait. */
  readonly appendMessages: number;
  /** What the descriptions of these messages may take in memory until the last one has come. */
  readonly appendHeldBytes: number;
  /** Keys of one SEARCH. */
  readonly searchKeys: number;
}

const KIB = 1024;
const MINUTE_MS = 60_000;

export const defaultImapLimits: ImapLimits = {
  // An ID may have 30 fields of 30 octets with values of 1024 (RFC 2971 §3.3).
  beforeSignIn: { lineBytes: 33 * KIB, heldBytes: 33 * KIB, discardBytes: 64 * KIB },
  afterSignIn: { lineBytes: 64 * KIB, heldBytes: 64 * KIB, discardBytes: 64 * KIB * KIB },
  signInTimeoutMs: MINUTE_MS,
  idleTimeoutMs: 30 * MINUTE_MS,
  slowReaderMs: 5 * MINUTE_MS,
  badCommands: 20,
  unaskedLiteralBytes: Number.POSITIVE_INFINITY,
  messageBytes: 50 * KIB * KIB,
  appendMessages: 250,
  appendHeldBytes: 16 * KIB * KIB,
  searchKeys: 1000,
};
