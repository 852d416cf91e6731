import { DatabaseClosed } from '../../db/database.ts';

/** Every protocol's word for one kind of refusal. */
export interface ErrorMapping {
  /** JMAP method-level or set-level error type. */
  readonly jmap: string;
  readonly http: number;
  /** IMAP response code, or null for a plain NO. */
  readonly imap: string | null;
  /** SMTP code and enhanced status. */
  readonly smtp: readonly [number, string];
}

/** One table for all protocols (design §11). LDAP and DAV columns come with their shims. */
export const errorTable = {
  credentialsInvalid: { jmap: 'forbidden', http: 401, imap: 'AUTHENTICATIONFAILED', smtp: [535, '5.7.8'] },
  tooManyAttempts: { jmap: 'forbidden', http: 429, imap: 'UNAVAILABLE', smtp: [421, '4.7.0'] },
  accountDisabled: { jmap: 'forbidden', http: 403, imap: 'AUTHORIZATIONFAILED', smtp: [535, '5.7.8'] },
  encryptionRequired: { jmap: 'forbidden', http: 403, imap: 'PRIVACYREQUIRED', smtp: [538, '5.7.11'] },
  notPermitted: { jmap: 'forbidden', http: 403, imap: 'NOPERM', smtp: [550, '5.7.1'] },
  senderNotAllowed: { jmap: 'forbiddenFrom', http: 403, imap: 'NOPERM', smtp: [550, '5.7.1'] },
  accountNotFound: { jmap: 'accountNotFound', http: 404, imap: 'NONEXISTENT', smtp: [550, '5.1.1'] },
  notFound: { jmap: 'notFound', http: 404, imap: 'NONEXISTENT', smtp: [550, '5.1.1'] },
  mailboxNotFound: { jmap: 'notFound', http: 404, imap: 'NONEXISTENT', smtp: [550, '5.2.1'] },
  /** COPY, MOVE and APPEND to a mailbox that could be created (RFC 9051 §6.3.12). */
  mailboxToCreate: { jmap: 'notFound', http: 404, imap: 'TRYCREATE', smtp: [550, '5.2.1'] },
  blobNotFound: { jmap: 'blobNotFound', http: 404, imap: 'NONEXISTENT', smtp: [554, '5.6.0'] },
  alreadyExists: { jmap: 'alreadyExists', http: 409, imap: 'ALREADYEXISTS', smtp: [550, '5.0.0'] },
  mailboxHasChild: { jmap: 'mailboxHasChild', http: 409, imap: 'HASCHILDREN', smtp: [550, '5.0.0'] },
  mailboxHasEmail: { jmap: 'mailboxHasEmail', http: 409, imap: 'INUSE', smtp: [550, '5.0.0'] },
  /** Others still hang on it. */
  inUse: { jmap: 'forbidden', http: 409, imap: 'INUSE', smtp: [550, '5.0.0'] },
  /** The same Idempotency-Key for another request. */
  idempotencyKeyReused: { jmap: 'alreadyExists', http: 422, imap: 'ALREADYEXISTS', smtp: [550, '5.0.0'] },
  invalidArguments: { jmap: 'invalidArguments', http: 400, imap: 'CANNOT', smtp: [501, '5.5.4'] },
  invalidProperties: { jmap: 'invalidProperties', http: 422, imap: 'CANNOT', smtp: [554, '5.6.0'] },
  invalidPatch: { jmap: 'invalidPatch', http: 422, imap: 'CANNOT', smtp: [554, '5.6.0'] },
  invalidEmail: { jmap: 'invalidEmail', http: 422, imap: 'CANNOT', smtp: [554, '5.6.0'] },
  singleton: { jmap: 'singleton', http: 409, imap: 'CANNOT', smtp: [554, '5.0.0'] },
  willDestroy: { jmap: 'willDestroy', http: 409, imap: 'CANNOT', smtp: [554, '5.0.0'] },
  stateMismatch: { jmap: 'stateMismatch', http: 412, imap: null, smtp: [451, '4.3.0'] },
  cannotCalculateChanges: { jmap: 'cannotCalculateChanges', http: 410, imap: null, smtp: [451, '4.3.0'] },
  unsupportedFilter: { jmap: 'unsupportedFilter', http: 400, imap: 'CANNOT', smtp: [501, '5.5.4'] },
  unsupportedSort: { jmap: 'unsupportedSort', http: 400, imap: 'CANNOT', smtp: [501, '5.5.4'] },
  anchorNotFound: { jmap: 'anchorNotFound', http: 400, imap: null, smtp: [501, '5.5.4'] },
  requestTooLarge: { jmap: 'requestTooLarge', http: 413, imap: 'LIMIT', smtp: [552, '5.3.4'] },
  tooManyKeywords: { jmap: 'tooManyKeywords', http: 422, imap: 'LIMIT', smtp: [554, '5.6.0'] },
  tooManyMailboxes: { jmap: 'tooManyMailboxes', http: 422, imap: 'LIMIT', smtp: [554, '5.6.0'] },
  /** One entry of metadata; more entries, or more bytes of them, than there may be (RFC 5464 §4.3). */
  metadataTooLarge: { jmap: 'tooLarge', http: 413, imap: 'METADATA', smtp: [554, '5.6.0'] },
  metadataTooMany: { jmap: 'requestTooLarge', http: 422, imap: 'METADATA', smtp: [554, '5.6.0'] },
  /** The mailbox has no room now. */
  overQuota: { jmap: 'overQuota', http: 507, imap: 'OVERQUOTA', smtp: [452, '4.2.2'] },
  /** The message alone is larger than the whole quota. */
  largerThanQuota: { jmap: 'overQuota', http: 507, imap: 'OVERQUOTA', smtp: [552, '5.2.2'] },
  /** Over the server's limit. */
  tooLarge: { jmap: 'tooLarge', http: 413, imap: 'TOOBIG', smtp: [552, '5.3.4'] },
  rateLimit: { jmap: 'rateLimit', http: 429, imap: 'LIMIT', smtp: [450, '4.7.0'] },
  recipientUnknown: { jmap: 'invalidRecipients', http: 422, imap: null, smtp: [550, '5.1.1'] },
  invalidRecipients: { jmap: 'invalidRecipients', http: 422, imap: null, smtp: [553, '5.1.3'] },
  noRecipients: { jmap: 'noRecipients', http: 422, imap: null, smtp: [554, '5.5.1'] },
  tooManyRecipients: { jmap: 'tooManyRecipients', http: 422, imap: null, smtp: [452, '4.5.3'] },
  forbiddenMailFrom: { jmap: 'forbiddenMailFrom', http: 403, imap: null, smtp: [550, '5.7.1'] },
  cannotUnsend: { jmap: 'cannotUnsend', http: 409, imap: null, smtp: [554, '5.0.0'] },
  tooManyHops: { jmap: 'forbiddenToSend', http: 422, imap: null, smtp: [554, '5.4.6'] },
  domainUnknown: { jmap: 'invalidProperties', http: 422, imap: null, smtp: [550, '5.1.2'] },
  /** A new password that many have, or that is a name that others know. */
  passwordTooCommon: { jmap: 'invalidProperties', http: 422, imap: 'CANNOT', smtp: [550, '5.7.1'] },
  passwordIsName: { jmap: 'invalidProperties', http: 422, imap: 'CANNOT', smtp: [550, '5.7.1'] },
  /** What was to be a picture is none. */
  notAPicture: { jmap: 'invalidArguments', http: 415, imap: 'CANNOT', smtp: [554, '5.6.0'] },
  /** Another server did not do what it was asked for. */
  remoteFailed: { jmap: 'serverUnavailable', http: 502, imap: 'UNAVAILABLE', smtp: [451, '4.4.0'] },
  unsubscribeNotOffered: { jmap: 'forbidden', http: 409, imap: 'CANNOT', smtp: [554, '5.6.0'] },
  unsubscribeByMail: { jmap: 'forbidden', http: 409, imap: 'CANNOT', smtp: [554, '5.6.0'] },
  unsubscribeByPage: { jmap: 'forbidden', http: 409, imap: 'CANNOT', smtp: [554, '5.6.0'] },
  unavailable: { jmap: 'serverUnavailable', http: 503, imap: 'UNAVAILABLE', smtp: [451, '4.3.0'] },
  unknownMethod: { jmap: 'unknownMethod', http: 400, imap: 'CANNOT', smtp: [501, '5.5.1'] },
} as const satisfies Record<string, ErrorMapping>;

export type ErrorKind = keyof typeof errorTable;

/**
 * An expected refusal: what happened and what to do, in the words of the person's language, with every protocol's code beside it. Anything else that
 * is thrown is a fault of ours: logged with its context and answered as a temporary failure.
 */
export class CoreError extends Error {
  override name = 'CoreError';
  readonly kind: ErrorKind;
  readonly mapping: ErrorMapping;
  /** Names of offending properties (RFC 8620 §5.3), a retry time, limits: facts, no secrets. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(kind: ErrorKind, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.kind = kind;
    this.mapping = errorTable[kind];
    this.details = details;
  }
}

export function isCoreError(error: unknown): error is CoreError {
  return error instanceof CoreError;
}

/** The server stops, and takes no more work: nobody's fault, and nothing for the log. */
export function isStopping(error: unknown): error is Error {
  return error instanceof DatabaseClosed;
}
