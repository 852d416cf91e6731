/** What the model is made of: plain objects, each holding what design §5 says of its kind and nothing computed. */

/** Persons are known by their place in the list of people: 0, 1, 2. */
export type Who = number;

/** To whom rights are given: a person, the group that some of them are in, or everybody. */
export type Grantee = Who | 'team' | 'anyone';

/** A message's bytes and what they say. Copies of a message share one. */
export interface Content {
  /** Names it in what is printed: the left part of its Message-ID. */
  readonly name: string;
  readonly subject: string;
  /** The address in its From field. */
  readonly from: string;
  /** Message-IDs that it names, its own first. */
  readonly named: readonly string[];
  /** What the client sent; delivery puts lines in front of it. Undefined where the server wrote the message itself (a JMAP draft). */
  readonly sent: Buffer | undefined;
  /** Nothing may be in front of what was sent: APPEND, Email/import, the copy in Sent. */
  readonly isExact: boolean;
  /** Learned at the first look at the message, the same ever after. */
  hash: string | undefined;
  sizeBytes: number | undefined;
}

export interface Thread {
  /** Older threads have smaller numbers. */
  readonly age: number;
  emails: number;
}

export interface Email {
  readonly owner: Who;
  readonly content: Content;
  readonly thread: Thread;
  /** Where the message began: ids are drawn there, and rise. */
  readonly born: readonly [owner: Who, number: number];
  /** Keywords of the Email, `$seen` of the owner among them. */
  readonly keywords: Set<string>;
  /** Others who have seen it. */
  readonly seenBy: Set<Who>;
  /** Learned, the same ever after. */
  id: string | undefined;
  receivedAt: string | undefined;
}

/** An Email in a mailbox. */
export interface Membership {
  readonly email: Email;
  /** Learned, the same ever after. */
  uid: number | undefined;
  deleted: boolean;
}

export interface Mailbox {
  readonly owner: Who;
  readonly id: string;
  name: string;
  parent: Mailbox | undefined;
  role: string | null;
  /** In the order of their UIDs. */
  messages: Membership[];
  /** Letters of RFC 4314. */
  readonly grants: Map<Grantee, string>;
  readonly subscribed: Set<Who>;
  /** No UID up to here may be given again. */
  lastUid: number;
  /** Learned, the same ever after. */
  uidValidity: number | undefined;
}

export interface Account {
  readonly owner: Who;
  readonly mailboxes: Set<Mailbox>;
  readonly emails: Set<Email>;
  /** What leads to threads: a Message-ID with the base subject. */
  readonly threadKeys: Map<string, Thread>;
  quotaBytes: number | null;
  born: number;
}

/** What must come of an action: everything that it asks for, or nothing at all. */
export type Outcome = 'done' | 'refused';
