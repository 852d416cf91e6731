/** Whose the accounts of others are (RFC 9670 §3: the owner's Principal stands in the account's capabilities). */
import { capability, type Session } from '../jmap/session.ts';
import type { JmapClient } from '../jmap/client.ts';
import type { Database } from './database.ts';
import type { Signals } from './signals.ts';

export const ownersSignal = 'owners';
const metaKey = 'owner-names';

interface Owner {
  readonly accountIdForPrincipal: string;
  readonly principalId: string;
}

export class Owners {
  readonly #client: JmapClient;
  readonly #database: Database;
  readonly #signals: Signals;
  /** By account. */
  #names: Readonly<Record<string, string>> = {};
  /** The session whose accounts were asked about, or are being. */
  #asked: Session | undefined;

  constructor(client: JmapClient, database: Database, signals: Signals) {
    this.#client = client;
    this.#database = database;
    this.#signals = signals;
  }

  /** As the directory has it; undefined until it is known. */
  nameOf(accountId: string): string | undefined {
    return this.#names[accountId];
  }

  /** Brings the names: those that this browser keeps, then the server's. Once for a session. */
  async load(session: Session): Promise<void> {
    if (this.#asked === session) return;
    this.#asked = session;
    const owners = Object.entries(session.accounts).flatMap(([id, account]) => {
      const owner = account.isPersonal ? undefined : (account.accountCapabilities[capability.owner] as Owner | undefined);
      return owner ? [[id, owner] as const] : [];
    });
    if (owners.length === 0) return;
    try {
      this.#put({ ...(await this.#database.meta<Record<string, string>>(metaKey)), ...this.#names });
      const names: Record<string, string> = {};
      // Nearly always one: the person's own account is where they see Principals.
      for (const accountId of new Set(owners.map(([, { accountIdForPrincipal }]) => accountIdForPrincipal))) {
        const here = owners.filter(([, owner]) => owner.accountIdForPrincipal === accountId);
        const { list } = await this.#client.call('Principal/get', { accountId, ids: [...new Set(here.map(([, { principalId }]) => principalId))], properties: ['name'] });
        const byId = new Map(list.map(({ id, name }) => [id, name]));
        for (const [id, { principalId }] of here) names[id] = byId.get(principalId) ?? '';
      }
      this.#put(names);
      this.#database.putMeta(metaKey, names);
    } catch (error) {
      this.#asked = undefined;
      throw error;
    }
  }

  #put(names: Readonly<Record<string, string>>): void {
    this.#names = names;
    this.#signals.changed(ownersSignal);
  }
}
