import type { Row, Write } from './sql/queries.ts';
import { raw, sql, type SqlValue, type Statement } from './sql/statement.ts';
import type { Dialect } from './sql/dialect.ts';

/** The account row of the installation itself: principals, domains and aliases take their numbers from it. */
export const SYSTEM_ACCOUNT = 0;

/** The types that have a state of their own on an account (RFC 8620 §1.6.2). */
export const stateTypes = ['Email', 'Thread', 'Mailbox', 'Identity', 'EmailSubmission', 'Quota', 'VacationResponse', 'ShareNotification', 'Principal'] as const;
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
  ShareNotification: 'share_notification_modseq',
  // Of the system's account: principals are the installation's.
  Principal: 'principal_modseq',
};

/** What a unit changed for one reader of others' mailboxes alone: their `$seen`, their subscription (design §5). */
export interface ReaderChange {
  readonly types: ReadonlySet<StateType>;
  readonly mailboxIds: ReadonlySet<number>;
}

/** What a unit changed in one account, published after it is durable. */
export interface AccountChange {
  readonly accountId: number;
  readonly modseq: number;
  readonly types: ReadonlySet<StateType>;
  readonly mailboxIds: ReadonlySet<number>;
  /** An Email came in by delivery (RFC 8621 §1.5, EmailDelivery). */
  readonly delivered: boolean;
  /** By principal: what concerns that reader and nobody else. */
  readonly readers: ReadonlyMap<number, ReaderChange>;
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

const MAX_COUNTER = 2 ** 32;

/** An account's row inside a unit: the numbers that the unit takes, and what it touched. */
export class UnitAccount {
  readonly id: number;
  /** The mod-sequence of everything that this unit changes in the account. */
  readonly modseq: number;
  readonly types = new Set<StateType>();
  readonly mailboxIds = new Set<number>();
  readonly readers = new Map<number, { readonly types: Set<StateType>; readonly mailboxIds: Set<number> }>();
  /** A Mailbox property other than a counter changed (RFC 8621 §2.2, updatedProperties). */
  mailboxProperties = false;
  delivered = false;
  /** Null: no limit. */
  readonly quotaBytes: number | null;
  readonly quotaMessages: number | null;
  /** What the account's Emails take, hidden ones included, each once (design §5, Quota). */
  usedBytes: number;
  usedCount: number;
  readonly #firstUsedBytes: number;
  readonly #firstUsedCount: number;
  #nextId: number;
  readonly #firstId: number;
  #nextUidValidity: number;
  readonly #firstUidValidity: number;

  constructor(row: AccountNumbers) {
    this.id = row.id;
    this.modseq = row.modseq;
    this.quotaBytes = row.quota_bytes;
    this.quotaMessages = row.quota_messages;
    this.usedBytes = this.#firstUsedBytes = row.used_bytes;
    this.usedCount = this.#firstUsedCount = row.used_count;
    this.#nextId = this.#firstId = row.next_id;
    this.#nextUidValidity = this.#firstUidValidity = row.next_uid_validity;
  }

  /** A number that is unique in the whole installation: account number × 2³² + the account's counter. */
  newId(): number {
    const counter = this.#nextId++;
    if (counter >= MAX_COUNTER) throw new RangeError(`account ${this.id} has used up its ids`);
    return this.id * 2 ** 32 + counter;
  }

  /** A run of `count` ids; returns the first. */
  newIds(count: number): number {
    if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('a run of ids holds at least one');
    const first = this.newId();
    this.#nextId += count - 1;
    if (this.#nextId > MAX_COUNTER) throw new RangeError(`account ${this.id} has used up its ids`);
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

  /** The same for one reader alone: nobody else is told, and no state of the account changes. */
  touchReader(principalId: number, mailboxId: number, ...types: readonly StateType[]): void {
    let change = this.readers.get(principalId);
    if (!change) this.readers.set(principalId, (change = { types: new Set(), mailboxIds: new Set() }));
    change.mailboxIds.add(mailboxId);
    for (const type of types) change.types.add(type);
  }

  /** The statement that puts the numbers back, if any was taken. */
  closing(): Statement | undefined {
    const sets: Statement[] = [];
    if (this.#nextId !== this.#firstId) sets.push(sql`next_id = ${this.#nextId}`);
    if (this.#nextUidValidity !== this.#firstUidValidity) sets.push(sql`next_uid_validity = ${this.#nextUidValidity}`);
    if (this.usedBytes !== this.#firstUsedBytes || this.usedCount !== this.#firstUsedCount) {
      this.types.add('Quota');
      sets.push(sql`used_bytes = ${this.usedBytes}, used_count = ${this.usedCount}`);
    }
    for (const type of this.types) sets.push(sql`${raw(stateColumns[type])} = ${this.modseq}`);
    if (this.mailboxProperties) sets.push(sql`mailbox_property_modseq = ${this.modseq}`);
    if (sets.length === 0) return undefined;
    const list: Statement = { kind: 'statement', strings: [...sets.map((_, i) => (i === 0 ? '' : ', ')), ''], parts: sets };
    return sql`UPDATE account SET ${list} WHERE id = ${this.id}`;
  }

  change(): AccountChange {
    return { accountId: this.id, modseq: this.modseq, types: this.types, mailboxIds: this.mailboxIds, delivered: this.delivered, readers: this.readers };
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
  readonly #named = new Set<number>();
  readonly #afterCommit: (() => void)[] = [];
  readonly #conditions: Promise<void>[] = [];
  #over = false;

  constructor(connection: Write) {
    this.#connection = connection;
    this.dialect = connection.dialect;
  }

  all<T = Row>(statement: Statement): Promise<T[]> {
    return this.#over ? afterEnd() : this.#connection.all<T>(statement);
  }

  get<T = Row>(statement: Statement): Promise<T | undefined> {
    return this.#over ? afterEnd() : this.#connection.get<T>(statement);
  }

  run(statement: Statement): Promise<number> {
    return this.#over ? afterEnd() : this.#connection.run(statement);
  }

  insertMany(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    if (this.#over) return afterEnd();
    return rows.length === 0 ? Promise.resolve() : this.#connection.insertMany(table, columns, rows);
  }

  /** The account's row in this unit. An account that the unit did not name makes it start again with it. */
  account(accountId: number): UnitAccount {
    const account = this.#accounts.get(accountId);
    if (account) return account;
    if (this.#named.has(accountId)) throw new Error(`account ${accountId} is not there`);
    throw new NeedsAccount(accountId);
  }

  /** Takes the row of an account that this unit has just created, which nobody else can hold yet. */
  async adopt(accountId: number): Promise<UnitAccount> {
    if (this.#over) return afterEnd();
    const row = await takeAccount(this.#connection, accountId);
    if (!row) throw new Error(`account ${accountId} is not there`);
    const account = new UnitAccount(row);
    this.#accounts.set(accountId, account);
    return account;
  }

  /** The unit is committed once this has happened, and rolled back if it fails: bytes that it refers to are on the disk (design §6). */
  commitAfter(condition: Promise<void>): void {
    this.#conditions.push(condition);
  }

  /** Awaited by the writer before the commit. */
  get conditions(): readonly Promise<void>[] {
    return this.#conditions;
  }

  /** Runs once the unit is durable, never if it is rolled back. */
  afterCommit(effect: () => void): void {
    this.#afterCommit.push(effect);
  }

  /** Takes the account rows. Called by the writer before the unit's own code. */
  async begin(accountIds: readonly number[]): Promise<void> {
    for (const id of [...new Set(accountIds)].sort((a, b) => a - b)) {
      this.#named.add(id);
      const row = await takeAccount(this.#connection, id);
      if (row) this.#accounts.set(id, new UnitAccount(row));
    }
  }

  /** What the unit's code left running reaches the database no more: the connection now belongs to another unit. Called by the writer. */
  finish(): void {
    this.#over = true;
  }

  /** Writes the numbers back. Called by the writer after the unit's own code. */
  async end(): Promise<void> {
    this.finish();
    for (const account of this.#accounts.values()) {
      const closing = account.closing();
      if (closing) await this.#connection.run(closing);
    }
  }

  /** What to publish, and effects to run, once durable. */
  outcome(): { changes: AccountChange[]; effects: readonly (() => void)[] } {
    const changes = [...this.#accounts.values()].filter((a) => a.types.size > 0 || a.mailboxIds.size > 0 || a.readers.size > 0).map((a) => a.change());
    return { changes, effects: this.#afterCommit };
  }
}

function afterEnd(): Promise<never> {
  return Promise.reject(new Error('the unit of work has ended; a statement was sent after that'));
}

interface AccountNumbers {
  id: number;
  modseq: number;
  next_id: number;
  next_uid_validity: number;
  quota_bytes: number | null;
  quota_messages: number | null;
  used_bytes: number;
  used_count: number;
}

const accountNumbers = raw('id, modseq, next_id, next_uid_validity, quota_bytes, quota_messages, used_bytes, used_count');

async function takeAccount(connection: Write, id: number): Promise<AccountNumbers | undefined> {
  if (connection.dialect === 'sqlite') {
    return connection.get<AccountNumbers>(
      sql`UPDATE account SET modseq = modseq + 1 WHERE id = ${id} RETURNING ${accountNumbers}`,
    );
  }
  await connection.run(sql`UPDATE account SET modseq = modseq + 1 WHERE id = ${id}`);
  return connection.get<AccountNumbers>(sql`SELECT ${accountNumbers} FROM account WHERE id = ${id}`);
}
