/** REST under `/api/v1` (openapi/source/rest). */
export type { RestServices } from './call.ts';
export { createDispatcher } from './dispatch.ts';
export type { RestDispatcher } from './dispatch.ts';
export type { QueueEntry, QueueFilter, QueueService, VerifyReport, VerifyService } from './queue-service.ts';
export { restRouter } from './router.ts';
