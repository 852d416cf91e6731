/** What shims, command and tests may use of the API. Two transports stand behind it: in process, and HTTP. */
export * from './api.ts';
export * from './legacy.ts';
export { CoreError, isCoreError } from './errors.ts';
export type { ErrorKind, ErrorMapping } from './errors.ts';
