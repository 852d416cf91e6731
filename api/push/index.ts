/** Push by Web Push (RFC 8620 §7.2). See README.md. */
export { createPush, type Push } from './push-service.ts';
