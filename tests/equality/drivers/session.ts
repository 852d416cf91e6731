/**
 * A long-lived IMAP session with a mailbox selected, and what its client believes of it: from nothing but the answers that it got (RFC 9051 §7; with QRESYNC
 * on, RFC 7162 §3.2.10).
 */
import { PASSWORD } from '../../setup/server.ts';
import type { Mailbox } from '../model/parts.ts';
import { type Answer, fetched, ImapConnection, numbersIn, quoted, type Response } from './imap.ts';

interface Row {
  uid: number | undefined;
  flags: readonly string[] | undefined;
}

export class SelectedSession {
  readonly name: string;
  readonly #port: number;
  readonly #user: string;
  readonly #hasQresync: boolean;
  #connection: ImapConnection | undefined;
  #isIdle = false;
  selected: Mailbox | undefined;
  rows: Row[] = [];

  constructor(name: string, port: number, user: string, hasQresync: boolean) {
    this.name = name;
    this.#port = port;
    this.#user = user;
    this.#hasQresync = hasQresync;
  }

  /** Selects the mailbox, or hears what is new where it is selected already. */
  async enter(mailbox: Mailbox, path: string): Promise<void> {
    // IDLE ends here: what comes behind DONE is of the mailbox before.
    if (this.selected === mailbox || this.#isIdle) await this.refresh();
    if (this.selected === mailbox) return;
    this.rows = [];
    const { tagged } = await this.attempt(`SELECT ${quoted(path)}`);
    if (!tagged?.startsWith('OK')) throw new Error(`${this.name}: SELECT ${path}: ${tagged ?? 'the server ended the connection'}`);
    this.selected = mailbox;
    await this.#fillIn();
  }

  async refresh(): Promise<void> {
    const { tagged } = await this.attempt('NOOP');
    if (tagged === undefined) throw new Error(`the server ended the session ${this.name}`);
    await this.#fillIn();
  }

  /** Waits for what happens (RFC 2177), until the next command. */
  async idle(): Promise<void> {
    if (!this.#isIdle) await (await this.#open()).idle();
    this.#isIdle = true;
  }

  /** Nothing is selected any more. */
  leave(): void {
    this.selected = undefined;
    this.rows = [];
  }

  async attempt(command: string, literal?: Buffer): Promise<Answer> {
    const connection = await this.#open();
    const isIdle = this.#isIdle;
    this.#isIdle = false;
    const before = isIdle ? await connection.done() : undefined;
    const answer = before?.tagged === undefined && isIdle ? { untagged: [], tagged: undefined } : await connection.attempt(command, literal);
    if (answer.tagged === undefined) this.close();
    return answer;
  }

  /** STORE with .SILENT tells nothing of what it changed: the client asks when it next looks. */
  forgetFlags(uids: readonly (number | undefined)[]): void {
    for (const row of this.rows) if (uids.includes(row.uid)) row.flags = undefined;
  }

  /** Whether the server has ended it, at the latest right behind the answer to the next command. */
  async isEnded(): Promise<boolean> {
    for (let n = 0; n < 2; n++) if ((await this.attempt('NOOP')).tagged === undefined) return true;
    return false;
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#isIdle = false;
    this.leave();
  }

  async #open(): Promise<ImapConnection> {
    if (this.#connection) return this.#connection;
    const connection = await ImapConnection.open(this.#port, this.#user, PASSWORD);
    if (this.#hasQresync) await connection.run('ENABLE QRESYNC');
    connection.onUntagged = (response, command) => this.#hear(response, command);
    this.#connection = connection;
    return connection;
  }

  /** Asks for what a client does not know of messages that EXISTS has told. */
  async #fillIn(): Promise<void> {
    const first = this.rows.findIndex((row) => row.uid === undefined || row.flags === undefined);
    if (first >= 0) await this.attempt(`FETCH ${first + 1}:* (UID FLAGS)`);
  }

  #hear(response: Response, command: string): void {
    const { text } = response;
    const [, count, kind] = /^\* (\d+) (EXISTS|EXPUNGE)$/.exec(text) ?? [];
    if (kind === 'EXISTS') {
      if (Number(count) < this.rows.length) throw new Error(`${this.name}: EXISTS went down behind ${command}`);
      while (this.rows.length < Number(count)) this.rows.push({ uid: undefined, flags: undefined });
    } else if (kind === 'EXPUNGE') {
      if (this.#hasQresync) throw new Error(`${this.name}: EXPUNGE where VANISHED is due, behind ${command}`);
      if (/^(FETCH|STORE|SEARCH)/.test(command)) throw new Error(`${this.name}: EXPUNGE behind ${command}`);
      if (this.rows.splice(Number(count) - 1, 1).length === 0) throw new Error(`${this.name}: EXPUNGE of nothing behind ${command}`);
    }
    const vanished = /^\* VANISHED (\d[\d,:]*)$/.exec(text)?.[1];
    if (vanished !== undefined) {
      const gone = new Set(numbersIn(vanished));
      const known = this.rows.filter(({ uid }) => uid !== undefined && gone.has(uid)).length;
      // The rest are among those that it has not asked about yet, which are all alike (RFC 7162 §3.2.10.2).
      let strange = gone.size - known;
      this.rows = this.rows.filter(({ uid }) => (uid === undefined ? strange-- <= 0 : !gone.has(uid)));
      if (strange > 0) throw new Error(`${this.name}: VANISHED ${vanished} of more than there is, behind ${command}`);
    }
    const message = fetched(response);
    const row = message && this.rows[message.number - 1];
    if (!message || !row) return;
    if (message.uid !== undefined && row.uid !== undefined && message.uid !== row.uid) throw new Error(`${this.name}: message ${message.number} was UID ${row.uid}, is ${message.uid}`);
    row.uid = message.uid ?? row.uid;
    row.flags = message.flags ?? row.flags;
  }
}
