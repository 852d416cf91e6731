import type { JmapMethods } from '../../openapi/index.ts';
import type { LegacyClient } from './legacy.ts';

export type Id = string;
export type Language = 'fr' | 'en' | 'ar';
export type Protocol = 'jmap' | 'rest' | 'imap' | 'pop3' | 'smtp' | 'submission' | 'lmtp' | 'console' | 'internal';

/** Who is calling, from where. */
export interface Caller {
  readonly protocol: Protocol;
  /** IP address without brackets or zone. */
  readonly remoteAddress: string;
  /** The bytes travel inside TLS. */
  readonly tls: boolean;
}

export interface PrincipalView {
  readonly id: Id;
  /** The account that is the principal's own. */
  readonly accountId: Id;
  readonly address: string;
  readonly name: string;
  readonly language: Language;
  readonly administrator: boolean;
}

/** What the type states of an account are after a change (RFC 8620 §7.1), and which mailboxes to look at again. */
export interface ChangeNotice {
  readonly accountId: Id;
  /** Type name to new state; `EmailDelivery` among them when something came in. */
  readonly changed: Readonly<Record<string, string>>;
  readonly mailboxIds: readonly Id[];
  /** The mod-sequence of everything that changed; not there where what changed is not told apart. */
  readonly modseq?: number;
  /** In an account of others: what the principal may do there has changed, with or without anything left of it. */
  readonly rightsChanged?: boolean;
}

/** A blob that the caller may read. */
export interface ReadableBlob {
  readonly sizeBytes: number;
  /** All of it, where it is at hand already. */
  readonly bytes?: Buffer;
  /** Bytes [start, end), in pieces; the caller's pace is the pace. */
  read(start?: number, end?: number): AsyncIterable<Buffer>;
}

/** The envelope of a message that a signed-in person sends (RFC 6409). */
export interface SubmissionEnvelope {
  readonly mailFrom: { readonly email: string; readonly parameters: Readonly<Record<string, string | null>> };
  readonly rcptTo: readonly { readonly email: string; readonly parameters: Readonly<Record<string, string | null>> }[];
}

/**
 * The API as one signed-in principal sees it. Every call checks rights; arguments and results are plain data.
 * @see MessagerieApi.signIn
 */
export interface Client {
  readonly principal: PrincipalView;
  /** This sign-in may read mail and change nothing, whatever its principal may (scope `mail:read`). */
  readonly readOnly: boolean;
  /** A JMAP method (RFC 8620 §3). @throws CoreError with the JMAP method error as its kind */
  call<M extends keyof JmapMethods>(method: M, args: JmapMethods[M]['arguments']): Promise<JmapMethods[M]['response']>;
  readonly legacy: LegacyClient;
  /** Keeps bytes for a later import or append. @throws CoreError tooLarge, overQuota */
  upload(accountId: Id, source: AsyncIterable<Uint8Array> | Buffer, type?: string): Promise<{ blobId: Id; sizeBytes: number }>;
  /** @throws CoreError blobNotFound */
  blob(accountId: Id, blobId: Id): Promise<ReadableBlob>;
  /**
   * Sends a message that came over submission (RFC 6409): local recipients at once, others through the queue; files the Sent copy where the account
   * wants one. @throws CoreError senderNotAllowed, recipientUnknown, tooLarge, overQuota …
   */
  submit(envelope: SubmissionEnvelope, source: AsyncIterable<Uint8Array>): Promise<{ submissionId: Id }>;
  /** May this address stand in MAIL FROM? Asked at MAIL, before the message comes. */
  maySendAs(address: string): Promise<boolean>;
  /**
   * Called after each durable change in an account that the principal sees, until the returned function is called: in those of others, of mailboxes that
   * they may read.
   * @param only notices that may concern this mailbox; then nothing is looked up to make them
   */
  subscribe(listener: (notice: ChangeNotice) => void, only?: { readonly mailboxId: Id }): () => void;
  /**
   * Called once when the sign-in behind this client ends: password changed, account disabled or deleted, app password or token deleted or at the end of its
   * time.
   */
  onRevoked(listener: (reason: string) => void): () => void;
  close(): void;
}

/** A recipient as RCPT sees it. */
export type RecipientAnswer =
  | { readonly kind: 'local'; readonly accounts: number }
  /** Not one of our domains. */
  | { readonly kind: 'remote' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'full'; readonly permanent: boolean };

export interface DeliveryRecipient {
  readonly address: string;
  /** RFC 3461 §4.1, NOTIFY: `NEVER`, or some of SUCCESS, FAILURE, DELAY, in upper case. */
  readonly notify?: string | undefined;
  /** RFC 3461 §4.2, ORCPT, decoded: address type, `;`, address. */
  readonly originalRecipient?: string | undefined;
}

export interface DeliveryRequest {
  /** Reverse path; empty for a report. */
  readonly sender: string;
  readonly recipients: readonly DeliveryRecipient[];
  /** Header lines to put in front (Received …), ending in CRLF; shared by all recipients and kept in the blob. */
  readonly trace: string;
  readonly source: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  /** RFC 3461 §4.4, ENVID, decoded. */
  readonly envelopeId?: string | undefined;
  /** RFC 3461 §4.3. */
  readonly dsnReturn?: 'FULL' | 'HDRS' | undefined;
  /**
   * The client hears one answer for all recipients (SMTP; not LMTP). Then `delivered` is the same for all: true where the message was taken, with the queue
   * seeing to those who do not have it yet and the sender being told about those who will not get it.
   */
  readonly oneAnswer?: boolean | undefined;
}

/** One answer per recipient, in the order of the request. */
export interface DeliveryAnswer {
  readonly address: string;
  readonly delivered: boolean;
  /** SMTP code, enhanced code and text where not delivered. */
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
}

/** What shims are given at start. In process only: never over HTTP. */
export interface MessagerieApi {
  /** @throws CoreError credentialsInvalid, tooManyAttempts (retryAfterSeconds), accountDisabled */
  signIn(credentials: { user: string; password: string } | { token: string }, caller: Caller): Promise<Client>;
  /** Recipient/resolve: asked at RCPT. @param sizeBytes the SIZE that MAIL announced, if any */
  resolveRecipient(address: string, sizeBytes?: number): Promise<RecipientAnswer>;
  /** Delivery/deliver: durable when it resolves. @throws CoreError tooLarge, tooManyHops */
  deliver(request: DeliveryRequest): Promise<DeliveryAnswer[]>;
  /** The name this server goes by in greetings and Received lines. */
  readonly hostname: string;
}
