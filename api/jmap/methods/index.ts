import type { Method } from '../method.ts';
import { coreEcho } from './core-echo.ts';
import { emailImport } from './email-import.ts';
import { blobCopy } from './blob-copy.ts';
import { blobRange } from './blob-range.ts';
import { emailCopy } from './email-copy.ts';
import { pushSubscriptionGet, pushSubscriptionSet } from './push-subscription.ts';
import { searchSnippetGet } from './search-snippet.ts';
import { vacationResponseGet, vacationResponseSet } from './vacation-response.ts';
import { emailSet } from './email-set.ts';
import { emailSubmissionChanges, emailSubmissionGet } from './email-submission.ts';
import { emailSubmissionQuery, emailSubmissionQueryChanges } from './email-submission-query.ts';
import { emailSubmissionSet } from './email-submission-set.ts';
import { mailboxSet } from './mailbox-set.ts';
import { emailChanges } from './email-changes.ts';
import { emailGet } from './email-get.ts';
import { emailParse } from './email-parse.ts';
import { emailQuery } from './email-query.ts';
import { emailQueryChanges } from './email-query-changes.ts';
import { identityChanges, identityGet, identitySet } from './identity.ts';
import { legacyMailboxChangesSince, legacyMailboxExpungedSince, legacyMailboxUids } from './legacy-mailbox-read.ts';
import {
  legacyMailboxAppend, legacyMailboxChangeFlags, legacyMailboxCopy, legacyMailboxExpunge, legacyMailboxMove,
} from './legacy-mailbox-write.ts';
import { mailboxChanges } from './mailbox-changes.ts';
import { mailboxGet } from './mailbox-get.ts';
import { mailboxQuery, mailboxQueryChanges } from './mailbox-query.ts';
import { principalChanges, principalGet } from './principal.ts';
import { principalQuery, principalQueryChanges } from './principal-query.ts';
import { principalSet } from './principal-set.ts';
import { quotaChanges, quotaGet, quotaQuery, quotaQueryChanges } from './quota.ts';
import {
  shareNotificationChanges, shareNotificationGet, shareNotificationQuery, shareNotificationQueryChanges, shareNotificationSet,
} from './share-notification.ts';
import { threadChanges, threadGet } from './thread.ts';

/** Every method that this server answers. A capability is announced once one of its methods is here. */
export const methods: readonly Method[] = [
  coreEcho,
  mailboxSet,
  emailSet,
  emailImport,
  mailboxGet,
  mailboxChanges,
  mailboxQuery,
  mailboxQueryChanges,
  threadGet,
  threadChanges,
  emailGet,
  emailChanges,
  emailQuery,
  emailQueryChanges,
  emailParse,
  identityGet,
  identityChanges,
  identitySet,
  quotaGet,
  quotaChanges,
  quotaQuery,
  quotaQueryChanges,
  emailSubmissionGet,
  emailSubmissionChanges,
  emailSubmissionQuery,
  emailSubmissionQueryChanges,
  emailSubmissionSet,
  blobCopy,
  emailCopy,
  pushSubscriptionGet,
  pushSubscriptionSet,
  searchSnippetGet,
  vacationResponseGet,
  vacationResponseSet,
  principalGet,
  principalChanges,
  principalQuery,
  principalQueryChanges,
  principalSet,
  shareNotificationGet,
  shareNotificationChanges,
  shareNotificationSet,
  shareNotificationQuery,
  shareNotificationQueryChanges,
  legacyMailboxUids,
  legacyMailboxChangesSince,
  legacyMailboxExpungedSince,
  legacyMailboxChangeFlags,
  legacyMailboxCopy,
  legacyMailboxMove,
  legacyMailboxExpunge,
  legacyMailboxAppend,
  blobRange,
];
