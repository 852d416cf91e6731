/** Changes of grants on their way to the people whom they concern: kept with the grant, told afterwards, joined where several wait. */
import { grantsOn } from '../../db/repositories/grants.ts';
import { mailboxById } from '../../db/repositories/mailboxes.ts';
import { endShareChange, putShareChange, shareChange, waitingShareChanges } from '../../db/repositories/share-changes.ts';
import { SYSTEM_ACCOUNT, type Unit } from '../../db/index.ts';
import type { Principal } from '../access/context.ts';
import { isStopping } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { notifyShared, RECEIVERS_AT_ONCE } from './share-notifications.ts';

/** Who makes many hear of something gives everybody else this long until the next: a folder of a large group that is shared to and fro stays cheap. */
const REST_MS = 10_000;

/** A change as its unit knows it. */
export interface NewShareChange {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly changedBy: Pick<Principal, 'id' | 'name' | 'address'>;
  /** Milliseconds. */
  readonly at: number;
  /** All grants on the mailbox before the change, bits by grantee. */
  readonly before: ReadonlyMap<number, number>;
}

/** Keeps the change in the unit that makes it, and has people told once it is durable. */
export async function rememberShareChange(tx: Unit, core: Core, { accountId, mailboxId, changedBy, at, before }: NewShareChange): Promise<void> {
  // At the console nobody in particular acts.
  const isPerson = changedBy.id !== SYSTEM_ACCOUNT;
  await putShareChange(tx, {
    mailbox_id: mailboxId, account_id: accountId, modseq: tx.account(accountId).modseq, changed_at: at, changed_by_name: changedBy.name,
    changed_by_address: isPerson ? changedBy.address : null, changed_by_principal: isPerson ? changedBy.id : null, rights_before: written(before),
  });
  tx.afterCommit(() => tellerOf(core).wake(accountId, mailboxId));
}

/**
 * Has people told of what a stop or a fault has left.
 * @param before only changes older than this, milliseconds: younger ones may be under way on another node
 */
export async function resumeShareChanges(core: Core, before: number): Promise<void> {
  for (const { account_id: accountId, mailbox_id: mailboxId } of await core.db.read((read) => waitingShareChanges(read, before))) tellerOf(core).wake(accountId, mailboxId);
}

const tellers = new WeakMap<Core, Teller>();

function tellerOf(core: Core): Teller {
  let teller = tellers.get(core);
  if (!teller) tellers.set(core, (teller = new Teller(core)));
  return teller;
}

/** One job an account, whatever is asked of it: mailboxes wait for each other, and their changes join. */
class Teller {
  readonly #core: Core;
  /** By account with a job: mailboxes that it will look at. */
  readonly #waiting = new Map<number, Set<number>>();

  constructor(core: Core) {
    this.#core = core;
  }

  wake(accountId: number, mailboxId: number): void {
    const waiting = this.#waiting.get(accountId);
    if (waiting) waiting.add(mailboxId);
    else void this.#work(accountId, mailboxId);
  }

  async #work(accountId: number, first: number): Promise<void> {
    const waiting = new Set([first]);
    this.#waiting.set(accountId, waiting);
    for (const mailboxId of waiting) {
      waiting.delete(mailboxId);
      const told = await this.#tell(mailboxId).catch((error: unknown) => {
        // The row stays: people are told after the next start, or when somebody looks for what was left.
        if (!isStopping(error)) this.#core.log.warn({ err: error, mailbox: toId('mailbox', mailboxId) }, 'people were not told yet what was shared with them');
        return 0;
      });
      if (told > RECEIVERS_AT_ONCE) await this.#core.clock.sleep(REST_MS);
    }
    this.#waiting.delete(accountId);
  }

  /** @returns how many people it concerned */
  async #tell(mailboxId: number): Promise<number> {
    const { db } = this.#core;
    const found = await db.read(async (read) => {
      const change = await shareChange(read, mailboxId);
      const mailbox = change && (await mailboxById(read, change.account_id, mailboxId));
      return change && mailbox && { change, name: mailbox.name, after: new Map((await grantsOn(read, [mailboxId])).map((grant) => [grant.principal_id, grant.rights])) };
    });
    if (!found) return 0;
    const { change, name, after } = found;
    const told = await notifyShared(this.#core, {
      accountId: change.account_id, mailboxId, name, at: change.changed_at, before: readBack(change.rights_before), after,
      changedBy: { id: change.changed_by_principal ?? SYSTEM_ACCOUNT, name: change.changed_by_name, address: change.changed_by_address ?? '' },
    });
    if (!(await db.write([change.account_id], (tx) => endShareChange(tx, change, written(after))))) this.wake(change.account_id, mailboxId);
    return told;
  }
}

const written = (rights: ReadonlyMap<number, number>): string => JSON.stringify(Object.fromEntries(rights));

const readBack = (json: string): Map<number, number> =>
  new Map(Object.entries(JSON.parse(json) as Record<string, number>).map(([principal, rights]) => [Number(principal), rights]));
