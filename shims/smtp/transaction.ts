import type { SMTPServerSession } from 'smtp-server';
import type { Client } from '../../api/client/index.ts';

export type Parameters = Readonly<Record<string, string | null>>;

export interface AcceptedRecipient {
  readonly address: string;
  readonly parameters: Parameters;
}

/** What stands between MAIL and the answer to DATA. */
export interface Transaction {
  readonly sender: string;
  readonly parameters: Parameters;
  /** SIZE as announced (RFC 1870). */
  readonly sizeBytes: number | undefined;
  /** In the order of the RCPT commands, each accepted one, also where an address came twice. */
  readonly recipients: AcceptedRecipient[];
}

/** The connection as the roles see it. */
export interface Peer {
  readonly session: SMTPServerSession;
  readonly client: Client | undefined;
}

/** An answer to DATA: the text of a 250, or a refusal. */
export type DataAnswer = string | Error;

export interface MessageInput {
  /** The Received field, with its CRLF. */
  readonly trace: () => string;
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /** For the text of the answer and the log. */
  readonly id: string;
}

/** What a listener is for: decides about senders and recipients, and hands messages over. Refusals are thrown. */
export interface Role {
  /** ESMTP keywords that EHLO names besides the wire's own. */
  keywords(): readonly string[];
  readonly mailParameters: ReadonlySet<string>;
  readonly recipientParameters: ReadonlySet<string>;
  mail(peer: Peer, transaction: Transaction): Promise<void>;
  recipient(peer: Peer, transaction: Transaction, recipient: AcceptedRecipient): Promise<void>;
  /** @returns one answer; with LMTP one for each recipient, in order (RFC 2033 §4.2) */
  data(peer: Peer, transaction: Transaction, message: MessageInput): Promise<readonly DataAnswer[]>;
}
