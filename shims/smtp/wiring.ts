import type { SecureContextOptions } from 'node:tls';
import type { MessagerieApi } from '../../api/client/index.ts';

/** `mx`: mail from other servers for our domains. `submission`: mail that our people send. `lmtp`: delivery by a relay beside this server. */
export type Mode = 'mx' | 'submission' | 'lmtp';

/** The bounds that these listeners keep, named as in the configuration (`limits.*`). */
export interface SmtpLimits {
  readonly messageBytes: number;
  readonly recipients: number;
  readonly smtpLineBytes: number;
  /** Milliseconds. */
  readonly smtpIdleTimeout: number;
  /** Milliseconds from the connection to the sign-in, where people send. */
  readonly signInTimeout: number;
  readonly badCommands: number;
  /** Milliseconds; how far ahead HOLDFOR and HOLDUNTIL may point. */
  readonly maxDelayedSend: number;
}

export interface SmtpListenerConfig {
  readonly name: string;
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** Bound to loopback: signing in without TLS is accepted. */
  readonly loopback: boolean;
}

/** Where the server's certificate comes from, and word of its renewal. */
export interface Certificates {
  options(): SecureContextOptions;
  onReload(listener: (options: SecureContextOptions) => void): void;
}

export interface SmtpLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface SmtpServerOptions {
  readonly api: MessagerieApi;
  readonly mode: Mode;
  readonly listener: SmtpListenerConfig;
  readonly certificate: Certificates;
  readonly limits: SmtpLimits;
  readonly log: SmtpLog;
  readonly clock: { now(): number };
  /** Offers DSN (RFC 3461): on, unless told otherwise. */
  readonly dsn?: boolean;
}
