import type { RestArguments, RestOperation, RestResult } from '../client/rest-operations.ts';
import type { AccessService, Context } from '../access/index.ts';
import type { Core } from '../core.ts';
import type { QueueService, VerifyService } from './queue-service.ts';

/** What REST stands on. */
export interface RestServices {
  readonly core: Core;
  readonly access: AccessService;
  /** Undefined where the queue is not run by this process. */
  readonly queue?: QueueService | undefined;
  readonly verify?: VerifyService | undefined;
}

/** Sign-in and sign-out deal in cookies: they belong to HTTP. */
export type PlainOperation = Exclude<RestOperation, 'signIn' | 'signOut'>;

/** One operation with arguments that have been validated against the document. */
export interface RestCall<Name extends RestOperation> {
  readonly ctx: Context;
  readonly services: RestServices;
  readonly path: NonNullable<RestArguments<Name>['path']>;
  readonly query: NonNullable<RestArguments<Name>['query']>;
  readonly body: NonNullable<RestArguments<Name>['body']>;
}

export type RestHandler<Name extends RestOperation> = (call: RestCall<Name>) => Promise<RestResult<Name>>;

/** One handler per operation: one that the document has and that is missing here fails the build. */
export type RestHandlers<Name extends PlainOperation = PlainOperation> = { readonly [N in Name]: RestHandler<N> };
