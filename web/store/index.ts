/** The store's public face. */
export type { EmailPatch } from './email-patch.ts';
export * from './hooks.ts';
export { isUnread } from './counts.ts';
export type { LiveQuery, QueryStatus } from './live-query.ts';
export { queryKey } from './live-query.ts';
export { type Connection, type Notice, Store } from './store.ts';
export { type EmailBody, type EmailRow, type Folder, type ListQuery, newestFirst, type OwnIdentity, type Thread } from './types.ts';
export { final, type Undoable } from './undo.ts';
