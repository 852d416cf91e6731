/** Refusals for want of a right: what may not be seen is not there, what may be seen and not be done is not permitted. */
import { CoreError } from '../client/errors.ts';
import { toId } from '../ids.ts';
import { mayIn, type Reach } from './reach.ts';
import type { Right } from './rights.ts';

/** @throws CoreError mailboxNotFound where a sharee may not see it; owners' mailboxes are looked up by who needs them */
export function needVisible(reach: Reach, mailboxId: number): void {
  if (!reach.isOwner && !reach.mailboxes.has(mailboxId)) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', mailboxId)} here.`);
}

/**
 * @param refusal a sentence that says what may not be done
 * @throws CoreError mailboxNotFound, notPermitted
 */
export function needRights(reach: Reach, mailboxId: number, refusal: string, ...rights: readonly Right[]): void {
  needVisible(reach, mailboxId);
  if (!mayIn(reach, mailboxId, ...rights)) throw new CoreError('notPermitted', refusal);
}

/** The same in every one of these mailboxes (RFC 8621 §2, "all of the mailboxes": of those that may be seen). */
export function needRightsInAll(reach: Reach, mailboxIds: Iterable<number>, refusal: string, ...rights: readonly Right[]): void {
  for (const id of mailboxIds) needRights(reach, id, refusal, ...rights);
}
