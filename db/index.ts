export type { Database } from './database.ts';
export type { BlobStore, PendingBlob } from './blobs/blob-store.ts';
export { BlobDamaged, BlobTooLarge } from './blobs/blob-store.ts';
export { sweepBlobs } from './blobs/sweep.ts';
export { openDatabase } from './open.ts';
export type { DatabaseOptions } from './open.ts';
export { SYSTEM_ACCOUNT, stateColumns, stateTypes, Unit, UnitAccount } from './unit.ts';
export type { AccountChange, StateType } from './unit.ts';
export * from './sql/index.ts';
