import type { Read, Row, Write } from './sql/queries.ts';
import { raw, sql, type SqlValue, type Statement } from './sql/statement.ts';
import type { Dialect } from './sql/dialect.ts';

/** The account row of the installation itself: principals, domains and aliases take their numbers from it. */
export const SYSTEM_ACCOUNT = 0;

/** The types that have a state of their own on an account (RFC 8620 §1.6.2). */
export const stateTypes = ['Email', 'Thread', 'Mailbox', 'Identity', 'EmailSubmission', 'Quota', 'VacationResponse'] as const;
export type StateType = (typeof stateTypes)[number];

/** Account columns that hold the highest mod-sequence at which a type changed. */
export const stateColumns: Record<StateType, string> = {
  Email: 'email_modseq',
  Thread: 'thread_modseq',
  Mailbox: 'mailbox_modseq',
  Identity: 'identity_modseq',
  EmailSubmission: 'submission_modseq',
  Quota: 'quota_modseq',
  VacationResponse: 'vacation_modseq',
};

/** What a unit changed in one account, published after it is durable. */
export interface AccountChange {
  readonly accountId: number;
  readonly modseq: number;
  readonly types: ReadonlySet<StateType>;
  readonly mailboxIds: ReadonlySet<number>;
  /** An Email came in by delivery (RFC 8621 §1.5, EmailDelivery). */
  readonly delivered: boolean;
}

/** A unit needs an account that it did not name: it starts again with it (design §4). */
export class NeedsAccount extends Error {
  override name = 'NeedsAccount';
  readonly accountId: number;
  constructor(accountId: number) {
    super(`the unit needs account ${accountId} as well`);
    this.accountId = accountId;
  }
}

/** An account's row inside a unit: the numbers that the unit takes, and what it touched. */
export class UnitAccount {
  readonly id: number;
  /** The mod-sequence of everything that this unit changes in the account. */
  readonly modseq: number;
  readonly types = new Set<StateType>();
  readonly mailboxIds = new Set<number>();
  /** A Mailbox property other than a counter changed (RFC 8621 §2.2, updatedProperties). */
  mailboxProperties = false;
  delivered = false;
  #nextId: number;
  readonly #firstId: number;
  #nextUidValidity: number;
  readonly #firstUidValidity: number;

  constructor(row: { id: number; modseq: number; next_id: number; next_uid_validity: number }) {
    this.id = row.id;
    this.modseq = row.modseq;
    this.#nextId = this.#firstId = row.next_id;
    this.#nextUidValidity = this.#firstUidValidity = row.next_uid_validity;
  }

  /** A number that is unique in the whole installation: account number × 2³² + the account's counter. */
  newId(): number {
    const counter = this.#nextId++;
    if (counter >= 2 ** 32) throw new RangeError(`account ${this.id} has used up its ids`);
    return this.id * 2 ** 32 + counter;
  }

  /** A run of `count` ids; returns the first. */
  newIds(count: number): number {
    const first = this.newId();
    this.#nextId += count - 1;
    return first;
  }

  /** Strictly increasing within the account (RFC 9051 §2.3.1.1). */
  newUidValidity(): number {
    return this.#nextUidValidity++;
  }

  touch(type: StateType): void {
    this.types.add(type);
  }

  /** Names a mailbox whose messages or counters changed: open views look at it again. */
  touchMailbox(mailboxId: number): void {
    this.mailboxIds.add(mailboxId);
    this.types.add('Mailbox');
  }

  /** The statement that puts the numbers back, if any was taken. */
  closing(): Statement | undefined {
    const sets: Statement[] = [];
    if (this.#nextId !== this.#firstId) sets.push(sql`next_id = ${this.#nextId}`);
    if (this.#nextUidValidity !== this.#firstUidValidity) sets.push(sql`next_uid_validity = ${this.#nextUidValidity}`);
    for (const type of this.types) sets.push(sql`${raw(stateColumns[type])} = ${this.modseq}`);
    if (this.mailboxProperties) sets.push(sql`mailbox_property_modseq = ${this.modseq}`);
    if (sets.length === 0) return undefined;
    const list: Statement = { kind: 'statement', strings: [...sets.map((_, i) => (i === 0 ? '' : ', ')), ''], parts: sets };
    return sql`UPDATE account SET ${list} WHERE id = ${this.id}`;
  }

  change(): AccountChange {
    return { accountId: this.id, modseq: this.modseq, types: this.types, mailboxIds: this.mailboxIds, delivered: this.delivered };
  }
}

/**
 * A unit of work: reads and writes of one call, all or nothing. It first takes its account rows in id order, so that commit order is number order
 * and two nodes meet there (design §4). It must have no outside effects; what must happen after the commit goes through {@link afterCommit}.
 */
export class Unit implements Write {
  readonly dialect: Dialect;
  readonly #connection: Write;
  readonly #accounts = new Map<number, UnitAccount>();
  readonly #afterCommit: (() => void)[] = [];

  constructor(connection: Write) {
    this.#connection = connection;
    this.dialect = connection.dialect;
  }

  all<T = Row>(statement: Statement): Promise<T[]> {
    return this.#connection.all<T>(statement);
  }

  get<T = Row>(statement: Statement): Promise<T | undefined> {
    return this.#connection.get<T>(statement);
  }

  run(statement: Statement): Promise<number> {
    return this.#connection.run(statement);
  }

  insertMany(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    return rows.length === 0 ? Promise.resolve() : this.#connection.insertMany(table, columns, rows);
  }

  /** The account's row in this unit. An account that the unit did not name makes it start again with it. */
  account(accountId: number): UnitAccount {
    const account = this.#accounts.get(accountId);
    if (!account) throw new NeedsAccount(accountId);
    return account;
  }

  /** Takes the row of an account that this unit has just created, which nobody else can hold yet. */
  async adopt(accountId: number): Promise<UnitAccount> {
    const row = await takeAccount(this.#connection, accountId);
    if (!row) throw new Error(`account ${accountId} is not there`);
    const account = new UnitAccount(row);
    this.#accounts.set(accountId, account);
    return account;
  }

  /** Runs once the unit is durable, never if it is rolled back. */
  afterCommit(effect: () => void): void {
    this.#afterCommit.push(effect);
  }

  /** Takes the account rows. Called by the writer before the unit's own code. */
  async begin(accountIds: readonly number[]): Promise<void> {
    for (const id of [...new Set(accountIds)].sort((a, b) => a - b)) {
      const row = await takeAccount(this.#connection, id);
      if (row) this.#accounts.set(id, new UnitAccount(row));
    }
  }

  /** Writes the numbers back. Called by the writer after the unit's own code. */
  async end(): Promise<void> {
    for (const account of this.#accounts.values()) {
      const closing = account.closing();
      if (closing) await this.#connection.run(closing);
    }
  }

  /** What to publish, and effects to run, once durable. */
  outcome(): { changes: AccountChange[]; effects: readonly (() => void)[] } {
    const changes = [...this.#accounts.values()].filter((a) => a.types.size > 0).map((a) => a.change());
    return { changes, effects: this.#afterCommit };
  }
}

type AccountNumbers = { id: number; modseq: number; next_id: number; next_uid_validity: number };

async function takeAccount(connection: Write, id: number): Promise<AccountNumbers | undefined> {
  if (connection.dialect === 'sqlite') {
    return connection.get<AccountNumbers>(
      sql`UPDATE account SET modseq = modseq + 1 WHERE id = ${id} RETURNING id, modseq, next_id, next_uid_validity`,
    );
  }
  await connection.run(sql`UPDATE account SET modseq = modseq + 1 WHERE id = ${id}`);
  return connection.get<AccountNumbers>(sql`SELECT id, modseq, next_id, next_uid_validity FROM account WHERE id = ${id}`);
}
