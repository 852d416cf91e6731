// Generated from openapi/source by `npm run generate`: change the source, not this file.

import type { components } from './types.ts';

/** An identifier given by the server. */
export type Id = components['schemas']['Id'];
/** An id, or `#` and the creation id of an object made earlier in the same request. */
export type IdOrReference = components['schemas']['IdOrReference'];
/** A whole number that JavaScript holds exactly. */
export type Int = components['schemas']['Int'];
/** A whole number from 0 to 2^53-1. */
export type UnsignedInt = components['schemas']['UnsignedInt'];
/** A whole number from 1 to 2^53-1. */
export type PositiveInt = components['schemas']['PositiveInt'];
/** A date and time with an offset from UTC (RFC 3339), letters in capitals. */
export type Date = components['schemas']['Date'];
/** A date and time in UTC (RFC 3339), ending in `Z`. */
export type UTCDate = components['schemas']['UTCDate'];
/** Changes to one object. A key is a property, or a path into one (`keywords/$seen`), parts joined by `/`; the value replaces what is there, null takes it away or puts the default back. */
export type PatchObject = components['schemas']['PatchObject'];
/** What this server offers to the person signed in, and where. */
export type Session = components['schemas']['Session'];
/** An account as the session shows it. */
export type SessionAccount = components['schemas']['SessionAccount'];
/** The limits of the server, under `urn:ietf:params:jmap:core`. */
export type CoreCapability = components['schemas']['CoreCapability'];
/** A method call or its response - name, arguments, and the id that the client gave the call. */
export type Invocation = components['schemas']['Invocation'];
/** A batch of method calls, worked through in order. */
export type Request = components['schemas']['Request'];
/** The answers to a request, in order. */
export type Response = components['schemas']['Response'];
/** Stands for an argument (its name prefixed by `#`) and takes its value from an earlier response. */
export type ResultReference = components['schemas']['ResultReference'];
/** Why a whole request was refused, as problem details. */
export type RequestError = components['schemas']['RequestError'];
/** The kinds of refusal of a request. */
export type RequestErrorType = components['schemas']['RequestErrorType'];
/** The arguments of an `error` response, in place of a method's own response. */
export type MethodError = components['schemas']['MethodError'];
/** Why a method call did nothing. */
export type MethodErrorType = components['schemas']['MethodErrorType'];
/** Why one object was not created, updated or destroyed. */
export type SetError = components['schemas']['SetError'];
/** Why one object was not created, updated or destroyed. */
export type SetErrorType = components['schemas']['SetErrorType'];
/** Where an id now stands in the results of a query. */
export type AddedItem = components['schemas']['AddedItem'];
/** What became of uploaded bytes. */
export type UploadResponse = components['schemas']['UploadResponse'];
/** Arguments of Core/echo (RFC 8620 §4). */
export type CoreEchoArguments = components['schemas']['CoreEchoArguments'];
/** Response of Core/echo (RFC 8620 §4). */
export type CoreEchoResponse = components['schemas']['CoreEchoResponse'];
/** Arguments of Blob/copy (RFC 8620 §6.3). */
export type BlobCopyArguments = components['schemas']['BlobCopyArguments'];
/** Response of Blob/copy (RFC 8620 §6.3). */
export type BlobCopyResponse = components['schemas']['BlobCopyResponse'];
/** What must be true of an Email; all that is given. */
export type EmailFilterCondition = components['schemas']['EmailFilterCondition'];
/** What Email/query can sort by. */
export type EmailSortProperty = components['schemas']['EmailSortProperty'];
/** Arguments of Email/query (RFC 8621 §4.4). */
export type EmailQueryArguments = components['schemas']['EmailQueryArguments'];
/** Response of Email/query (RFC 8621 §4.4). */
export type EmailQueryResponse = components['schemas']['EmailQueryResponse'];
/** A Email filter: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type EmailFilter = components['schemas']['EmailFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type EmailFilterOperator = components['schemas']['EmailFilterOperator'];
/** One step of the order of a Email query (RFC 8620 §5.5). */
export type EmailComparator = components['schemas']['EmailComparator'];
/** Arguments of Email/queryChanges (RFC 8621 §4.5). */
export type EmailQueryChangesArguments = components['schemas']['EmailQueryChangesArguments'];
/** Response of Email/queryChanges (RFC 8621 §4.5). */
export type EmailQueryChangesResponse = components['schemas']['EmailQueryChangesResponse'];
/** Sender and recipients as SMTP sees them. */
export type Envelope = components['schemas']['Envelope'];
/** An address with SMTP parameters, for example HOLDFOR or HOLDUNTIL (RFC 4865) on the sender. */
export type EnvelopeAddress = components['schemas']['EnvelopeAddress'];
/** SMTP parameters, name to value or null. */
export type EnvelopeParameters = components['schemas']['EnvelopeParameters'];
/** What became of a message for one recipient. */
export type DeliveryStatus = components['schemas']['DeliveryStatus'];
/** Details of `urn:ietf:params:jmap:submission` in an account. */
export type SubmissionCapability = components['schemas']['SubmissionCapability'];
/** A list of strings. */
export type StringList = components['schemas']['StringList'];
/** What must be true of a submission; all that is given. */
export type EmailSubmissionFilterCondition = components['schemas']['EmailSubmissionFilterCondition'];
/** What EmailSubmission/query can sort by (`sentAt` is `sendAt`). */
export type EmailSubmissionSortProperty = components['schemas']['EmailSubmissionSortProperty'];
/** The sending of an Email, and what became of it. */
export type EmailSubmission = components['schemas']['EmailSubmission'];
/** A new EmailSubmission, as a client writes it (RFC 8620 §5.3). */
export type EmailSubmissionCreate = components['schemas']['EmailSubmissionCreate'];
/** Arguments of EmailSubmission/get (RFC 8621 §7.1). */
export type EmailSubmissionGetArguments = components['schemas']['EmailSubmissionGetArguments'];
/** Response of EmailSubmission/get (RFC 8621 §7.1). */
export type EmailSubmissionGetResponse = components['schemas']['EmailSubmissionGetResponse'];
/** Arguments of EmailSubmission/changes (RFC 8621 §7.2). */
export type EmailSubmissionChangesArguments = components['schemas']['EmailSubmissionChangesArguments'];
/** Response of EmailSubmission/changes (RFC 8621 §7.2). */
export type EmailSubmissionChangesResponse = components['schemas']['EmailSubmissionChangesResponse'];
/** Arguments of EmailSubmission/query (RFC 8621 §7.3). */
export type EmailSubmissionQueryArguments = components['schemas']['EmailSubmissionQueryArguments'];
/** Response of EmailSubmission/query (RFC 8621 §7.3). */
export type EmailSubmissionQueryResponse = components['schemas']['EmailSubmissionQueryResponse'];
/** A EmailSubmission filter: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type EmailSubmissionFilter = components['schemas']['EmailSubmissionFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type EmailSubmissionFilterOperator = components['schemas']['EmailSubmissionFilterOperator'];
/** One step of the order of a EmailSubmission query (RFC 8620 §5.5). */
export type EmailSubmissionComparator = components['schemas']['EmailSubmissionComparator'];
/** Arguments of EmailSubmission/queryChanges (RFC 8621 §7.4). */
export type EmailSubmissionQueryChangesArguments = components['schemas']['EmailSubmissionQueryChangesArguments'];
/** Response of EmailSubmission/queryChanges (RFC 8621 §7.4). */
export type EmailSubmissionQueryChangesResponse = components['schemas']['EmailSubmissionQueryChangesResponse'];
/** Arguments of EmailSubmission/set (RFC 8621 §7.5). */
export type EmailSubmissionSetArguments = components['schemas']['EmailSubmissionSetArguments'];
/** Response of EmailSubmission/set (RFC 8621 §7.5). */
export type EmailSubmissionSetResponse = components['schemas']['EmailSubmissionSetResponse'];
/** One mailbox of an address field. */
export type EmailAddress = components['schemas']['EmailAddress'];
/** A group of an address field, or the addresses between groups. */
export type EmailAddressGroup = components['schemas']['EmailAddressGroup'];
/** One header field as it stands in the message. */
export type EmailHeader = components['schemas']['EmailHeader'];
/** The value of a `header:` property; the form in its name says which of these it is. */
export type HeaderFormValue = components['schemas']['HeaderFormValue'];
/** One MIME part. Further properties `header:Name[:asForm][:all]` show its header fields. */
export type EmailBodyPart = components['schemas']['EmailBodyPart'];
/** The text of a part, with single LF line ends. */
export type EmailBodyValue = components['schemas']['EmailBodyValue'];
/** A message read from a blob; what only stored Emails have is null. */
export type ParsedEmail = components['schemas']['ParsedEmail'];
/** A message to take in as an Email. */
export type EmailImport = components['schemas']['EmailImport'];
/** A message in an account. Further properties `header:Name[:asForm][:all]` show single header fields (§4.1.3). */
export type Email = components['schemas']['Email'];
/** A new Email, as a client writes it (RFC 8620 §5.3). */
export type EmailCreate = components['schemas']['EmailCreate'];
/** Arguments of Email/get (RFC 8621 §4.2). */
export type EmailGetArguments = components['schemas']['EmailGetArguments'];
/** Response of Email/get (RFC 8621 §4.2). */
export type EmailGetResponse = components['schemas']['EmailGetResponse'];
/** Arguments of Email/changes (RFC 8621 §4.3). */
export type EmailChangesArguments = components['schemas']['EmailChangesArguments'];
/** Response of Email/changes (RFC 8621 §4.3). */
export type EmailChangesResponse = components['schemas']['EmailChangesResponse'];
/** Arguments of Email/set (RFC 8621 §4.6). */
export type EmailSetArguments = components['schemas']['EmailSetArguments'];
/** Response of Email/set (RFC 8621 §4.6). */
export type EmailSetResponse = components['schemas']['EmailSetResponse'];
/** Arguments of Email/copy (RFC 8621 §4.7). */
export type EmailCopyArguments = components['schemas']['EmailCopyArguments'];
/** Response of Email/copy (RFC 8621 §4.7). */
export type EmailCopyResponse = components['schemas']['EmailCopyResponse'];
/** Arguments of Email/import (RFC 8621 §4.8). */
export type EmailImportArguments = components['schemas']['EmailImportArguments'];
/** Response of Email/import (RFC 8621 §4.8). */
export type EmailImportResponse = components['schemas']['EmailImportResponse'];
/** Arguments of Email/parse (RFC 8621 §4.9). */
export type EmailParseArguments = components['schemas']['EmailParseArguments'];
/** Response of Email/parse (RFC 8621 §4.9). */
export type EmailParseResponse = components['schemas']['EmailParseResponse'];
/** An address that a person may send from, with what goes with it. */
export type Identity = components['schemas']['Identity'];
/** A new Identity, as a client writes it (RFC 8620 §5.3). */
export type IdentityCreate = components['schemas']['IdentityCreate'];
/** Arguments of Identity/get (RFC 8621 §6.1). */
export type IdentityGetArguments = components['schemas']['IdentityGetArguments'];
/** Response of Identity/get (RFC 8621 §6.1). */
export type IdentityGetResponse = components['schemas']['IdentityGetResponse'];
/** Arguments of Identity/changes (RFC 8621 §6.2). */
export type IdentityChangesArguments = components['schemas']['IdentityChangesArguments'];
/** Response of Identity/changes (RFC 8621 §6.2). */
export type IdentityChangesResponse = components['schemas']['IdentityChangesResponse'];
/** Arguments of Identity/set (RFC 8621 §6.3). */
export type IdentitySetArguments = components['schemas']['IdentitySetArguments'];
/** Response of Identity/set (RFC 8621 §6.3). */
export type IdentitySetResponse = components['schemas']['IdentitySetResponse'];
/** What a Mailbox is for, in the words of the IMAP registry, lower case. */
export type MailboxRole = components['schemas']['MailboxRole'];
/** What a person may do in a Mailbox. */
export type MailboxRights = components['schemas']['MailboxRights'];
/** Details of `urn:ietf:params:jmap:mail` in an account. */
export type MailCapability = components['schemas']['MailCapability'];
/** What must be true of a Mailbox; all that is given. */
export type MailboxFilterCondition = components['schemas']['MailboxFilterCondition'];
/** What Mailbox/query can sort by. */
export type MailboxSortProperty = components['schemas']['MailboxSortProperty'];
/** A folder of mail. An Email is in at least one. */
export type Mailbox = components['schemas']['Mailbox'];
/** A new Mailbox, as a client writes it (RFC 8620 §5.3). */
export type MailboxCreate = components['schemas']['MailboxCreate'];
/** Arguments of Mailbox/get (RFC 8621 §2.1). */
export type MailboxGetArguments = components['schemas']['MailboxGetArguments'];
/** Response of Mailbox/get (RFC 8621 §2.1). */
export type MailboxGetResponse = components['schemas']['MailboxGetResponse'];
/** Arguments of Mailbox/changes (RFC 8621 §2.2). */
export type MailboxChangesArguments = components['schemas']['MailboxChangesArguments'];
/** Response of Mailbox/changes (RFC 8621 §2.2). */
export type MailboxChangesResponse = components['schemas']['MailboxChangesResponse'];
/** Arguments of Mailbox/query (RFC 8621 §2.3). */
export type MailboxQueryArguments = components['schemas']['MailboxQueryArguments'];
/** Response of Mailbox/query (RFC 8621 §2.3). */
export type MailboxQueryResponse = components['schemas']['MailboxQueryResponse'];
/** A Mailbox filter: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type MailboxFilter = components['schemas']['MailboxFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type MailboxFilterOperator = components['schemas']['MailboxFilterOperator'];
/** One step of the order of a Mailbox query (RFC 8620 §5.5). */
export type MailboxComparator = components['schemas']['MailboxComparator'];
/** Arguments of Mailbox/queryChanges (RFC 8621 §2.4). */
export type MailboxQueryChangesArguments = components['schemas']['MailboxQueryChangesArguments'];
/** Response of Mailbox/queryChanges (RFC 8621 §2.4). */
export type MailboxQueryChangesResponse = components['schemas']['MailboxQueryChangesResponse'];
/** Arguments of Mailbox/set (RFC 8621 §2.5). */
export type MailboxSetArguments = components['schemas']['MailboxSetArguments'];
/** Response of Mailbox/set (RFC 8621 §2.5). */
export type MailboxSetResponse = components['schemas']['MailboxSetResponse'];
/** A conversation, that is Emails which answer each other. */
export type Thread = components['schemas']['Thread'];
/** Arguments of Thread/get (RFC 8621 §3.1). */
export type ThreadGetArguments = components['schemas']['ThreadGetArguments'];
/** Response of Thread/get (RFC 8621 §3.1). */
export type ThreadGetResponse = components['schemas']['ThreadGetResponse'];
/** Arguments of Thread/changes (RFC 8621 §3.2). */
export type ThreadChangesArguments = components['schemas']['ThreadChangesArguments'];
/** Response of Thread/changes (RFC 8621 §3.2). */
export type ThreadChangesResponse = components['schemas']['ThreadChangesResponse'];
/** What went wrong with an HTTP request. */
export type Problem = components['schemas']['Problem'];
/** One member of a request that is not acceptable. */
export type FieldError = components['schemas']['FieldError'];
/** Where a page starts, from `next` of the page before; opaque, and good for as long as the list is. */
export type Cursor = components['schemas']['Cursor'];
/** The most items of a page. */
export type PageLimit = components['schemas']['PageLimit'];

/** Arguments and response of every method, by its name. */
export interface JmapMethods {
  /** RFC 8620 §4 */
  'Core/echo': { arguments: CoreEchoArguments; response: CoreEchoResponse };
  /** RFC 8620 §6.3 */
  'Blob/copy': { arguments: BlobCopyArguments; response: BlobCopyResponse };
  /** RFC 8621 §4.4 */
  'Email/query': { arguments: EmailQueryArguments; response: EmailQueryResponse };
  /** RFC 8621 §4.5 */
  'Email/queryChanges': { arguments: EmailQueryChangesArguments; response: EmailQueryChangesResponse };
  /** RFC 8621 §7.1 */
  'EmailSubmission/get': { arguments: EmailSubmissionGetArguments; response: EmailSubmissionGetResponse };
  /** RFC 8621 §7.2 */
  'EmailSubmission/changes': { arguments: EmailSubmissionChangesArguments; response: EmailSubmissionChangesResponse };
  /** RFC 8621 §7.3 */
  'EmailSubmission/query': { arguments: EmailSubmissionQueryArguments; response: EmailSubmissionQueryResponse };
  /** RFC 8621 §7.4 */
  'EmailSubmission/queryChanges': { arguments: EmailSubmissionQueryChangesArguments; response: EmailSubmissionQueryChangesResponse };
  /** RFC 8621 §7.5 */
  'EmailSubmission/set': { arguments: EmailSubmissionSetArguments; response: EmailSubmissionSetResponse };
  /** RFC 8621 §4.2 */
  'Email/get': { arguments: EmailGetArguments; response: EmailGetResponse };
  /** RFC 8621 §4.3 */
  'Email/changes': { arguments: EmailChangesArguments; response: EmailChangesResponse };
  /** RFC 8621 §4.6 */
  'Email/set': { arguments: EmailSetArguments; response: EmailSetResponse };
  /** RFC 8621 §4.7 */
  'Email/copy': { arguments: EmailCopyArguments; response: EmailCopyResponse };
  /** RFC 8621 §4.8 */
  'Email/import': { arguments: EmailImportArguments; response: EmailImportResponse };
  /** RFC 8621 §4.9 */
  'Email/parse': { arguments: EmailParseArguments; response: EmailParseResponse };
  /** RFC 8621 §6.1 */
  'Identity/get': { arguments: IdentityGetArguments; response: IdentityGetResponse };
  /** RFC 8621 §6.2 */
  'Identity/changes': { arguments: IdentityChangesArguments; response: IdentityChangesResponse };
  /** RFC 8621 §6.3 */
  'Identity/set': { arguments: IdentitySetArguments; response: IdentitySetResponse };
  /** RFC 8621 §2.1 */
  'Mailbox/get': { arguments: MailboxGetArguments; response: MailboxGetResponse };
  /** RFC 8621 §2.2 */
  'Mailbox/changes': { arguments: MailboxChangesArguments; response: MailboxChangesResponse };
  /** RFC 8621 §2.3 */
  'Mailbox/query': { arguments: MailboxQueryArguments; response: MailboxQueryResponse };
  /** RFC 8621 §2.4 */
  'Mailbox/queryChanges': { arguments: MailboxQueryChangesArguments; response: MailboxQueryChangesResponse };
  /** RFC 8621 §2.5 */
  'Mailbox/set': { arguments: MailboxSetArguments; response: MailboxSetResponse };
  /** RFC 8621 §3.1 */
  'Thread/get': { arguments: ThreadGetArguments; response: ThreadGetResponse };
  /** RFC 8621 §3.2 */
  'Thread/changes': { arguments: ThreadChangesArguments; response: ThreadChangesResponse };
}

export type JmapMethodName = keyof JmapMethods;

/** Every method with the capability that a request must name in `using` (RFC 8620 §3.3), and its standard kind (§5), if it has one. */
export const jmapMethods = {
  'Core/echo': { capability: 'urn:ietf:params:jmap:core', standard: null },
  'Blob/copy': { capability: 'urn:ietf:params:jmap:core', standard: null },
  'Email/query': { capability: 'urn:ietf:params:jmap:mail', standard: 'query' },
  'Email/queryChanges': { capability: 'urn:ietf:params:jmap:mail', standard: 'queryChanges' },
  'EmailSubmission/get': { capability: 'urn:ietf:params:jmap:submission', standard: 'get' },
  'EmailSubmission/changes': { capability: 'urn:ietf:params:jmap:submission', standard: 'changes' },
  'EmailSubmission/query': { capability: 'urn:ietf:params:jmap:submission', standard: 'query' },
  'EmailSubmission/queryChanges': { capability: 'urn:ietf:params:jmap:submission', standard: 'queryChanges' },
  'EmailSubmission/set': { capability: 'urn:ietf:params:jmap:submission', standard: 'set' },
  'Email/get': { capability: 'urn:ietf:params:jmap:mail', standard: 'get' },
  'Email/changes': { capability: 'urn:ietf:params:jmap:mail', standard: 'changes' },
  'Email/set': { capability: 'urn:ietf:params:jmap:mail', standard: 'set' },
  'Email/copy': { capability: 'urn:ietf:params:jmap:mail', standard: 'copy' },
  'Email/import': { capability: 'urn:ietf:params:jmap:mail', standard: null },
  'Email/parse': { capability: 'urn:ietf:params:jmap:mail', standard: null },
  'Identity/get': { capability: 'urn:ietf:params:jmap:submission', standard: 'get' },
  'Identity/changes': { capability: 'urn:ietf:params:jmap:submission', standard: 'changes' },
  'Identity/set': { capability: 'urn:ietf:params:jmap:submission', standard: 'set' },
  'Mailbox/get': { capability: 'urn:ietf:params:jmap:mail', standard: 'get' },
  'Mailbox/changes': { capability: 'urn:ietf:params:jmap:mail', standard: 'changes' },
  'Mailbox/query': { capability: 'urn:ietf:params:jmap:mail', standard: 'query' },
  'Mailbox/queryChanges': { capability: 'urn:ietf:params:jmap:mail', standard: 'queryChanges' },
  'Mailbox/set': { capability: 'urn:ietf:params:jmap:mail', standard: 'set' },
  'Thread/get': { capability: 'urn:ietf:params:jmap:mail', standard: 'get' },
  'Thread/changes': { capability: 'urn:ietf:params:jmap:mail', standard: 'changes' },
} as const satisfies Record<JmapMethodName, { capability: string; standard: string | null }>;

/** Every data type with its properties: which of them only the server sets, and which never change (RFC 8620 §5.3). */
export const jmapObjects = {
  EmailSubmission: {
    properties: ['id', 'identityId', 'emailId', 'threadId', 'envelope', 'sendAt', 'undoStatus', 'deliveryStatus', 'dsnBlobIds', 'mdnBlobIds'],
    serverSet: ['id', 'threadId', 'sendAt', 'deliveryStatus', 'dsnBlobIds', 'mdnBlobIds'],
    immutable: ['id', 'identityId', 'emailId', 'threadId', 'envelope', 'sendAt'],
  },
  Email: {
    properties: ['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt', 'headers', 'messageId', 'inReplyTo', 'references', 'sender', 'from', 'to', 'cc', 'bcc', 'replyTo', 'subject', 'sentAt', 'bodyStructure', 'bodyValues', 'textBody', 'htmlBody', 'attachments', 'hasAttachment', 'preview'],
    serverSet: ['id', 'blobId', 'threadId', 'size', 'hasAttachment', 'preview'],
    immutable: ['id', 'blobId', 'threadId', 'size', 'receivedAt', 'headers', 'messageId', 'inReplyTo', 'references', 'sender', 'from', 'to', 'cc', 'bcc', 'replyTo', 'subject', 'sentAt', 'bodyStructure', 'bodyValues', 'textBody', 'htmlBody', 'attachments', 'hasAttachment', 'preview'],
  },
  Identity: {
    properties: ['id', 'name', 'email', 'replyTo', 'bcc', 'textSignature', 'htmlSignature', 'mayDelete'],
    serverSet: ['id', 'mayDelete'],
    immutable: ['id', 'email'],
  },
  Mailbox: {
    properties: ['id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads', 'myRights', 'isSubscribed', 'shareWith'],
    serverSet: ['id', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads', 'myRights'],
    immutable: ['id'],
  },
  Thread: {
    properties: ['id', 'emailIds'],
    serverSet: ['id', 'emailIds'],
    immutable: ['id'],
  },
} as const;

export type JmapObjectName = keyof typeof jmapObjects;
