import { accountsBeingDeleted, beginDeletion, deleteExpunged, deleteOwned, endDeletion, ownedTables } from '../../db/repositories/accounts.ts';
import { forgetTarget } from '../../db/repositories/aliases.ts';
import { clearCatchAll } from '../../db/repositories/domains.ts';
import { deleteGrantsIn, deleteGrantsTo, grantsHeldBy } from '../../db/repositories/grants.ts';
import { forgetMember } from '../../db/repositories/groups.ts';
import { mailboxesOf, stampMailboxProperties } from '../../db/repositories/mailboxes.ts';
import { principalById } from '../../db/repositories/people.ts';
import { buryPrincipal } from '../../db/repositories/principals.ts';
import { SYSTEM_ACCOUNT, type Unit } from '../../db/index.ts';
import { type Actor, serverActor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { membersOf } from '../access/groups.ts';
import { revoke } from '../access/set-password.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { findAccount } from './accounts.ts';
import { tellOfMembership } from './membership.ts';

/** Rows that one unit deletes: others wait no longer than for this. */
const ROWS_AT_ONCE = 1000;

/**
 * Deletes an account with all its mail. The address is free and the doors are closed with the first unit; the rows go in bounded ones after it, and an
 * interrupted deletion is finished at the next start. Aliases and catch-alls no longer lead to the address, so that whoever gets it next gets only their own.
 * @param name id or address
 * @throws CoreError accountNotFound
 */
export async function deleteAccount(core: Core, name: string, by: Actor = serverActor): Promise<void> {
  const { id } = await core.db.read((read) => findAccount(read, name));
  await deleteAccountById(core, id, 'accountDelete', by);
}

/**
 * The same for a person or a group by its number. With the first unit nothing of it is shared with anybody any more, and nothing of others' with it.
 * @throws CoreError accountNotFound
 */
export async function deleteAccountById(core: Core, id: number, action: 'accountDelete' | 'groupDelete', by: Actor): Promise<void> {
  const sharers = new Set((await core.db.read((read) => grantsHeldBy(read, id))).map((grant) => grant.account_id));
  await core.db.write([...new Set([SYSTEM_ACCOUNT, id, ...sharers])], async (tx) => {
    const now = core.clock.now();
    const principal = await principalById(tx, id);
    if (!principal || principal.address === null) throw new CoreError('accountNotFound', 'This account has gone already.');
    await forgetTarget(tx, principal.address);
    await clearCatchAll(tx, principal.address);
    await buryPrincipal(tx, id, now);
    await endSharing(tx, core, id);
    await beginDeletion(tx, id);
    await revoke(tx, core, id, 'the account was deleted', null);
    await audit(tx, SYSTEM_ACCOUNT, now, by, { action, subject: principal.address });
  });
  await clear(core, id);
}

async function endSharing(tx: Unit, core: Core, id: number): Promise<void> {
  await tellOfMembership(tx, core, id, await membersOf(tx, id));
  const accounts = new Set([id]);
  for (const { account_id: accountId, object_id: mailboxId } of await grantsHeldBy(tx, id)) {
    accounts.add(accountId);
    if (accountId === id) continue;
    // Owners see whom their folders are shared with.
    const owner = tx.account(accountId);
    await stampMailboxProperties(tx, mailboxId, owner.modseq);
    owner.touchMailbox(mailboxId);
    owner.mailboxProperties = true;
  }
  await deleteGrantsTo(tx, id);
  await deleteGrantsIn(tx, id);
  await forgetMember(tx, id);
  tx.afterCommit(() => {
    for (const accountId of accounts) core.bus.publish({ kind: 'grants', accountId, principalIds: accountId === id ? null : new Set([id]) });
  });
}

/** Finishes deletions that a stop interrupted. To be called at the start; it may run beside everything else. */
export async function finishDeletions(core: Core): Promise<void> {
  for (const id of await core.db.read(accountsBeingDeleted)) await clear(core, id);
}

async function clear(core: Core, id: number): Promise<void> {
  for (let step = 0; step < ownedTables; step++) {
    while ((await core.db.write([id], (tx) => deleteOwned(tx, step, id, ROWS_AT_ONCE))) === ROWS_AT_ONCE);
  }
  const mailboxes = await core.db.read((read) => mailboxesOf(read, id));
  for (const mailbox of mailboxes) {
    while ((await core.db.write([id], (tx) => deleteExpunged(tx, mailbox.id, ROWS_AT_ONCE))) === ROWS_AT_ONCE);
  }
  await core.db.write([id], (tx) => clearLast(tx, id));
}

/** What a delivery that was under way has still put there, and then the account itself: from now on nothing can write to it. */
async function clearLast(tx: Unit, id: number): Promise<void> {
  for (let step = 0; step < ownedTables; step++) await deleteOwned(tx, step, id, 1_000_000);
  for (const mailbox of await mailboxesOf(tx, id)) await deleteExpunged(tx, mailbox.id, 1_000_000);
  await endDeletion(tx, id);
}
