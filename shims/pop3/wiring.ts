import type { SecureContextOptions } from 'node:tls';
import type { MessagerieApi } from '../../api/client/index.ts';

/** The bounds that these listeners keep, named as in the configuration (`limits.*`). Durations in milliseconds. */
export interface Pop3Limits {
  readonly lineBytes: number;
  readonly unauthenticatedCommandBytes: number;
  readonly badCommands: number;
  readonly signInTimeout: number;
  /** At least ten minutes (RFC 1939 §3). */
  readonly pop3IdleTimeout: number;
}

export interface Pop3Clock {
  after(delayMs: number, run: () => void): { cancel(): void };
}

export interface Pop3Log {
  debug(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Pop3ListenerConfig {
  readonly name: string;
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** Bound to loopback: signing in without TLS is accepted. */
  readonly loopback: boolean;
}

export interface Pop3ServerOptions {
  readonly api: MessagerieApi;
  readonly listener: Pop3ListenerConfig;
  readonly certificate: { options(): SecureContextOptions; onReload(listener: (options: SecureContextOptions) => void): void };
  readonly limits: Pop3Limits;
  readonly log: Pop3Log;
  readonly clock: Pop3Clock;
}
