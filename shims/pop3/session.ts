import { isCoreError, type Client, type MessagerieApi } from '../../api/client/index.ts';
import { wireText } from '../shared/wire-text.ts';
import { err, ok, type Answer } from './answer.ts';
import { OFFERED } from './capabilities.ts';
import { Maildrop } from './maildrop.ts';
import { maildropName } from './maildrop-name.ts';
import type { MaildropLocks } from './maildrop-lock.ts';

/** AUTHORIZATION and TRANSACTION of RFC 1939 §4, §5; UPDATE is a moment inside QUIT. */
export type State = 'authorization' | 'transaction';

export interface SessionOptions {
  readonly api: MessagerieApi;
  readonly locks: MaildropLocks;
  readonly remoteAddress: string;
  /** STLS may be asked for. */
  readonly canStartTls: boolean;
  readonly loopback: boolean;
  /** Called when the sign-in ends elsewhere. */
  readonly onRevoked: () => void;
}

const MAX_FAILED_SIGN_INS = 5;

/** Who is signed in, and the maildrop that they have. */
export class Session {
  isTls: boolean;
  /** The client has asked for UTF-8 (RFC 6856). */
  isUtf8 = false;
  /** From USER, for PASS. */
  user: string | undefined;
  /** The connection is to be closed behind the answer. */
  isOver = false;
  readonly #options: SessionOptions;
  #client: Client | undefined;
  #maildrop: Maildrop | undefined;
  #unlock: (() => void) | undefined;
  #failedSignIns = 0;
  /** What the account has switched off, in upper case. */
  #capabilitiesOff: ReadonlySet<string> = new Set();

  constructor(options: SessionOptions, isTls: boolean) {
    this.#options = options;
    this.isTls = isTls;
  }

  get state(): State {
    return this.#maildrop ? 'transaction' : 'authorization';
  }

  get maildrop(): Maildrop {
    if (!this.#maildrop) throw new Error('No maildrop before sign-in');
    return this.#maildrop;
  }

  get canStartTls(): boolean {
    return this.#options.canStartTls && !this.isTls;
  }

  get maySignIn(): boolean {
    return this.isTls || this.#options.loopback;
  }

  /** Has the account that is signed in switched off this capability? CAPA does not show it then, and a command of this name is unknown. @param name in upper case */
  isOff(name: string): boolean {
    return this.#capabilitiesOff.has(name);
  }

  /** Signs in, takes the lock, opens the maildrop: all or nothing. */
  async signIn(name: string, password: string): Promise<Answer> {
    const { user, folder } = maildropName(name);
    const { api, locks, remoteAddress } = this.#options;
    let client: Client;
    try {
      client = await api.signIn({ user, password }, { protocol: 'pop3', remoteAddress, tls: this.isTls });
    } catch (error) {
      this.#failedSignIns += 1;
      this.isOver = this.#failedSignIns >= MAX_FAILED_SIGN_INS;
      if (!isCoreError(error)) throw error;
      const isTemporary = error.kind === 'tooManyAttempts' || error.kind === 'unavailable';
      return err(wireText(error.message), isTemporary ? 'SYS/TEMP' : 'AUTH');
    }
    const mailboxId = await Maildrop.find(client, folder).catch((error: unknown) => {
      client.close();
      throw error;
    });
    if (!mailboxId) {
      client.close();
      return err('There is no such folder', 'SYS/PERM');
    }
    const unlock = locks.tryLock(mailboxId);
    if (!unlock) {
      client.close();
      return err('Another POP3 session has this mailbox; try again when it has ended', 'IN-USE');
    }
    try {
      const maildrop = await Maildrop.open(client, mailboxId);
      const off = await client.legacy.capabilitiesOff();
      this.#capabilitiesOff = new Set(off.filter((name) => OFFERED.has(name)));
      this.#client = client;
      this.#unlock = unlock;
      this.#maildrop = maildrop;
    } catch (error) {
      unlock();
      client.close();
      throw error;
    }
    client.onRevoked(this.#options.onRevoked);
    return ok(`${this.#maildrop.totals().count} messages`);
  }

  /** Gives the maildrop back; called at every end, also of a connection that broke. Deletes nothing. */
  async close(): Promise<void> {
    const client = this.#client;
    const maildrop = this.#maildrop;
    const unlock = this.#unlock;
    this.#client = this.#maildrop = this.#unlock = undefined;
    try {
      await maildrop?.markRetrieved();
    } finally {
      unlock?.();
      client?.close();
    }
  }
}
