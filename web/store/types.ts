/** What the replica holds of each kind, and the properties that it asks for. */
import type { Email, EmailComparator, EmailFilter, Identity, Mailbox, MailboxRights } from '../../openapi/generated/jmap.ts';

/** A sender, as one's own client knows it. */
export type OwnIdentity = Identity & {
  /** What is sent to its address reaches others, too: an answer to all must not leave them out. */
  readonly isShared?: boolean;
};

/** What a list shows of an Email. */
export type EmailRow = Pick<Email, 'id'> &
  Required<Pick<Email, 'threadId' | 'mailboxIds' | 'keywords' | 'receivedAt' | 'preview' | 'hasAttachment' | 'size'>> & {
    readonly from: Email['from'];
    readonly to: Email['to'];
    readonly subject: Email['subject'];
  };

export const rowProperties = ['id', 'threadId', 'mailboxIds', 'keywords', 'from', 'to', 'subject', 'receivedAt', 'preview', 'hasAttachment', 'size'];

/** What can change in an Email: the rest is for ever. */
export const mutableProperties = ['id', 'keywords', 'mailboxIds'];

/** What a reader shows of an Email; never changes. */
export type EmailBody = Email;

export const bodyProperties = [
  'id',
  'blobId',
  'threadId',
  'messageId',
  'inReplyTo',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'sentAt',
  'receivedAt',
  'size',
  'hasAttachment',
  'bodyStructure',
  'textBody',
  'htmlBody',
  'attachments',
  'bodyValues',
  'header:List-Unsubscribe:asURLs',
  'header:List-Unsubscribe-Post:asText',
  'header:List-Id:asText',
  'header:X-Priority:asText',
  'header:Importance:asText',
  'header:Resent-Bcc',
];

export const bodyPartProperties = ['partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid', 'location', 'subParts', 'header:Content-Type'];

/** The most bytes of a text that a reader is given at first; the whole of longer ones is asked for on demand. */
export const firstBodyBytes = 1_000_000;

export interface Thread {
  readonly id: string;
  /** Oldest first. */
  readonly emailIds: readonly string[];
}

/** A Mailbox with all that the server says about it; `shareWith` is null also where this person may not know. */
export type Folder = Required<Omit<Mailbox, 'shareWith' | 'role' | 'parentId'>> & Pick<Mailbox, 'shareWith'> & {
  readonly role: NonNullable<Mailbox['role']> | null;
  readonly parentId: string | null;
  readonly myRights: MailboxRights;
};

/** Named, since `shareWith` is not said to those who ask for everything. */
export const folderProperties = ['id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads', 'myRights', 'isSubscribed', 'shareWith'];

/** A list of Emails. */
export interface ListQuery {
  readonly accountId: string;
  readonly filter: EmailFilter;
  readonly sort: readonly EmailComparator[];
  readonly collapseThreads: boolean;
}

export const newestFirst: readonly EmailComparator[] = [{ property: 'receivedAt', isAscending: false }];
