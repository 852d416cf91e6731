import type { components } from '../../openapi/index.ts';
import type { Actor } from '../access/actor.ts';
import type { Page, PageOptions } from '../people/page.ts';

export type QueueEntry = components['schemas']['QueueEntry'];

export interface QueueFilter extends PageOptions {
  readonly status?: 'waiting' | 'sending' | 'held' | undefined;
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly domain?: string | undefined;
}

/** The outgoing queue as an administrator sees it; the transport implements it. */
export interface QueueService {
  /** Oldest first. */
  list(filter: QueueFilter): Promise<Page<QueueEntry>>;
  /** @throws CoreError notFound */
  get(entryId: string): Promise<QueueEntry>;
  /** Makes it due now. @throws CoreError notFound, cannotUnsend while it is being sent */
  retry(entryId: string, by: Actor): Promise<QueueEntry>;
  /** Takes it out. @throws CoreError notFound, cannotUnsend while it is being sent */
  cancel(entryId: string, options: { bounce: boolean }, by: Actor): Promise<void>;
}

export type VerifyReport = components['schemas']['VerifyReport'];

/** Recomputes what is stored. */
export interface VerifyService {
  /**
   * @param accountId an account's number; all of them if undefined
   * @param rebuildSearch makes the full-text index anew first
   */
  verify(options: { accountId?: number | undefined; rebuildSearch?: boolean | undefined }): Promise<VerifyReport>;
}
