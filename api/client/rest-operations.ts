import type { operations } from '../../openapi/index.ts';

/** Operations of REST under `/api/v1`: method and path template, as the OpenAPI document has them (a test holds them together). */
export const restOperations = {
  getServer: ['GET', '/api/v1/server'],
  signIn: ['POST', '/api/v1/session'],
  getSession: ['GET', '/api/v1/session'],
  signOut: ['DELETE', '/api/v1/session'],
  getMe: ['GET', '/api/v1/me'],
  updateMe: ['PATCH', '/api/v1/me'],
  getOwnAddresses: ['GET', '/api/v1/me/addresses'],
  getConnections: ['GET', '/api/v1/me/connections'],
  listTokens: ['GET', '/api/v1/me/tokens'],
  createToken: ['POST', '/api/v1/me/tokens'],
  deleteToken: ['DELETE', '/api/v1/me/tokens/{tokenId}'],
  listAppPasswords: ['GET', '/api/v1/me/app-passwords'],
  createAppPassword: ['POST', '/api/v1/me/app-passwords'],
  deleteAppPassword: ['DELETE', '/api/v1/me/app-passwords/{appPasswordId}'],
  getSessions: ['GET', '/api/v1/me/sessions'],
  endOtherSessions: ['DELETE', '/api/v1/me/sessions'],
  endSession: ['DELETE', '/api/v1/me/sessions/{sessionId}'],
  getPreferences: ['GET', '/api/v1/me/preferences'],
  updatePreferences: ['PATCH', '/api/v1/me/preferences'],
  completeRecipient: ['GET', '/api/v1/me/recipients'],
  forgetRecipient: ['DELETE', '/api/v1/me/recipients/{address}'],
  listMailboxes: ['GET', '/api/v1/mailboxes'],
  getMailbox: ['GET', '/api/v1/mailboxes/{mailboxId}'],
  listMessages: ['GET', '/api/v1/messages'],
  sendMessage: ['POST', '/api/v1/messages'],
  getMessage: ['GET', '/api/v1/messages/{messageId}'],
  updateMessage: ['PATCH', '/api/v1/messages/{messageId}'],
  deleteMessage: ['DELETE', '/api/v1/messages/{messageId}'],
  getRawMessage: ['GET', '/api/v1/messages/{messageId}/raw'],
  getAttachments: ['GET', '/api/v1/messages/{messageId}/attachments.zip'],
  unsubscribe: ['POST', '/api/v1/messages/{messageId}/unsubscribe'],
  getImage: ['GET', '/api/v1/images'],
  listAccounts: ['GET', '/api/v1/accounts'],
  createAccount: ['POST', '/api/v1/accounts'],
  getAccount: ['GET', '/api/v1/accounts/{accountId}'],
  updateAccount: ['PATCH', '/api/v1/accounts/{accountId}'],
  deleteAccount: ['DELETE', '/api/v1/accounts/{accountId}'],
  listDomains: ['GET', '/api/v1/domains'],
  createDomain: ['POST', '/api/v1/domains'],
  getDomain: ['GET', '/api/v1/domains/{domain}'],
  updateDomain: ['PATCH', '/api/v1/domains/{domain}'],
  deleteDomain: ['DELETE', '/api/v1/domains/{domain}'],
  listAliases: ['GET', '/api/v1/aliases'],
  createAlias: ['POST', '/api/v1/aliases'],
  getAlias: ['GET', '/api/v1/aliases/{address}'],
  updateAlias: ['PATCH', '/api/v1/aliases/{address}'],
  deleteAlias: ['DELETE', '/api/v1/aliases/{address}'],
  listGroups: ['GET', '/api/v1/groups'],
  createGroup: ['POST', '/api/v1/groups'],
  getGroup: ['GET', '/api/v1/groups/{group}'],
  updateGroup: ['PATCH', '/api/v1/groups/{group}'],
  deleteGroup: ['DELETE', '/api/v1/groups/{group}'],
  addGroupMembers: ['POST', '/api/v1/groups/{group}/add'],
  removeGroupMembers: ['POST', '/api/v1/groups/{group}/remove'],
  explainRights: ['GET', '/api/v1/accounts/{accountId}/rights'],
  getFolderGrants: ['GET', '/api/v1/accounts/{accountId}/grants'],
  setFolderGrant: ['POST', '/api/v1/accounts/{accountId}/grants'],
  listQueue: ['GET', '/api/v1/queue'],
  getQueueEntry: ['GET', '/api/v1/queue/{entryId}'],
  retryQueueEntry: ['POST', '/api/v1/queue/{entryId}/retry'],
  cancelQueueEntry: ['POST', '/api/v1/queue/{entryId}/cancel'],
  verify: ['POST', '/api/v1/verify'],
  startBackup: ['POST', '/api/v1/backups'],
  startRestore: ['POST', '/api/v1/restores'],
  getBackupJob: ['GET', '/api/v1/backup-jobs/{jobId}'],
} as const satisfies { readonly [Name in keyof operations]?: readonly [Method, string] };

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type RestOperation = keyof typeof restOperations;

type Parameters<Name extends RestOperation, Place extends 'path' | 'query'> = operations[Name] extends { parameters: infer P }
  ? P extends { readonly [K in Place]?: infer V } ? (V extends undefined ? never : V) : never
  : never;

type Body<Name extends RestOperation> = operations[Name] extends { requestBody: { content: { 'application/json': infer B } } } ? B : undefined;

type JsonOf<Answer> = Answer extends { content: { 'application/json': infer B } } ? B : undefined;

type Answers<Name extends RestOperation> = operations[Name]['responses'];

/** What an operation takes. */
export interface RestArguments<Name extends RestOperation> {
  readonly path?: Parameters<Name, 'path'>;
  readonly query?: Parameters<Name, 'query'>;
  readonly body?: Body<Name>;
  /** At the console: whose own settings are meant. */
  readonly person?: string | undefined;
}

/** What an operation answers where all is well; undefined where the answer has no body. */
export type RestResult<Name extends RestOperation> = Answers<Name> extends { 200: infer A }
  ? JsonOf<A>
  : Answers<Name> extends { 201: infer A } ? JsonOf<A> : undefined;
