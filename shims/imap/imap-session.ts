import type { Client, MessagerieApi } from '../../api/client/index.ts';
import type { SecureContext } from 'node:tls';
import type { Connection } from './connection.ts';
import type { ImapLimits } from './limits.ts';
import { code } from './grammar/status-response.ts';
import type { Session, SessionState } from './session.ts';
import type { MailboxViews } from './view/mailbox-views.ts';
import { Selected } from './view/selected.ts';

/** What all sessions of a listener share. */
export interface SessionHost {
  readonly api: MessagerieApi;
  readonly views: MailboxViews;
  readonly limits: ImapLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Present where STARTTLS is offered. */
  readonly secureContext: (() => SecureContext) | undefined;
  /** Whether passwords may travel without TLS: only on loopback. */
  readonly isLoopback: boolean;
  /** One of them, never both (RFC 7888 §5). */
  readonly literals: 'LITERAL+' | 'LITERAL-';
}

/**
 * Capabilities in every state, beside IMAP4rev1 and the form of literals; exactly what works. QUOTA=RES-MESSAGE is none of it: nothing limits the number of
 * messages, and what has no limit cannot be told (RFC 9208 §4.2.1).
 */
const ALWAYS = [
  'SASL-IR', 'ENABLE', 'ID', 'UNSELECT', 'CHILDREN', 'NAMESPACE', 'IDLE', 'UIDPLUS', 'MOVE', 'SPECIAL-USE', 'CREATE-SPECIAL-USE',
  'XLIST', 'LIST-EXTENDED', 'LIST-STATUS', 'CONDSTORE', 'ESEARCH', 'WITHIN', 'QUOTA', 'QUOTA=RES-STORAGE', 'OBJECTID', 'STATUS=SIZE',
  'ACL', 'RIGHTS=texk', 'LIST-MYRIGHTS',
] as const;

/** One client's session: who it is, what it has selected. */
export class ImapSession implements Session {
  state: SessionState = 'not authenticated';
  readonly enabled = new Set<string>();
  client: ReadonlyMap<string, string> = new Map();
  selected: Selected | undefined;
  /** The bytes travel inside TLS. */
  isSecure: boolean;
  readonly host: SessionHost;
  readonly #connection: Connection;
  readonly #remoteAddress: string;
  #user: Client | undefined;
  #forgetRevocation: (() => void) | undefined;
  #isClosed = false;

  constructor(host: SessionHost, connection: Connection, remoteAddress: string, isSecure: boolean) {
    this.host = host;
    this.#connection = connection;
    this.#remoteAddress = remoteAddress;
    this.isSecure = isSecure;
  }

  /** The API as the signed-in person sees it. Commands of the signed-in states only. */
  get user(): Client {
    if (!this.#user) throw new Error('Nobody has signed in');
    return this.#user;
  }

  /** The selected mailbox. Commands of the selected state only. */
  get mailbox(): Selected {
    if (!this.selected) throw new Error('No mailbox is selected');
    return this.selected;
  }

  /** Passwords may be sent: inside TLS, or on loopback (contract, configuration). */
  get maySignIn(): boolean {
    return this.isSecure || this.host.isLoopback;
  }

  get hasCondstore(): boolean {
    return this.enabled.has('CONDSTORE');
  }

  capabilities(): readonly string[] {
    const offered: string[] = ['IMAP4rev1', this.host.literals, ...ALWAYS];
    if (this.state !== 'not authenticated') return offered;
    if (!this.isSecure && this.host.secureContext) offered.push('STARTTLS');
    if (this.maySignIn) offered.push('AUTH=PLAIN', 'AUTH=LOGIN');
    else offered.push('LOGINDISABLED');
    return offered;
  }

  /** @throws CoreError credentialsInvalid, tooManyAttempts, accountDisabled */
  async signIn(user: string, password: string): Promise<void> {
    const client = await this.host.api.signIn({ user, password }, { protocol: 'imap', remoteAddress: this.#remoteAddress, tls: this.isSecure }).catch((error: unknown) => {
      this.#connection.countFailedSignIn();
      throw error;
    });
    if (this.#isClosed) {
      client.close();
      return;
    }
    this.#user = client;
    this.#forgetRevocation = client.onRevoked((reason) => this.#connection.end(reason, code('UNAVAILABLE')));
    this.state = 'authenticated';
  }

  /** Selects a mailbox; a selected one is left before. @throws what the API throws: no mailbox is selected then (RFC 9051 §6.3.2) */
  async select(mailboxId: string, readOnly: boolean): Promise<Selected> {
    this.unselect();
    const client = this.user;
    const selected = await this.host.views.join(client, mailboxId, (view) => new Selected({
      view,
      client,
      writer: this.#connection.writer,
      readOnly,
      hasCondstore: () => this.hasCondstore,
      onGone: () => {
        // Never EXPUNGE: a client would delete its copies (contract, answers).
        if (this.selected === selected) this.#connection.end('The mailbox is no longer there', code('UNAVAILABLE'));
      },
    }));
    try {
      selected.view.markStale();
      await selected.view.refresh();
      await selected.begin();
    } catch (error) {
      selected.view.leave(selected);
      throw error;
    }
    if (this.#isClosed) {
      selected.view.leave(selected);
    } else {
      this.selected = selected;
      this.state = 'selected';
    }
    return selected;
  }

  /** Leaves the selected mailbox, if any. */
  unselect(): void {
    const { selected } = this;
    if (!selected) return;
    this.selected = undefined;
    this.state = 'authenticated';
    selected.view.leave(selected);
  }

  announce(kind: 'all' | 'without expunge'): Promise<void> | void {
    return this.selected?.announce(kind);
  }

  close(): void {
    this.#isClosed = true;
    const { selected } = this;
    this.selected = undefined;
    if (selected) selected.view.leave(selected);
    this.#forgetRevocation?.();
    this.#user?.close();
    this.#user = undefined;
  }
}
