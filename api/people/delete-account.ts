import { accountsBeingDeleted, beginDeletion, deleteExpunged, deleteOwned, endDeletion, ownedTables } from '../../db/repositories/accounts.ts';
import { forgetTarget } from '../../db/repositories/aliases.ts';
import { clearCatchAll } from '../../db/repositories/domains.ts';
import { mailboxesOf } from '../../db/repositories/mailboxes.ts';
import { SYSTEM_ACCOUNT, type Unit } from '../../db/index.ts';
import { type Actor, serverActor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { revoke } from '../access/set-password.ts';
import type { Core } from '../core.ts';
import { findAccount } from './accounts.ts';

/** Rows that one unit deletes: others wait no longer than for this. */
const ROWS_AT_ONCE = 1000;

/**
 * Deletes an account with all its mail. The address is free and the doors are closed with the first unit; the rows go in bounded ones after it, and an
 * interrupted deletion is finished at the next start. Aliases and catch-alls no longer lead to the address, so that whoever gets it next gets only their own.
 * @param name id or address
 * @throws CoreError accountNotFound
 */
export async function deleteAccount(core: Core, name: string, by: Actor = serverActor): Promise<void> {
  const found = await core.db.read((read) => findAccount(read, name));
  await core.db.write([SYSTEM_ACCOUNT, found.id], async (tx) => {
    const { id, address } = await findAccount(tx, name);
    if (address !== null) {
      await forgetTarget(tx, address);
      await clearCatchAll(tx, address);
    }
    await beginDeletion(tx, id);
    await revoke(tx, core, id, 'the account was deleted', null);
    await audit(tx, SYSTEM_ACCOUNT, core.clock.now(), by, { action: 'accountDelete', subject: address ?? name });
  });
  await clear(core, found.id);
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
