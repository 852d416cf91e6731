/** RFC 9051 §3. */
export type SessionState = 'not authenticated' | 'authenticated' | 'selected' | 'logout';

/** What one connection remembers between commands. */
export interface Session {
  state: SessionState;
  /** Extensions that the client has switched on (RFC 5161), in upper case. */
  readonly enabled: Set<string>;
  /** What the client says it is (RFC 2971), names in lower case; for logs and for habits of certain clients. */
  client: ReadonlyMap<string, string>;
  /** What CAPABILITY shows now; differs before and after sign-in and TLS. */
  capabilities(): readonly string[];
  /** Writes untagged changes that are due (EXISTS, FETCH, EXPUNGE); called before each tagged answer and in IDLE. */
  announce(kind: 'all' | 'without expunge'): void | Promise<void>;
  /** The client waits: it may be told of things at any moment, where it has asked for that (NOTIFY, RFC 5465). */
  listen(): void;
  /** A command has come: nothing is told before its answer but what belongs to it. */
  attend(): void | Promise<void>;
  /** The connection has ended; called once. */
  close(): void;
}
