/** A message that is being written, as plain data: this is what the browser keeps. */
import type { Priority } from '../priority.ts';
import type { Recipient } from './addresses.ts';
import { type DocNode, isBlank } from './doc.ts';
import type { Closing } from './signature.ts';

/** A file that goes along. */
export interface Attachment {
  /** Local. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Where its bytes are on the server; undefined until they are there. */
  readonly blobId?: string | undefined;
  /** Shown within the text: the Content-ID it is named by there. */
  readonly cid?: string | undefined;
  /** Its bytes are a part of the Email that the server keeps of the draft: with the next save they are there under another id, and under this one no more. */
  readonly isPart?: boolean;
}

/** What is answered or passed on: sealed, outside of the editor. */
export interface Quote {
  readonly kind: 'reply' | 'forward';
  /** "On … wrote:", or the block of header fields, line by line. */
  readonly heading: readonly string[];
  /** Safe HTML of the original; empty where it had none. */
  readonly html: string;
  readonly text: string;
  readonly dir: 'ltr' | 'rtl';
  /** Pictures within the HTML. */
  readonly images: readonly Attachment[];
}

/** The message that this one answers or passes on, marked as such when this one is sent. */
export interface Answered {
  readonly accountId: string;
  readonly emailId: string;
  readonly keyword: '$answered' | '$forwarded';
}

export interface DraftContent {
  readonly identityId: string | undefined;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly subject: string;
  readonly priority: Priority;
  readonly format: 'html' | 'plain';
  readonly doc: DocNode;
  /** In place of `doc` in a message without formatting. */
  readonly text: string;
  readonly quote: Quote | undefined;
  /** The signature, where it stands below the quote and not in the text. */
  readonly closing: Closing | undefined;
  readonly attachments: readonly Attachment[];
}

export interface Draft extends DraftContent {
  /** Local; in the address of its own tab. */
  readonly id: string;
  /** Where it is kept and sent from. */
  readonly accountId: string;
  /** Without angle brackets; chosen once, so that a repeated send is recognised. */
  readonly messageId: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly answered: Answered | undefined;
  /** The Email that the server keeps of it. */
  readonly serverId: string | undefined;
  /** The text that was last given to the server is of this revision. */
  readonly savedRevision: number;
  readonly revision: number;
  readonly changedAt: number;
}

/** True if nothing would be lost with it. */
export function isEmptyDraft(draft: DraftContent): boolean {
  const isTextBlank = draft.format === 'html' ? isBlank(draft.doc) : draft.text.trim() === '';
  return isTextBlank && draft.attachments.length === 0 && draft.subject.trim() === '' && draft.to.length + draft.cc.length + draft.bcc.length === 0;
}

/** Everybody that it goes to. */
export function recipientsOf({ to, cc, bcc }: Pick<DraftContent, 'to' | 'cc' | 'bcc'>): Recipient[] {
  return [...to, ...cc, ...bcc];
}

/** A new Message-ID (RFC 5322 §3.6.4), without angle brackets. @param address of the sender: its domain makes it unique */
export function newMessageId(address: string): string {
  const domain = /@([A-Za-z0-9.-]+)$/.exec(address)?.[1] ?? 'localhost';
  return `${crypto.randomUUID()}@${domain}`;
}
