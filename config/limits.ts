/** `limits.*`: every bound that the server keeps, in one table. Sizes are bytes, durations milliseconds once read. */
import { duration, integer, size } from './values.ts';

const KiB = 1024;
const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const bytes = (fallback: number, min: number, max: number, about: string) => size(min, max, { about, fallback });
const count = (fallback: number, min: number, max: number, about: string) => integer<number>(min, max, { about, fallback });
const time = (fallback: number, min: number, max: number, about: string) => duration(min, max, { about, fallback });

export const limitKeys = {
  // Messages
  messageBytes: bytes(50 * MiB, 64 * KiB, 2 * GiB, 'One message, whichever way it comes in (SMTP SIZE, IMAP APPEND, JMAP import)'),
  recipients: count(1000, 1, 100_000, 'Recipients of one message'),
  receivedFields: count(100, 10, 1000, 'Received fields in a message before it counts as a loop'),
  headerBytes: bytes(1 * MiB, 16 * KiB, 64 * MiB, 'Header of a message or of a part'),
  headerFields: count(10_000, 100, 1_000_000, 'Fields in one header'),
  mimeDepth: count(100, 5, 1000, 'Nesting of parts in a message; deeper ones become one opaque part'),
  mimeParts: count(10_000, 10, 1_000_000, 'Parts in a message; the rest becomes one opaque part'),
  keywordsPerEmail: count(128, 8, 10_000, 'Keywords (IMAP: flags) on one message'),

  // Mailboxes
  mailboxesPerAccount: count(10_000, 10, 1_000_000, 'Mailboxes in an account'),
  mailboxDepth: count(50, 1, 1000, 'Nesting of mailboxes (JMAP: maxMailboxDepth)'),
  grantsPerMailbox: count(1000, 10, 100_000, 'People and groups that one mailbox is shared with'),
  grantChangesPerMinute: count(120, 1, 100_000, 'Changes that one person makes in a minute to whom mailboxes are shared with; the console is not counted'),
  mailboxNameBytes: bytes(255, 32, 255, 'Name of a mailbox in UTF-8, without its parents (JMAP: maxSizeMailboxName)'),

  metadataEntries: count(200, 10, 10_000, 'Entries of metadata on one mailbox, or on the server: of each person, and shared ones (IMAP METADATA)'),
  metadataEntryBytes: bytes(64 * KiB, 1 * KiB, 1 * MiB, 'One entry of metadata'),
  metadataBytes: bytes(4 * MiB, 16 * KiB, 1 * GiB, 'All entries of metadata of one person, and all shared ones of an account'),

  // Connections
  connectionsPerListener: count(10_000, 1, 1_000_000, 'Open connections of one listener'),
  connectionsPerAddress: count(2000, 1, 1_000_000, 'Open connections from one address (IPv6: one /64 network) to one listener'),
  signInTimeout: time(2 * minute, 5 * second, 1 * hour, 'Time from a connection to its sign-in, whatever is said in between (IMAP, POP3, submission)'),
  imapIdleTimeout: time(30 * minute, 1 * minute, 7 * day, 'Silence before an IMAP connection is closed (RFC 9051 §5.4: at least 30m)'),
  pop3IdleTimeout: time(10 * minute, 1 * minute, 1 * day, 'Silence before a POP3 connection is closed (RFC 1939 §3: at least 10m)'),
  smtpIdleTimeout: time(5 * minute, 10 * second, 1 * hour, 'Silence before an SMTP or LMTP connection is closed (RFC 5321 §4.5.3.2: at least 5m)'),
  httpHeadersTimeout: time(30 * second, 1 * second, 1 * hour, 'Time for the header of an HTTP request'),
  httpRequestTimeout: time(10 * minute, 1 * second, 1 * day, 'Time for a whole HTTP request with its body'),
  stopTimeout: time(10 * second, 0, 10 * minute, 'Time that open connections get to finish when the server stops'),

  // Commands of the line protocols
  lineBytes: bytes(64 * KiB, 1 * KiB, 1 * MiB, 'One line of IMAP or POP3, literals left out'),
  commandBytes: bytes(1 * MiB, 4 * KiB, 64 * MiB, 'One IMAP command with its literals, the message of APPEND left out'),
  unauthenticatedCommandBytes: bytes(16 * KiB, 1 * KiB, 1 * MiB, 'One command with its literals before sign-in'),
  smtpLineBytes: bytes(16 * KiB, 1 * KiB, 1 * MiB, 'One SMTP or LMTP command line'),
  badCommands: count(25, 1, 1000, 'Commands that make no sense in one session before it is cut'),

  // JMAP and REST (RFC 8620 §2 names)
  maxSizeUpload: bytes(100 * MiB, 64 * KiB, 8 * GiB, 'One uploaded file'),
  maxConcurrentUpload: count(4, 1, 100, 'Uploads of one account at a time'),
  maxSizeRequest: bytes(10 * MiB, 64 * KiB, 256 * MiB, 'One JMAP or REST request body'),
  maxConcurrentRequests: count(8, 1, 1000, 'JMAP requests of one account at a time; REST requests likewise'),
  maxCallsInRequest: count(64, 4, 10_000, 'Method calls in one request'),
  maxObjectsInGet: count(1000, 500, 100_000, 'Objects in one /get'),
  maxObjectsInSet: count(1000, 500, 100_000, 'Objects created, changed and destroyed in one /set'),
  maxSizeAttachmentsPerEmail: bytes(50 * MiB, 64 * KiB, 2 * GiB, 'Attachments of one message made by Email/set'),
  jsonDepth: count(64, 16, 1000, 'Nesting of arrays and objects in a request body'),
  queryDepth: count(16, 2, 100, 'Nesting of operators in a filter or search key'),
  queryConditions: count(256, 16, 10_000, 'Conditions in one filter or search'),
  eventStreamsPerAccount: count(64, 1, 10_000, 'Open event streams (push) of one account'),

  // Sign-in
  signInFailures: count(5, 1, 1000, 'Failed sign-ins of one account that cost no waiting'),
  signInFailuresPerAddress: count(20, 1, 100_000, 'Failed sign-ins from one address that cost no waiting (loopback: not counted)'),
  signInWindow: time(15 * minute, 1 * minute, 7 * day, 'Time after which failed sign-ins are forgotten'),
  signInMaxDelay: time(1 * minute, 1 * second, 1 * day, 'Longest wait after a failed sign-in; it doubles from 1s up to this'),
  passwordChecks: count(1, 1, 64, 'Passwords checked at a time; each takes a core and 16 MiB for a moment, so leave some for the mail'),
  passwordChecksWaiting: count(256, 1, 100_000, 'Password checks that may wait; more are turned away for now'),
  sessionLifetime: time(30 * day, 1 * hour, 3650 * day, 'Life of a web session that is not used'),

  // Store and queue
  changesHorizon: time(90 * day, 1 * day, 3650 * day, 'How long destroyed objects are remembered for clients that were away'),
  maxDelayedSend: time(30 * day, 0, 3650 * day, 'How far ahead a message may be sent later (HOLDFOR)'),
  queueLifetime: time(5 * day, 1 * minute, 30 * day, 'How long sending is tried before the message comes back'),
  submissionHistory: time(90 * day, 1 * day, 3650 * day, 'How long after a message was sent its delivery status is kept (EmailSubmission); never gone while it is in the queue'),

  // Fetched from elsewhere
  fetchBytes: bytes(10 * MiB, 1 * KiB, 1 * GiB, 'One answer fetched from another server'),
  fetchTimeout: time(30 * second, 1 * second, 1 * hour, 'Time for one fetch with its redirects'),
  fetchRedirects: count(5, 0, 20, 'Redirects followed in one fetch'),
  remotePicturesPerHour: count(5000, 1, 1_000_000, 'Pictures of messages that are fetched from elsewhere in an hour for one person'),
} as const;

export type LimitName = keyof typeof limitKeys;
export type Limits = { readonly [Name in LimitName]: number };
