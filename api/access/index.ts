/** Who acts, with what rights: sign-in, sessions, tokens, audit. */
export { actorOf, serverActor } from './actor.ts';
export type { Actor } from './actor.ts';
export { audit, sealOnce, startSealer, verifyChain } from './audit.ts';
export type { AuditAction, AuditEntry } from './audit.ts';
export { accountFor, hasScope } from './context.ts';
export type { Context, Principal, Scope } from './context.ts';
export { isProtected, needProtection } from './encryption.ts';
export { isEndOf, onSignInEnd } from './sign-in-end.ts';
export { createAccessService } from './sign-in.ts';
export type { AccessService, Credentials } from './sign-in.ts';
export type { StartedSession, WebSession } from './web-sessions.ts';
