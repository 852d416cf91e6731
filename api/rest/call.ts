import type { RestArguments, RestOperation, RestResult } from '../client/rest-operations.ts';
import type { AccessService, Context } from '../access/index.ts';
import type { Core } from '../core.ts';
import type { BackupService } from '../backup/backup-service.ts';
import type { Demonstration } from '../demo/index.ts';
import type { RunningListener } from '../http/connect-page.ts';
import type { GuardedFetcher } from '../shared/guarded-fetch.ts';
import type { QueueService, VerifyService } from './queue-service.ts';
import type { RawBody, Reply } from './reply.ts';

/** What REST stands on. */
export interface RestServices {
  readonly core: Core;
  readonly access: AccessService;
  /** Undefined where the queue is not run by this process. */
  readonly queue?: QueueService | undefined;
  readonly verify?: VerifyService | undefined;
  readonly backups?: BackupService | undefined;
  /** What goes out to other servers for a person: pictures, unsubscribing. */
  readonly fetcher?: GuardedFetcher | undefined;
  /** What is bound, for people who set up their programs. */
  readonly listeners?: (() => readonly RunningListener[]) | undefined;
  readonly demonstration?: Demonstration | null | undefined;
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
  /** Header fields that the operation knows, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it comes in, where its type is another than JSON. */
  readonly raw: RawBody | undefined;
  /** Aborts when the caller has gone away, and nobody will hear the answer. */
  readonly signal: AbortSignal;
  /** Address of the server as the caller reaches it, without final slash. */
  readonly base: string;
  /** What the answer has beside its body. */
  readonly reply: Reply;
}

export type RestHandler<Name extends RestOperation> = (call: RestCall<Name>) => Promise<RestResult<Name>>;

/** One handler per operation: one that the document has and that is missing here fails the build. */
export type RestHandlers<Name extends PlainOperation = PlainOperation> = { readonly [N in Name]: RestHandler<N> };
