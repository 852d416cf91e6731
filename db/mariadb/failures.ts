/** Deadlock, lock wait timeout, and a record changed since it was read (Galera's certification shows as 1213 or 1020). */
const CONFLICTS = new Set([1213, 1205, 1020]);
/** The server is stopping, or ended the connection. */
const ENDED = new Set([1053, 1927, 1158, 1159, 1160, 1161]);
const LOST = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ETIMEDOUT', 'ENOENT']);

interface DriverError {
  errno?: unknown;
  code?: unknown;
  fatal?: unknown;
}

const driverError = (error: unknown): DriverError => (typeof error === 'object' && error !== null ? error : {});

/** Another unit was faster: the transaction is over, and worth another attempt. */
export function isConflict(error: unknown): boolean {
  const { errno } = driverError(error);
  return typeof errno === 'number' && CONFLICTS.has(errno);
}

/** The connection is gone, and with it the transaction. */
export function isConnectionLost(error: unknown): boolean {
  const { errno, code, fatal } = driverError(error);
  return fatal === true || (typeof code === 'string' && LOST.has(code)) || (typeof errno === 'number' && ENDED.has(errno));
}

/** The connection was lost while COMMIT was under way: whether the unit is in the database is not known. */
export class CommitUncertain extends Error {
  override name = 'CommitUncertain';
  constructor(cause: unknown) {
    super('the connection was lost during COMMIT', { cause });
  }
}
