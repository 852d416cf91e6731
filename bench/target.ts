/** What a workload sees of a server under measurement, ours or a peer. */

/**
 * A mailbox's owner. `recipient` accounts get mail and wrong passwords and are never signed in to; a peer that lets
 * us choose keeps their passwords under a slow hash, as a careful site does. `reader` accounts are signed in to.
 */
export interface Account {
  readonly address: string;
  readonly password: string;
  readonly role: 'recipient' | 'reader';
}

export interface Ports {
  readonly lmtp: number;
  readonly imap: number;
  readonly pop3: number;
  /** IMAP with TLS from the first byte; not there where a certificate could not be made. */
  readonly imaps?: number;
  /** HTTP with JMAP; peers have none. */
  readonly http?: number;
}

/** Where one server keeps everything: nothing outside `folder` is written. Starting again on the same place continues it. */
export interface Place {
  readonly folder: string;
  readonly accounts: readonly Account[];
}

export interface Running {
  readonly name: string;
  /** The process we started; its descendants belong to the server. */
  readonly pid: number;
  readonly ports: Ports;
  readonly accounts: readonly Account[];
  /** From the start of the process to the first greeting of IMAP, in milliseconds. */
  readonly imapAnswerMs: number;
  /** The same to the first HTTP response. */
  readonly httpAnswerMs?: number;
  /**
   * A quicker way than LMTP into an empty INBOX, where the peer's format allows one. Not durable, before measuring only.
   * @returns how many messages were written
   */
  fill?(account: Account, messages: Iterable<readonly Buffer[]>): Promise<number>;
  /** Writes a backup of everything into a folder, while the server runs. @returns how many messages it holds */
  backup?(folder: string): Promise<number>;
  /** Ends the server and waits for its end. */
  stop(): Promise<void>;
}

export interface Target {
  readonly name: string;
  /** Version as the program tells it, for the report. */
  version(): Promise<string>;
  start(place: Place): Promise<Running>;
}
