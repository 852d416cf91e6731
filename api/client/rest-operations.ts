import type { operations } from '../../openapi/index.ts';

/** Operations of REST under `/api/v1`: method and path template, as the OpenAPI document has them (a test holds them together). */
export const restOperations = {
  signIn: ['POST', '/api/v1/session'],
  getSession: ['GET', '/api/v1/session'],
  signOut: ['DELETE', '/api/v1/session'],
  getMe: ['GET', '/api/v1/me'],
  updateMe: ['PATCH', '/api/v1/me'],
  listTokens: ['GET', '/api/v1/me/tokens'],
  createToken: ['POST', '/api/v1/me/tokens'],
  deleteToken: ['DELETE', '/api/v1/me/tokens/{tokenId}'],
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
  listQueue: ['GET', '/api/v1/queue'],
  getQueueEntry: ['GET', '/api/v1/queue/{entryId}'],
  retryQueueEntry: ['POST', '/api/v1/queue/{entryId}/retry'],
  cancelQueueEntry: ['POST', '/api/v1/queue/{entryId}/cancel'],
  verify: ['POST', '/api/v1/verify'],
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
