import type { Arrived } from '../store/arrival.ts';

/** SMTP code, enhanced code and text of a refusal. */
export interface Refusal {
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
}

/** What is still to be done about a recipient once the message was received. */
export type Task =
  /** The address is elsewhere: the message is sent there. */
  | { readonly kind: 'send' }
  /** A mailbox here that could not take it now: tried again as long as for anybody else. */
  | ({ readonly kind: 'retry' } & Refusal)
  /** It will never arrive: the sender is told, unless they do not want to hear of it. */
  | ({ readonly kind: 'failed' } & Refusal)
  /** It is in the mailbox, and the sender wanted to hear of that (RFC 3461 §4.1, SUCCESS). */
  | { readonly kind: 'delivered' };

export interface OnwardRecipient {
  /** The address in question: RCPT TO's own, or one that an alias leads to. */
  readonly address: string;
  /** ORCPT, decoded; else RCPT TO where an alias led from there. */
  readonly originalRecipient: string | null;
  /** NOTIFY; null: as usual. */
  readonly notify: string | null;
  readonly task: Task;
}

/** A received message with what is left to do about it. */
export interface OnwardMessage {
  readonly arrived: Arrived;
  /** Reverse path; empty: nobody is told anything. */
  readonly sender: string;
  /** ENVID, decoded. */
  readonly envelopeId: string | null;
  readonly dsnReturn: 'FULL' | 'HDRS' | null;
  readonly recipients: readonly OnwardRecipient[];
}

/** Takes over what is left to do: the queue's business. In the queue, durable, when it resolves. */
export type Forward = (message: OnwardMessage) => Promise<void>;
