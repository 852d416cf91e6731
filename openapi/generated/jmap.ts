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
/** A filter for Email/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type EmailFilter = components['schemas']['EmailFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type EmailFilterOperator = components['schemas']['EmailFilterOperator'];
/** One step of the order in Email/query (RFC 8620 §5.5). */
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
/** A filter for EmailSubmission/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type EmailSubmissionFilter = components['schemas']['EmailSubmissionFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type EmailSubmissionFilterOperator = components['schemas']['EmailSubmissionFilterOperator'];
/** One step of the order in EmailSubmission/query (RFC 8620 §5.5). */
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
/** A UID (RFC 9051 §2.3.1.1). */
export type Uid = components['schemas']['Uid'];
/** A mod-sequence (RFC 7162 §3.1). */
export type Modseq = components['schemas']['Modseq'];
/** UIDs as a list, or as an IMAP sequence set such as `1:50,73,90:*`. */
export type UidSet = components['schemas']['UidSet'];
/** A keyword (RFC 8621 §4.1.1); `\Deleted` is no keyword. */
export type Keyword = components['schemas']['Keyword'];
/** Arguments of LegacyMailbox/uids (Messagerie). */
export type LegacyMailboxUidsArguments = components['schemas']['LegacyMailboxUidsArguments'];
/** Response of LegacyMailbox/uids (Messagerie). */
export type LegacyMailboxUidsResponse = components['schemas']['LegacyMailboxUidsResponse'];
/** Arguments of LegacyMailbox/changesSince (Messagerie). */
export type LegacyMailboxChangesSinceArguments = components['schemas']['LegacyMailboxChangesSinceArguments'];
/** Response of LegacyMailbox/changesSince (Messagerie). */
export type LegacyMailboxChangesSinceResponse = components['schemas']['LegacyMailboxChangesSinceResponse'];
/** Arguments of LegacyMailbox/expungedSince (Messagerie). */
export type LegacyMailboxExpungedSinceArguments = components['schemas']['LegacyMailboxExpungedSinceArguments'];
/** Response of LegacyMailbox/expungedSince (Messagerie). */
export type LegacyMailboxExpungedSinceResponse = components['schemas']['LegacyMailboxExpungedSinceResponse'];
/** Arguments of LegacyMailbox/changeFlags (Messagerie). */
export type LegacyMailboxChangeFlagsArguments = components['schemas']['LegacyMailboxChangeFlagsArguments'];
/** Response of LegacyMailbox/changeFlags (Messagerie). */
export type LegacyMailboxChangeFlagsResponse = components['schemas']['LegacyMailboxChangeFlagsResponse'];
/** Arguments of LegacyMailbox/copy (Messagerie). */
export type LegacyMailboxCopyArguments = components['schemas']['LegacyMailboxCopyArguments'];
/** Response of LegacyMailbox/copy (Messagerie). */
export type LegacyMailboxCopyResponse = components['schemas']['LegacyMailboxCopyResponse'];
/** Arguments of LegacyMailbox/move (Messagerie). */
export type LegacyMailboxMoveArguments = components['schemas']['LegacyMailboxMoveArguments'];
/** Response of LegacyMailbox/move (Messagerie). */
export type LegacyMailboxMoveResponse = components['schemas']['LegacyMailboxMoveResponse'];
/** Arguments of LegacyMailbox/expunge (Messagerie). */
export type LegacyMailboxExpungeArguments = components['schemas']['LegacyMailboxExpungeArguments'];
/** Response of LegacyMailbox/expunge (Messagerie). */
export type LegacyMailboxExpungeResponse = components['schemas']['LegacyMailboxExpungeResponse'];
/** Arguments of LegacyMailbox/append (Messagerie). */
export type LegacyMailboxAppendArguments = components['schemas']['LegacyMailboxAppendArguments'];
/** Response of LegacyMailbox/append (Messagerie). */
export type LegacyMailboxAppendResponse = components['schemas']['LegacyMailboxAppendResponse'];
/** Arguments of Blob/range (Messagerie). */
export type BlobRangeArguments = components['schemas']['BlobRangeArguments'];
/** Response of Blob/range (Messagerie). */
export type BlobRangeResponse = components['schemas']['BlobRangeResponse'];
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
/** A filter for Mailbox/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type MailboxFilter = components['schemas']['MailboxFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type MailboxFilterOperator = components['schemas']['MailboxFilterOperator'];
/** One step of the order in Mailbox/query (RFC 8620 §5.5). */
export type MailboxComparator = components['schemas']['MailboxComparator'];
/** Arguments of Mailbox/queryChanges (RFC 8621 §2.4). */
export type MailboxQueryChangesArguments = components['schemas']['MailboxQueryChangesArguments'];
/** Response of Mailbox/queryChanges (RFC 8621 §2.4). */
export type MailboxQueryChangesResponse = components['schemas']['MailboxQueryChangesResponse'];
/** Arguments of Mailbox/set (RFC 8621 §2.5). */
export type MailboxSetArguments = components['schemas']['MailboxSetArguments'];
/** Response of Mailbox/set (RFC 8621 §2.5). */
export type MailboxSetResponse = components['schemas']['MailboxSetResponse'];
/** Name of a right to whether it is given. */
export type ShareRights = components['schemas']['ShareRights'];
/** Who changed the rights. */
export type ShareNotificationChangedBy = components['schemas']['ShareNotificationChangedBy'];
/** Details of `urn:ietf:params:jmap:principals` in an account. */
export type PrincipalsCapability = components['schemas']['PrincipalsCapability'];
/** Details of `urn:ietf:params:jmap:principals:owner` in an account. */
export type PrincipalsOwnerCapability = components['schemas']['PrincipalsOwnerCapability'];
/** What must be true of a Principal; all that is given. */
export type PrincipalFilterCondition = components['schemas']['PrincipalFilterCondition'];
/** What Principal/query can sort by. */
export type PrincipalSortProperty = components['schemas']['PrincipalSortProperty'];
/** What must be true of a notice; all that is given. */
export type ShareNotificationFilterCondition = components['schemas']['ShareNotificationFilterCondition'];
/** What ShareNotification/query can sort by. */
export type ShareNotificationSortProperty = components['schemas']['ShareNotificationSortProperty'];
/** A person, group, room or thing that something can be shared with. */
export type Principal = components['schemas']['Principal'];
/** A new Principal, as a client writes it (RFC 8620 §5.3). */
export type PrincipalCreate = components['schemas']['PrincipalCreate'];
/** A notice that somebody changed what one may do with something. */
export type ShareNotification = components['schemas']['ShareNotification'];
/** Arguments of Principal/get (RFC 9670 §2.1). */
export type PrincipalGetArguments = components['schemas']['PrincipalGetArguments'];
/** Response of Principal/get (RFC 9670 §2.1). */
export type PrincipalGetResponse = components['schemas']['PrincipalGetResponse'];
/** Arguments of Principal/changes (RFC 9670 §2.2). */
export type PrincipalChangesArguments = components['schemas']['PrincipalChangesArguments'];
/** Response of Principal/changes (RFC 9670 §2.2). */
export type PrincipalChangesResponse = components['schemas']['PrincipalChangesResponse'];
/** Arguments of Principal/set (RFC 9670 §2.3). */
export type PrincipalSetArguments = components['schemas']['PrincipalSetArguments'];
/** Response of Principal/set (RFC 9670 §2.3). */
export type PrincipalSetResponse = components['schemas']['PrincipalSetResponse'];
/** Arguments of Principal/query (RFC 9670 §2.4). */
export type PrincipalQueryArguments = components['schemas']['PrincipalQueryArguments'];
/** Response of Principal/query (RFC 9670 §2.4). */
export type PrincipalQueryResponse = components['schemas']['PrincipalQueryResponse'];
/** A filter for Principal/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type PrincipalFilter = components['schemas']['PrincipalFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type PrincipalFilterOperator = components['schemas']['PrincipalFilterOperator'];
/** One step of the order in Principal/query (RFC 8620 §5.5). */
export type PrincipalComparator = components['schemas']['PrincipalComparator'];
/** Arguments of Principal/queryChanges (RFC 9670 §2.5). */
export type PrincipalQueryChangesArguments = components['schemas']['PrincipalQueryChangesArguments'];
/** Response of Principal/queryChanges (RFC 9670 §2.5). */
export type PrincipalQueryChangesResponse = components['schemas']['PrincipalQueryChangesResponse'];
/** Arguments of ShareNotification/get (RFC 9670 §3.1). */
export type ShareNotificationGetArguments = components['schemas']['ShareNotificationGetArguments'];
/** Response of ShareNotification/get (RFC 9670 §3.1). */
export type ShareNotificationGetResponse = components['schemas']['ShareNotificationGetResponse'];
/** Arguments of ShareNotification/changes (RFC 9670 §3.2). */
export type ShareNotificationChangesArguments = components['schemas']['ShareNotificationChangesArguments'];
/** Response of ShareNotification/changes (RFC 9670 §3.2). */
export type ShareNotificationChangesResponse = components['schemas']['ShareNotificationChangesResponse'];
/** Arguments of ShareNotification/set (RFC 9670 §3.3). */
export type ShareNotificationSetArguments = components['schemas']['ShareNotificationSetArguments'];
/** Response of ShareNotification/set (RFC 9670 §3.3). */
export type ShareNotificationSetResponse = components['schemas']['ShareNotificationSetResponse'];
/** Arguments of ShareNotification/query (RFC 9670 §3.4). */
export type ShareNotificationQueryArguments = components['schemas']['ShareNotificationQueryArguments'];
/** Response of ShareNotification/query (RFC 9670 §3.4). */
export type ShareNotificationQueryResponse = components['schemas']['ShareNotificationQueryResponse'];
/** A filter for ShareNotification/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type ShareNotificationFilter = components['schemas']['ShareNotificationFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type ShareNotificationFilterOperator = components['schemas']['ShareNotificationFilterOperator'];
/** One step of the order in ShareNotification/query (RFC 8620 §5.5). */
export type ShareNotificationComparator = components['schemas']['ShareNotificationComparator'];
/** Arguments of ShareNotification/queryChanges (RFC 9670 §3.5). */
export type ShareNotificationQueryChangesArguments = components['schemas']['ShareNotificationQueryChangesArguments'];
/** Response of ShareNotification/queryChanges (RFC 9670 §3.5). */
export type ShareNotificationQueryChangesResponse = components['schemas']['ShareNotificationQueryChangesResponse'];
/** Keys of the client, base64url. */
export type PushKeys = components['schemas']['PushKeys'];
/** What changed where; the data of a `state` event. */
export type StateChange = components['schemas']['StateChange'];
/** Data type to its state. */
export type TypeState = components['schemas']['TypeState'];
/** Posted to the URL of a new subscription, once. */
export type PushVerification = components['schemas']['PushVerification'];
/** Where a client wants to be told of changes. It belongs to the sign-in, not to an account. */
export type PushSubscription = components['schemas']['PushSubscription'];
/** A new PushSubscription, as a client writes it (RFC 8620 §5.3). */
export type PushSubscriptionCreate = components['schemas']['PushSubscriptionCreate'];
/** Arguments of PushSubscription/get (RFC 8620 §7.2.1). */
export type PushSubscriptionGetArguments = components['schemas']['PushSubscriptionGetArguments'];
/** Response of PushSubscription/get (RFC 8620 §7.2.1). */
export type PushSubscriptionGetResponse = components['schemas']['PushSubscriptionGetResponse'];
/** Arguments of PushSubscription/set (RFC 8620 §7.2.2). */
export type PushSubscriptionSetArguments = components['schemas']['PushSubscriptionSetArguments'];
/** Response of PushSubscription/set (RFC 8620 §7.2.2). */
export type PushSubscriptionSetResponse = components['schemas']['PushSubscriptionSetResponse'];
/** What must be true of a Quota; all that is given. */
export type QuotaFilterCondition = components['schemas']['QuotaFilterCondition'];
/** What Quota/query can sort by. */
export type QuotaSortProperty = components['schemas']['QuotaSortProperty'];
/** How much of something an account may hold, and how much it does. */
export type Quota = components['schemas']['Quota'];
/** Arguments of Quota/get (RFC 9425 §4.2). */
export type QuotaGetArguments = components['schemas']['QuotaGetArguments'];
/** Response of Quota/get (RFC 9425 §4.2). */
export type QuotaGetResponse = components['schemas']['QuotaGetResponse'];
/** Arguments of Quota/changes (RFC 9425 §4.3). */
export type QuotaChangesArguments = components['schemas']['QuotaChangesArguments'];
/** Response of Quota/changes (RFC 9425 §4.3). */
export type QuotaChangesResponse = components['schemas']['QuotaChangesResponse'];
/** Arguments of Quota/query (RFC 9425 §4.4). */
export type QuotaQueryArguments = components['schemas']['QuotaQueryArguments'];
/** Response of Quota/query (RFC 9425 §4.4). */
export type QuotaQueryResponse = components['schemas']['QuotaQueryResponse'];
/** A filter for Quota/query: an operator over further filters, or a condition (RFC 8620 §5.5). */
export type QuotaFilter = components['schemas']['QuotaFilter'];
/** Joins filters: all of them (AND), at least one (OR), none (NOT). */
export type QuotaFilterOperator = components['schemas']['QuotaFilterOperator'];
/** One step of the order in Quota/query (RFC 8620 §5.5). */
export type QuotaComparator = components['schemas']['QuotaComparator'];
/** Arguments of Quota/queryChanges (RFC 9425 §4.5). */
export type QuotaQueryChangesArguments = components['schemas']['QuotaQueryChangesArguments'];
/** Response of Quota/queryChanges (RFC 9425 §4.5). */
export type QuotaQueryChangesResponse = components['schemas']['QuotaQueryChangesResponse'];
/** The place in an Email that a search found. Text is HTML-escaped, hits stand in `<mark>`. */
export type SearchSnippet = components['schemas']['SearchSnippet'];
/** Arguments of SearchSnippet/get (RFC 8621 §5.1). */
export type SearchSnippetGetArguments = components['schemas']['SearchSnippetGetArguments'];
/** Response of SearchSnippet/get (RFC 8621 §5.1). */
export type SearchSnippetGetResponse = components['schemas']['SearchSnippetGetResponse'];
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
/** The automatic answer while somebody is away. There is exactly one, its id is `singleton`. */
export type VacationResponse = components['schemas']['VacationResponse'];
/** Arguments of VacationResponse/get (RFC 8621 §8.1). */
export type VacationResponseGetArguments = components['schemas']['VacationResponseGetArguments'];
/** Response of VacationResponse/get (RFC 8621 §8.1). */
export type VacationResponseGetResponse = components['schemas']['VacationResponseGetResponse'];
/** Arguments of VacationResponse/set (RFC 8621 §8.2). */
export type VacationResponseSetArguments = components['schemas']['VacationResponseSetArguments'];
/** Response of VacationResponse/set (RFC 8621 §8.2). */
export type VacationResponseSetResponse = components['schemas']['VacationResponseSetResponse'];
/** A person with a mailbox. */
export type Account = components['schemas']['Account'];
/** An account to make. */
export type AccountCreate = components['schemas']['AccountCreate'];
/** Changes to an account. */
export type AccountUpdate = components['schemas']['AccountUpdate'];
/** What IMAP (CAPABILITY) or POP3 (CAPA) shows and can do without. Commands that come with it are unknown where it is switched off. */
export type Capability = components['schemas']['Capability'];
/** A page of accounts, by address. */
export type AccountPage = components['schemas']['AccountPage'];
/** A mail address, in Unicode or in ASCII. */
export type Address = components['schemas']['Address'];
/** An address whose mail goes to others. */
export type Alias = components['schemas']['Alias'];
/** Where the mail goes. */
export type AliasTargets = components['schemas']['AliasTargets'];
/** An alias to make. */
export type AliasCreate = components['schemas']['AliasCreate'];
/** Changes to an alias. */
export type AliasUpdate = components['schemas']['AliasUpdate'];
/** A page of aliases, by address. */
export type AliasPage = components['schemas']['AliasPage'];
/** A password for one program, without the password itself. */
export type AppPassword = components['schemas']['AppPassword'];
/** An app password to make. */
export type AppPasswordCreate = components['schemas']['AppPasswordCreate'];
/** A new app password, which is shown this once. */
export type AppPasswordCreated = components['schemas']['AppPasswordCreated'];
/** A page of app passwords. */
export type AppPasswordPage = components['schemas']['AppPasswordPage'];
/** Where to write a backup. */
export type BackupRequest = components['schemas']['BackupRequest'];
/** What to put back into a running system, beside what is there. */
export type RestoreRequest = components['schemas']['RestoreRequest'];
/** What came of a job. Figures that do not belong to its kind are null. */
export type BackupJobResult = components['schemas']['BackupJobResult'];
/** A backup, or the return of an account, at work or ended. */
export type BackupJob = components['schemas']['BackupJob'];
/** What went wrong with an HTTP request. */
export type Problem = components['schemas']['Problem'];
/** One member of a request that is not acceptable. */
export type FieldError = components['schemas']['FieldError'];
/** Where a page starts, from `next` of the page before; opaque, and good for as long as the list is. */
export type Cursor = components['schemas']['Cursor'];
/** The most items of a page. */
export type PageLimit = components['schemas']['PageLimit'];
/** A domain, in Unicode or in ASCII. */
export type DomainName = components['schemas']['DomainName'];
/** A domain that this server receives mail for. */
export type Domain = components['schemas']['Domain'];
/** A domain to add. */
export type DomainCreate = components['schemas']['DomainCreate'];
/** Changes to a domain. */
export type DomainUpdate = components['schemas']['DomainUpdate'];
/** A page of domains, by name. */
export type DomainPage = components['schemas']['DomainPage'];
/** People, and groups of them, under one address. What is shared with a group is shared with everybody in it. */
export type Group = components['schemas']['Group'];
/** Where mail to a group's address goes - members (to everybody in it), mailbox (into a folder of the group's own that all members work in). */
export type GroupDelivery = components['schemas']['GroupDelivery'];
/** Somebody in a group. */
export type GroupMember = components['schemas']['GroupMember'];
/** A group to make. */
export type GroupCreate = components['schemas']['GroupCreate'];
/** Changes to a group. */
export type GroupUpdate = components['schemas']['GroupUpdate'];
/** People and groups. */
export type GroupMembers = components['schemas']['GroupMembers'];
/** A page of groups, by address. */
export type GroupPage = components['schemas']['GroupPage'];
/** What somebody may do in a folder, and which grants say so. */
export type RightsExplanation = components['schemas']['RightsExplanation'];
/** A grant that gives somebody rights. */
export type RightsSource = components['schemas']['RightsSource'];
/** What somebody may do in a folder of another's. */
export type FolderGrant = components['schemas']['FolderGrant'];
/** Everybody whom a folder is shared with. */
export type FolderGrants = components['schemas']['FolderGrants'];
/** A grant to give, to change or to take away. */
export type FolderGrantSet = components['schemas']['FolderGrantSet'];
/** What a person settles about their own account. */
export type Me = components['schemas']['Me'];
/** Changes to one's own account. A new password needs the present one, and signs out other sessions. */
export type MeUpdate = components['schemas']['MeUpdate'];
/** An address that one may write from. With a plus (`ali+list@example.org`) each may be used as well. */
export type OwnAddress = components['schemas']['OwnAddress'];
/** One's addresses, the account's own first. */
export type OwnAddressList = components['schemas']['OwnAddressList'];
/** How one's mail programs reach this server; null for what does not run here. */
export type Connections = components['schemas']['Connections'];
/** What a program is told about a server. */
export type ConnectionServer = components['schemas']['ConnectionServer'];
/** A password to be. Of one's own choice, one of those that are used most is refused with the code passwordTooCommon, one that is made of the mail address or parts of it alone with passwordIsName. */
export type NewPassword = components['schemas']['NewPassword'];
/** What a token opens - mail (all of one's mail), mail:read (reading only), account (one's own settings), admin (administration; only for administrators). */
export type TokenScope = components['schemas']['TokenScope'];
/** A bearer token, without its secret. */
export type Token = components['schemas']['Token'];
/** A token to make. */
export type TokenCreate = components['schemas']['TokenCreate'];
/** A new token with its secret, which is shown this once. */
export type TokenCreated = components['schemas']['TokenCreated'];
/** A page of tokens. */
export type TokenPage = components['schemas']['TokenPage'];
/** One entity tag or several (RFC 9110 §13.1), or *. */
export type ETagList = components['schemas']['ETagList'];
/** A word of the caller's own for one request. The same request with the same key within 24 hours is not done again: its first answer is given again. Another request with it is refused. */
export type IdempotencyKey = components['schemas']['IdempotencyKey'];
/** By arrival, newest or oldest first. */
export type MessageOrder = components['schemas']['MessageOrder'];
/** Text to look for. */
export type SearchText = components['schemas']['SearchText'];
/** An instant, such as 2026-01-31T00:00:00Z. */
export type SearchDate = components['schemas']['SearchDate'];
/** True or false, in an address. */
export type YesOrNo = components['schemas']['YesOrNo'];
/** A page of Mailboxes, in the order in which they were made. */
export type MailboxPage = components['schemas']['MailboxPage'];
/** A folder of mail. */
export type MailboxWithPath = components['schemas']['MailboxWithPath'];
/** A message as a list shows it. */
export type MessageSummary = components['schemas']['MessageSummary'];
/** A page of messages. */
export type MessagePage = components['schemas']['MessagePage'];
/** A message to read. */
export type Message = components['schemas']['Message'];
/** A file that belongs to a message. */
export type MessageAttachment = components['schemas']['MessageAttachment'];
/** A message to send. */
export type MessageSend = components['schemas']['MessageSend'];
/** A file to attach, by an upload or as it is. */
export type MessageAttachmentSend = components['schemas']['MessageAttachmentSend'];
/** A message on its way. */
export type MessageSent = components['schemas']['MessageSent'];
/** How far the message has got to one recipient. */
export type RecipientStatus = components['schemas']['RecipientStatus'];
/** What to change in a message. */
export type MessageUpdate = components['schemas']['MessageUpdate'];
/** What came of unsubscribing. */
export type Unsubscribed = components['schemas']['Unsubscribed'];
/** A web address, http or https. */
export type PictureAddress = components['schemas']['PictureAddress'];
/** What to check. */
export type VerifyRequest = components['schemas']['VerifyRequest'];
/** What a check found. All is well if `differences` is empty. */
export type VerifyReport = components['schemas']['VerifyReport'];
/** One thing that does not agree with what it is computed from. */
export type VerifyDifference = components['schemas']['VerifyDifference'];
/** How the server is. */
export type Health = components['schemas']['Health'];
/** What a person prefers, for the web client and for any other. All members are always there; one that was never set has its default. */
export type Preferences = components['schemas']['Preferences'];
/** How the signature of an Identity is used. */
export type IdentityPreferences = components['schemas']['IdentityPreferences'];
/** A mail address, or `@` and a domain for every address of it. */
export type TrustedSender = components['schemas']['TrustedSender'];
/** Folders of one account. */
export type FolderIds = components['schemas']['FolderIds'];
/** A search that is kept. */
export type PinnedSearch = components['schemas']['PinnedSearch'];
/** The members to change; null gives a member its default back. A member is replaced as a whole. */
export type PreferencesUpdate = components['schemas']['PreferencesUpdate'];
/** Whether an entry waits for its next attempt, is being sent, or is held until a given time. */
export type QueueStatus = components['schemas']['QueueStatus'];
/** A message on its way out. */
export type QueueEntry = components['schemas']['QueueEntry'];
/** One recipient of a queued message. */
export type QueueRecipient = components['schemas']['QueueRecipient'];
/** A page of the queue, oldest first. */
export type QueuePage = components['schemas']['QueuePage'];
/** How to cancel. */
export type QueueCancel = components['schemas']['QueueCancel'];
/** What somebody has typed of a name or an address. */
export type RecipientQuery = components['schemas']['RecipientQuery'];
/** The most suggestions. */
export type RecipientLimit = components['schemas']['RecipientLimit'];
/** Somebody to write to. */
export type RecipientSuggestion = components['schemas']['RecipientSuggestion'];
/** Whom somebody may mean, the likeliest first. */
export type RecipientSuggestions = components['schemas']['RecipientSuggestions'];
/** A sign-in that lasts, of a browser or of a program with a token. */
export type OwnSession = components['schemas']['OwnSession'];
/** Sessions, the one used last first. */
export type OwnSessionList = components['schemas']['OwnSessionList'];
/** What was ended. */
export type SessionsEnded = components['schemas']['SessionsEnded'];
/** The languages this server speaks with people. */
export type Language = components['schemas']['Language'];
/** What signing in takes. */
export type SignIn = components['schemas']['SignIn'];
/** Who is signed in. */
export type SignedIn = components['schemas']['SignedIn'];
/** What a page knows before anybody has signed in. */
export type Server = components['schemas']['Server'];
/** An organisation to try things with. */
export type Demonstration = components['schemas']['Demonstration'];

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
  /** Messagerie */
  'LegacyMailbox/uids': { arguments: LegacyMailboxUidsArguments; response: LegacyMailboxUidsResponse };
  /** Messagerie */
  'LegacyMailbox/changesSince': { arguments: LegacyMailboxChangesSinceArguments; response: LegacyMailboxChangesSinceResponse };
  /** Messagerie */
  'LegacyMailbox/expungedSince': { arguments: LegacyMailboxExpungedSinceArguments; response: LegacyMailboxExpungedSinceResponse };
  /** Messagerie */
  'LegacyMailbox/changeFlags': { arguments: LegacyMailboxChangeFlagsArguments; response: LegacyMailboxChangeFlagsResponse };
  /** Messagerie */
  'LegacyMailbox/copy': { arguments: LegacyMailboxCopyArguments; response: LegacyMailboxCopyResponse };
  /** Messagerie */
  'LegacyMailbox/move': { arguments: LegacyMailboxMoveArguments; response: LegacyMailboxMoveResponse };
  /** Messagerie */
  'LegacyMailbox/expunge': { arguments: LegacyMailboxExpungeArguments; response: LegacyMailboxExpungeResponse };
  /** Messagerie */
  'LegacyMailbox/append': { arguments: LegacyMailboxAppendArguments; response: LegacyMailboxAppendResponse };
  /** Messagerie */
  'Blob/range': { arguments: BlobRangeArguments; response: BlobRangeResponse };
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
  /** RFC 9670 §2.1 */
  'Principal/get': { arguments: PrincipalGetArguments; response: PrincipalGetResponse };
  /** RFC 9670 §2.2 */
  'Principal/changes': { arguments: PrincipalChangesArguments; response: PrincipalChangesResponse };
  /** RFC 9670 §2.3 */
  'Principal/set': { arguments: PrincipalSetArguments; response: PrincipalSetResponse };
  /** RFC 9670 §2.4 */
  'Principal/query': { arguments: PrincipalQueryArguments; response: PrincipalQueryResponse };
  /** RFC 9670 §2.5 */
  'Principal/queryChanges': { arguments: PrincipalQueryChangesArguments; response: PrincipalQueryChangesResponse };
  /** RFC 9670 §3.1 */
  'ShareNotification/get': { arguments: ShareNotificationGetArguments; response: ShareNotificationGetResponse };
  /** RFC 9670 §3.2 */
  'ShareNotification/changes': { arguments: ShareNotificationChangesArguments; response: ShareNotificationChangesResponse };
  /** RFC 9670 §3.3 */
  'ShareNotification/set': { arguments: ShareNotificationSetArguments; response: ShareNotificationSetResponse };
  /** RFC 9670 §3.4 */
  'ShareNotification/query': { arguments: ShareNotificationQueryArguments; response: ShareNotificationQueryResponse };
  /** RFC 9670 §3.5 */
  'ShareNotification/queryChanges': { arguments: ShareNotificationQueryChangesArguments; response: ShareNotificationQueryChangesResponse };
  /** RFC 8620 §7.2.1 */
  'PushSubscription/get': { arguments: PushSubscriptionGetArguments; response: PushSubscriptionGetResponse };
  /** RFC 8620 §7.2.2 */
  'PushSubscription/set': { arguments: PushSubscriptionSetArguments; response: PushSubscriptionSetResponse };
  /** RFC 9425 §4.2 */
  'Quota/get': { arguments: QuotaGetArguments; response: QuotaGetResponse };
  /** RFC 9425 §4.3 */
  'Quota/changes': { arguments: QuotaChangesArguments; response: QuotaChangesResponse };
  /** RFC 9425 §4.4 */
  'Quota/query': { arguments: QuotaQueryArguments; response: QuotaQueryResponse };
  /** RFC 9425 §4.5 */
  'Quota/queryChanges': { arguments: QuotaQueryChangesArguments; response: QuotaQueryChangesResponse };
  /** RFC 8621 §5.1 */
  'SearchSnippet/get': { arguments: SearchSnippetGetArguments; response: SearchSnippetGetResponse };
  /** RFC 8621 §3.1 */
  'Thread/get': { arguments: ThreadGetArguments; response: ThreadGetResponse };
  /** RFC 8621 §3.2 */
  'Thread/changes': { arguments: ThreadChangesArguments; response: ThreadChangesResponse };
  /** RFC 8621 §8.1 */
  'VacationResponse/get': { arguments: VacationResponseGetArguments; response: VacationResponseGetResponse };
  /** RFC 8621 §8.2 */
  'VacationResponse/set': { arguments: VacationResponseSetArguments; response: VacationResponseSetResponse };
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
  'LegacyMailbox/uids': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'LegacyMailbox/changesSince': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'LegacyMailbox/expungedSince': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'LegacyMailbox/changeFlags': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'LegacyMailbox/copy': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'LegacyMailbox/move': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'LegacyMailbox/expunge': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'LegacyMailbox/append': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'Blob/range': { capability: 'https://messagerie.example/jmap/legacy', standard: null },
  'Mailbox/get': { capability: 'urn:ietf:params:jmap:mail', standard: 'get' },
  'Mailbox/changes': { capability: 'urn:ietf:params:jmap:mail', standard: 'changes' },
  'Mailbox/query': { capability: 'urn:ietf:params:jmap:mail', standard: 'query' },
  'Mailbox/queryChanges': { capability: 'urn:ietf:params:jmap:mail', standard: 'queryChanges' },
  'Mailbox/set': { capability: 'urn:ietf:params:jmap:mail', standard: 'set' },
  'Principal/get': { capability: 'urn:ietf:params:jmap:principals', standard: 'get' },
  'Principal/changes': { capability: 'urn:ietf:params:jmap:principals', standard: 'changes' },
  'Principal/set': { capability: 'urn:ietf:params:jmap:principals', standard: 'set' },
  'Principal/query': { capability: 'urn:ietf:params:jmap:principals', standard: 'query' },
  'Principal/queryChanges': { capability: 'urn:ietf:params:jmap:principals', standard: 'queryChanges' },
  'ShareNotification/get': { capability: 'urn:ietf:params:jmap:principals', standard: 'get' },
  'ShareNotification/changes': { capability: 'urn:ietf:params:jmap:principals', standard: 'changes' },
  'ShareNotification/set': { capability: 'urn:ietf:params:jmap:principals', standard: 'set' },
  'ShareNotification/query': { capability: 'urn:ietf:params:jmap:principals', standard: 'query' },
  'ShareNotification/queryChanges': { capability: 'urn:ietf:params:jmap:principals', standard: 'queryChanges' },
  'PushSubscription/get': { capability: 'urn:ietf:params:jmap:core', standard: null },
  'PushSubscription/set': { capability: 'urn:ietf:params:jmap:core', standard: null },
  'Quota/get': { capability: 'urn:ietf:params:jmap:quota', standard: 'get' },
  'Quota/changes': { capability: 'urn:ietf:params:jmap:quota', standard: 'changes' },
  'Quota/query': { capability: 'urn:ietf:params:jmap:quota', standard: 'query' },
  'Quota/queryChanges': { capability: 'urn:ietf:params:jmap:quota', standard: 'queryChanges' },
  'SearchSnippet/get': { capability: 'urn:ietf:params:jmap:mail', standard: null },
  'Thread/get': { capability: 'urn:ietf:params:jmap:mail', standard: 'get' },
  'Thread/changes': { capability: 'urn:ietf:params:jmap:mail', standard: 'changes' },
  'VacationResponse/get': { capability: 'urn:ietf:params:jmap:vacationresponse', standard: 'get' },
  'VacationResponse/set': { capability: 'urn:ietf:params:jmap:vacationresponse', standard: 'set' },
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
  Principal: {
    properties: ['id', 'type', 'name', 'description', 'email', 'timeZone', 'capabilities', 'accounts'],
    serverSet: ['id', 'capabilities', 'accounts'],
    immutable: ['id'],
  },
  ShareNotification: {
    properties: ['id', 'created', 'changedBy', 'objectType', 'objectAccountId', 'objectId', 'oldRights', 'newRights', 'name'],
    serverSet: ['id', 'created', 'changedBy', 'objectType', 'objectAccountId', 'objectId', 'oldRights', 'newRights', 'name'],
    immutable: ['id', 'created', 'changedBy', 'objectType', 'objectAccountId', 'objectId', 'oldRights', 'newRights', 'name'],
  },
  PushSubscription: {
    properties: ['id', 'deviceClientId', 'url', 'keys', 'verificationCode', 'expires', 'types'],
    serverSet: ['id'],
    immutable: ['id', 'deviceClientId', 'url', 'keys'],
  },
  Quota: {
    properties: ['id', 'resourceType', 'used', 'hardLimit', 'scope', 'name', 'types', 'warnLimit', 'softLimit', 'description'],
    serverSet: ['id', 'resourceType', 'used', 'hardLimit', 'scope', 'name', 'types', 'warnLimit', 'softLimit', 'description'],
    immutable: ['id'],
  },
  Thread: {
    properties: ['id', 'emailIds'],
    serverSet: ['id', 'emailIds'],
    immutable: ['id'],
  },
  VacationResponse: {
    properties: ['id', 'isEnabled', 'fromDate', 'toDate', 'subject', 'textBody', 'htmlBody'],
    serverSet: ['id'],
    immutable: ['id'],
  },
} as const;

export type JmapObjectName = keyof typeof jmapObjects;
