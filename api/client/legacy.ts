import type { Id, ReadableBlob } from './api.ts';

/** A mailbox with what IMAP needs beyond JMAP. Counts include messages marked `\Deleted`. */
export interface LegacyMailbox {
  readonly id: Id;
  readonly accountId: Id;
  /**
   * Hierarchy names joined by `/`; the inbox is `INBOX` whatever it is called elsewhere. Others' mailboxes stand below `Other Users/` and the owner's address,
   * groups' below `Shared Folders/`.
   */
  readonly path: string;
  /** Null for others' mailboxes: nobody's mail is sent to another's Sent. */
  readonly role: string | null;
  /** What the caller may do there: letters of RFC 4314 §2.1, all of them in one's own. */
  readonly rights: string;
  readonly subscribed: boolean;
  readonly hasChildren: boolean;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModseq: number;
  readonly messages: number;
  readonly unseen: number;
  readonly sizeBytes: number;
  readonly deletedCount: number;
  readonly deletedBytes: number;
  /** First UID that no read-write session has been told of as recent. */
  readonly recentUid: number;
}

/**
 * Keyword bits in the columns below. `\Deleted` belongs to the membership; the others to the Email.
 * Keywords without a bit are in `extraKeywords`.
 */
export const flagBits = {
  $seen: 1,
  $answered: 2,
  $flagged: 4,
  $draft: 8,
  $forwarded: 16,
  $junk: 32,
  $notjunk: 64,
  $phishing: 128,
  $mdnsent: 256,
  $important: 512,
} as const;
/** `\Deleted` in the same bit set; never stored with the Email. */
export const DELETED_BIT = 1 << 30;

/** Messages of a mailbox in UID order, one column per property; the arrays have the same length. */
export interface MessageColumns {
  readonly uids: Uint32Array;
  /** Email numbers: equal numbers are the same Email. */
  readonly emails: Float64Array;
  /** {@link flagBits} and {@link DELETED_BIT}. */
  readonly flags: Uint32Array;
  readonly modseqs: Float64Array;
  /** Octets. */
  readonly sizes: Float64Array;
  /** Index into the columns → further keywords, only where there are some. */
  readonly extraKeywords: ReadonlyMap<number, readonly string[]>;
}

export interface MailboxSnapshot {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModseq: number;
  /** It is the caller's own; in others' mailboxes `$seen` is their own, and the owner's changes of it show in mod-sequences alone. */
  readonly isOwn: boolean;
  /** What the caller may do there, as {@link LegacyMailbox.rights}. */
  readonly rights: string;
  readonly messages: MessageColumns;
}

export interface MailboxDelta {
  readonly uidNext: number;
  readonly highestModseq: number;
  readonly rights: string;
  /** New and changed messages since the mod-sequence asked for. */
  readonly changed: MessageColumns;
  /** UIDs that left since then, ascending. Null: the memory does not reach back so far, compare with a new snapshot. */
  readonly expunged: Uint32Array | null;
}

/** Properties of messages for FETCH; only those asked for are there, each a column in the order of `uids`. */
export interface FetchColumns {
  readonly uids: Uint32Array;
  readonly sizes?: Float64Array;
  /** Milliseconds since 1970. */
  readonly receivedAt?: Float64Array;
  readonly savedAt?: Float64Array;
  readonly emailIds?: readonly Id[];
  readonly threadIds?: readonly Id[];
  /** Finished wire bytes. */
  readonly envelopes?: readonly Buffer[];
  readonly bodyStructures?: readonly Buffer[];
  readonly bodies?: readonly Buffer[];
  /** Exact header lines of the fields that were projected at arrival; see `projectedHeaders`. */
  readonly headers?: readonly Buffer[];
  readonly previews?: readonly string[];
  /** The MIME structure with byte offsets; `prefixBytes` is to be added to each to get offsets into the whole message. */
  readonly structures?: readonly MessageStructure[];
  /** Whole messages as {@link LegacyClient.message} gives them; the bytes of small ones are at hand. */
  readonly messages?: readonly ReadableBlob[];
}

export type FetchColumn = Exclude<keyof FetchColumns, 'uids'>;

/** One MIME part with offsets into the stored message (see `api/mail/mime`). */
export interface StructurePart {
  readonly partId: string;
  readonly headerStart: number;
  readonly headerEnd: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly type: string;
  readonly subtype: string;
  readonly encoding: string;
  readonly parts: readonly StructurePart[];
  readonly message: StructurePart | null;
}

export interface MessageStructure {
  readonly prefixBytes: number;
  readonly root: StructurePart;
}

/** A search over one mailbox, sequence numbers already turned into UIDs by the caller. */
export type LegacyFilter =
  | { readonly op: 'and' | 'or'; readonly filters: readonly LegacyFilter[] }
  | { readonly op: 'not'; readonly filter: LegacyFilter }
  | { readonly op: 'all' }
  | { readonly op: 'uids'; readonly ranges: readonly (readonly [number, number])[] }
  /** A keyword (`$seen`, any other in lower case) or `\deleted`. */
  | { readonly op: 'keyword'; readonly keyword: string }
  | { readonly op: 'modseq'; readonly atLeast: number }
  | { readonly op: 'emailId' | 'threadId'; readonly id: Id }
  | { readonly op: 'larger' | 'smaller'; readonly bytes: number }
  /** `from` inclusive, `before` exclusive, milliseconds. `field`: when it arrived, when it was saved here, or its Date header as if its clock had shown UTC. */
  | { readonly op: 'date'; readonly field: 'received' | 'saved' | 'sent'; readonly from?: number; readonly before?: number }
  /** Substring of folded text; a header search with empty text asks whether the field is there. */
  | { readonly op: 'header'; readonly name: string; readonly text: string }
  | { readonly op: 'text' | 'body'; readonly text: string };

/** What messages are ordered by (RFC 5256 §3, RFC 5957 §4); texts without regard to case and accents. */
export type SortProperty = 'arrival' | 'cc' | 'date' | 'displayFrom' | 'displayTo' | 'from' | 'size' | 'subject' | 'to';

export interface SortCriterion {
  readonly property: SortProperty;
  readonly isReverse: boolean;
}

export type ThreadAlgorithm = 'orderedSubject' | 'references';

/** Threads (RFC 5256 §3), each message before its answers. */
export interface ThreadForest {
  /** Indexes into the UIDs asked for; {@link ABSENT}: nobody has the message that those one level below have in common. */
  readonly messages: Uint32Array;
  /** Levels above each; 0 begins a thread. */
  readonly depths: Uint32Array;
}

/** In {@link ThreadForest}: a message that is not there. */
export const ABSENT = 0xffff_ffff;

export interface ChangeFlagsRequest {
  readonly mailboxId: Id;
  readonly uids: Uint32Array;
  readonly op: 'add' | 'remove' | 'replace';
  /** Lower-case keywords (`$seen`, `$flagged`, `work` …). */
  readonly keywords: readonly string[];
  /** Whether `\Deleted` is among the flags of the command. */
  readonly deleted: boolean;
  /** UNCHANGEDSINCE (RFC 7162 §3.1.3). */
  readonly ifUnmodifiedSince?: number | undefined;
}

export interface FlagsResult {
  /** UIDs that were dealt with, changed or not, ascending. */
  readonly updated: Uint32Array;
  /** By index of `updated`: what each carries now. */
  readonly modseqs: Float64Array;
  readonly flags: Uint32Array;
  readonly extraKeywords: ReadonlyMap<number, readonly string[]>;
  /** UIDs whose mod-sequence was newer than allowed. */
  readonly conflicting: Uint32Array;
  /**
   * Highest mod-sequences of the mailbox before the first of these changes and after the last. Null where others changed it in between, or where it is
   * not for these to tell: then only a new reading shows all.
   */
  readonly highestModseq: { readonly before: number; readonly after: number } | null;
  /** In another's mailbox: some of the change is not allowed there, and was passed over (RFC 4314 §4). */
  readonly incomplete: boolean;
}

export interface CopyRequest {
  readonly mailboxId: Id;
  /** Ascending. */
  readonly uids: Uint32Array;
  readonly toMailboxId: Id;
}

/** UIDs before and after, in the same order (RFC 4315). */
export interface CopyResult {
  readonly uidValidity: number;
  readonly sourceUids: Uint32Array;
  readonly destinationUids: Uint32Array;
}

export interface AppendRequest {
  readonly mailboxId: Id;
  readonly keywords: readonly string[];
  readonly deleted: boolean;
  /** Milliseconds; now where absent. */
  readonly receivedAt?: number | undefined;
  readonly source: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
}

/** A message whose bytes are kept, and that is in no mailbox yet; it goes by itself where it is not put into one within a day. */
export interface StagedMessage {
  readonly sizeBytes: number;
  /** What it costs to hold on to it. */
  readonly heldBytes: number;
}

export interface AppendMessage {
  readonly staged: StagedMessage;
  readonly keywords: readonly string[];
  readonly deleted: boolean;
  /** Milliseconds; now where absent. */
  readonly receivedAt?: number | undefined;
}

export interface LegacyQuota {
  readonly usedBytes: number;
  readonly limitBytes: number | null;
  readonly usedCount: number;
  readonly limitCount: number | null;
  readonly mailboxes: number;
  readonly maxMailboxes: number;
  /** Empty for one's own account. */
  readonly root: string;
}

/** Who may do what in a mailbox (RFC 4314). */
export interface AclEntry {
  /** An address, `anyone`, or `$` and the name of a group that has no address. */
  readonly identifier: string;
  /** Letters of RFC 4314 §2.1. */
  readonly rights: string;
}

/** One change of one entry. */
export interface AclChange {
  readonly op: 'set' | 'add' | 'remove';
  /** Letters of RFC 4314, `c` and `d` too. */
  readonly rights: string;
}

/** An entry of metadata (RFC 5464): its name in lower case, `/private/…` or `/shared/…`. */
export interface MetadataEntry {
  readonly entry: string;
  readonly sizeBytes: number;
}

export interface MetadataChange {
  readonly entry: string;
  /** Null takes the entry away. */
  readonly value: Buffer | null;
}

export interface MetadataNotice {
  /** Null: the server. */
  readonly mailboxId: Id | null;
  readonly entries: readonly string[];
}

/** The vendor capability: what legacy protocols need beyond the RFCs (contract, JMAP). */
export interface LegacyClient {
  /** The principal's own mailboxes, those of others that they see, or all; parents before children. */
  mailboxes(of?: 'own' | 'others' | 'all'): Promise<readonly LegacyMailbox[]>;
  /** The one of this path, as `mailboxes` shows it; INBOX in any case. */
  mailbox(path: string): Promise<LegacyMailbox | undefined>;
  /** IMAP CREATE: makes missing parents; a role folder's other name renames it (design §5). @param subscribe false for a name with a trailing separator */
  createMailbox(path: string, options: { subscribe: boolean; role?: string | undefined }): Promise<{ id: Id }>;
  /** IMAP DELETE. @throws CoreError mailboxHasChild, notPermitted (INBOX) … */
  deleteMailbox(path: string): Promise<void>;
  /** IMAP RENAME; of INBOX: moves its messages to a new folder (RFC 9051 §6.3.6). Missing parents are made. */
  renameMailbox(from: string, to: string): Promise<void>;
  setSubscribed(path: string, subscribed: boolean): Promise<void>;
  /** Who may do what, the owner first. @throws CoreError notPermitted without the right `a` */
  acl(mailboxId: Id): Promise<readonly AclEntry[]>;
  /** Changes what one identifier may do; nothing left takes the entry away. @throws CoreError notPermitted, notFound (nobody of that name), invalidArguments (a letter that is no right) */
  setAcl(mailboxId: Id, identifier: string, change: AclChange): Promise<void>;
  /** Rights that an identifier has whatever the entries say, and those that it can be given. @throws CoreError as {@link setAcl} */
  grantable(mailboxId: Id, identifier: string): Promise<{ readonly required: string; readonly optional: string }>;
  /** The mailbox's messages as columns. */
  snapshot(mailboxId: Id): Promise<MailboxSnapshot>;
  /** What changed after a mod-sequence. */
  changesSince(mailboxId: Id, modseq: number): Promise<MailboxDelta>;
  /** UIDs expunged after a mod-sequence; null past the horizon. */
  expungedSince(mailboxId: Id, modseq: number): Promise<Uint32Array | null>;
  /** Claims recent messages for this session; returns the first UID that is recent in it. A read-only session (`claim: false`) only looks. */
  recent(mailboxId: Id, claim: boolean): Promise<number>;
  /** Rows in UID order, at most 1 000 a batch; messages that have gone are left out. */
  fetch(mailboxId: Id, uids: Uint32Array, columns: readonly FetchColumn[]): AsyncIterable<FetchColumns>;
  /** The whole message: per-recipient prefix and blob as one. */
  message(mailboxId: Id, uid: number): Promise<ReadableBlob>;
  /** The decoded body of a part, its range counted as `structures` does, without the prefix. Undefined: its encoding is unknown. @throws CoreError notFound */
  decodedPart(mailboxId: Id, uid: number, part: Pick<StructurePart, 'bodyStart' | 'bodyEnd' | 'encoding'>): Promise<ReadableBlob | undefined>;
  /** Fields whose lines `headers` holds, lower case. */
  readonly projectedHeaders: ReadonlySet<string>;
  /** UIDs that match, ascending. */
  search(mailboxId: Id, filter: LegacyFilter): Promise<Uint32Array>;
  /** Indexes of these messages in order, equal ones by UID; what has gone is left out. @param uids ascending */
  sort(mailboxId: Id, uids: Uint32Array, criteria: readonly SortCriterion[]): Promise<Uint32Array>;
  /** These messages as threads. @param uids ascending */
  thread(mailboxId: Id, uids: Uint32Array, algorithm: ThreadAlgorithm): Promise<ThreadForest>;
  /** Several units over many messages. In others' mailboxes, what the rights do not allow is passed over. @throws CoreError notPermitted where that is all */
  changeFlags(request: ChangeFlagsRequest): Promise<FlagsResult>;
  /** All or nothing. */
  copy(request: CopyRequest): Promise<CopyResult>;
  move(request: CopyRequest): Promise<CopyResult>;
  /** Removes messages marked `\Deleted`, all or those of the UIDs given. @returns UIDs that left, ascending */
  expunge(mailboxId: Id, uids?: Uint32Array): Promise<{ uids: Uint32Array; modseq: number }>;
  /** @throws CoreError tooLarge, overQuota */
  append(request: AppendRequest): Promise<{ uid: number; uidValidity: number; emailId: Id }>;
  /** Keeps the bytes of a message for {@link appendStaged}. @throws CoreError tooLarge, notPermitted */
  stage(source: AsyncIterable<Uint8Array>): Promise<StagedMessage>;
  /** Puts messages into a mailbox, all or none, in one unit. @returns a UID for each, ascending @throws CoreError overQuota, notPermitted, mailboxToCreate */
  appendStaged(mailboxId: Id, messages: readonly AppendMessage[]): Promise<{ uids: Uint32Array; uidValidity: number; emailIds: readonly Id[] }>;
  /** What the account wants to become of messages that a POP3 client deletes. @returns how many left the mailbox @throws CoreError notPermitted */
  deleteByPop3(mailboxId: Id, uids: Uint32Array): Promise<number>;
  /** Capabilities of IMAP and POP3 that are not there for this account, in the spelling of their RFCs; in effect from its next sign-in on. */
  capabilitiesOff(): Promise<readonly string[]>;
  /** What is noted on a mailbox, or on the server (null): the principal's own entries and shared ones. @throws CoreError mailboxNotFound */
  metadata(mailboxId: Id | null): Promise<readonly MetadataEntry[]>;
  metadataValue(mailboxId: Id | null, entry: string): Promise<Buffer | undefined>;
  /** All or none. @throws CoreError notPermitted, mailboxNotFound, metadataTooLarge (`maxBytes`), metadataTooMany */
  setMetadata(mailboxId: Id | null, changes: readonly MetadataChange[]): Promise<void>;
  /** Called when somebody else, or the same person elsewhere, has changed some, until the returned function is called. */
  onMetadata(listener: (notice: MetadataNotice) => void): () => void;
  /**
   * Of the principal's account, or of the one that a mailbox is in: then only for who may put messages there.
   * @returns with a mailbox of others also the name of its account, as their paths begin. @throws CoreError notPermitted, mailboxNotFound
   */
  quota(mailboxId?: Id): Promise<LegacyQuota>;
}
