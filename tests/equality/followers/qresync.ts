/** An IMAP client that keeps what it read and by QRESYNC only asks for what it missed: it must hold what a new one reads (RFC 7162). */
import { expect } from 'vitest';
import { PASSWORD } from '../../setup/server.ts';
import { fetched, ImapConnection, numbersIn, quoted, type Response } from '../drivers/imap.ts';
import type { ReadMailbox } from '../pictures/imap.ts';

interface Row {
  readonly flags: readonly string[];
  readonly modseq: number;
}

interface Kept {
  uidValidity: number;
  modseq: number;
  rows: Map<number, Row>;
}

export class QresyncFollower {
  readonly #name: string;
  readonly #connection: ImapConnection;
  readonly #kept = new Map<string, Kept>();
  #turns = 0;

  private constructor(name: string, connection: ImapConnection) {
    this.#name = name;
    this.#connection = connection;
  }

  static async begin(name: string, port: number, address: string): Promise<QresyncFollower> {
    const connection = await ImapConnection.open(port, address, PASSWORD);
    await connection.run('ENABLE QRESYNC');
    return new QresyncFollower(name, connection);
  }

  close(): void {
    this.#connection.close();
  }

  /** Catches up in every mailbox, and compares with what was read anew. */
  async follow(fresh: ReadonlyMap<string, ReadMailbox>): Promise<void> {
    for (const [path, mailbox] of fresh) await this.#followIn(path, mailbox);
    await this.#connection.run('UNSELECT');
  }

  async #followIn(path: string, mailbox: ReadMailbox): Promise<void> {
    const what = `${this.#name}: QRESYNC in ${path}`;
    const before = this.#kept.get(mailbox.id);
    const kept: Kept = { uidValidity: 0, modseq: 0, rows: new Map(before?.rows) };
    // The set of known UIDs may be left out; with it, the server tells of these alone (RFC 7162 §3.2.5.1).
    const known = ++this.#turns % 2 === 0 && before && before.rows.size > 0 ? ` ${[...before.rows.keys()].join(',')}` : '';
    const parameters = before ? ` (QRESYNC (${before.uidValidity} ${before.modseq}${known}))` : '';
    const answers = await this.#connection.run(`SELECT ${quoted(path)}${parameters}`);
    for (const answer of answers) this.#hear(kept, answer, what);
    const next = known === '' ? 1 : Math.max(...(before?.rows.keys() ?? [])) + 1;
    if ((!before || known !== '') && mailbox.counters.messages > 0) for (const answer of await this.#connection.run(`UID FETCH ${next}:* (UID FLAGS MODSEQ)`)) this.#hear(kept, answer, what);
    if (before) {
      expect(kept.uidValidity, `${what}: UIDVALIDITY`).toBe(before.uidValidity);
      expect(kept.modseq, `${what}: HIGHESTMODSEQ went down`).toBeGreaterThanOrEqual(before.modseq);
      for (const [uid, { modseq }] of kept.rows) expect(modseq, `${what}: the mod-sequence of UID ${uid} went down`).toBeGreaterThanOrEqual(before.rows.get(uid)?.modseq ?? 0);
    }
    const now = new Map(mailbox.fetched.map(({ uid = 0, flags = [], modseq = 0 }) => [uid, { flags, modseq }]));
    expect(byUid(kept.rows), what).toEqual(byUid(now));
    for (const [uid, { modseq }] of now) expect(kept.modseq, `${what}: HIGHESTMODSEQ is below that of UID ${uid}`).toBeGreaterThanOrEqual(modseq);
    expect(mailbox.highestModseq, `${what}: HIGHESTMODSEQ of STATUS`).toBe(kept.modseq);
    this.#kept.set(mailbox.id, kept);
  }

  #hear(kept: Kept, answer: Response, what: string): void {
    const { text } = answer;
    kept.uidValidity = Number(/\[UIDVALIDITY (\d+)\]/.exec(text)?.[1] ?? kept.uidValidity);
    kept.modseq = Number(/\[HIGHESTMODSEQ (\d+)\]/.exec(text)?.[1] ?? kept.modseq);
    const vanished = /^\* VANISHED (?:\(EARLIER\) )?(\d[\d,:]*)$/.exec(text)?.[1];
    if (vanished !== undefined) for (const uid of numbersIn(vanished)) kept.rows.delete(uid);
    const message = fetched(answer);
    if (!message) return;
    if (message.uid === undefined || message.flags === undefined || message.modseq === undefined) throw new Error(`${what}: ${text} without UID, FLAGS or MODSEQ`);
    kept.rows.set(message.uid, { flags: message.flags, modseq: message.modseq });
  }
}

const byUid = (rows: ReadonlyMap<number, Row>): Record<string, Row> => Object.fromEntries([...rows].sort(([a], [b]) => a - b));
