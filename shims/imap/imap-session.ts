import type { Client, MessagerieApi } from '../../api/client/index.ts';
import type { SecureContext } from 'node:tls';
import { OFFERED } from './capabilities.ts';
import type { Connection } from './connection.ts';
import type { ImapLimits } from './limits.ts';
import { forgetAhead } from './fetch/read-ahead.ts';
import { code } from './grammar/status-response.ts';
import type { Session, SessionState } from './session.ts';
import type { MailboxViews } from './view/mailbox-views.ts';
import type { Notifier } from './notify/notifier.ts';
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
  /** Not offered to anybody here, in upper case. */
  readonly capabilitiesOff: ReadonlySet<string>;
  /** Where the same mail is to be had over JMAP, if that is known. */
  readonly jmapSessionUrl: () => string | undefined;
}


/** One client's session: who it is, what it has selected. */
export class ImapSession implements Session {
  state: SessionState = 'not authenticated';
  readonly enabled = new Set<string>();
  client: ReadonlyMap<string, string> = new Map();
  selected: Selected | undefined;
  /** What the client has asked to be told of. */
  notifier: Notifier | undefined;
  /** The bytes travel inside TLS. */
  isSecure: boolean;
  /** COMPRESS is on. */
  isCompressed = false;
  readonly host: SessionHost;
  readonly #connection: Connection;
  readonly #remoteAddress: string;
  #user: Client | undefined;
  /** What the account that is signed in has switched off, in upper case. */
  #capabilitiesOff: ReadonlySet<string> = new Set();
  #forgetRevocation: (() => void) | undefined;
  #isClosed = false;
  /** The mailbox that this session itself is deleting. */
  #deleting: string | undefined;

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

  /** For each command that switches it on: whoever has a mailbox open keeps track of its changes from here (RFC 7162 §3.1). */
  enableCondstore(): void {
    if (this.hasCondstore) return;
    this.enabled.add('CONDSTORE');
    if (this.selected) this.#connection.writer.untagged(`OK [HIGHESTMODSEQ ${this.selected.view.highestModseq}] Highest mod-sequence`);
  }

  get hasQresync(): boolean {
    return this.enabled.has('QRESYNC');
  }

  /** The client has switched to IMAP4rev2 (RFC 9051 §6.3.1, Appendix A). */
  get isRev2(): boolean {
    return this.enabled.has('IMAP4REV2');
  }

  /**
   * Is this capability switched off, on this listener or for this account? It is neither shown nor to be enabled then, and commands that come with it are unknown.
   * @param name in any case
   */
  isOff(name: string): boolean {
    const upper = name.toUpperCase();
    return this.host.capabilitiesOff.has(upper) || this.#capabilitiesOff.has(upper);
  }

  capabilities(): readonly string[] {
    const offered: string[] = ['IMAP4rev1', this.host.literals, ...OFFERED.filter((name) => !this.isOff(name) && this.#isPossible(name)).map((name) => this.#withValue(name))];
    if (this.state !== 'not authenticated') return offered;
    if (!this.isSecure && this.host.secureContext) offered.push('STARTTLS');
    if (this.maySignIn) offered.push('AUTH=PLAIN', 'AUTH=LOGIN');
    else offered.push('LOGINDISABLED');
    return offered;
  }

  /** What is of use after sign-in only is shown then. */
  #isPossible(name: string): boolean {
    if (name === 'JMAPACCESS') return this.#user !== undefined && this.host.jmapSessionUrl() !== undefined;
    return name !== 'COMPRESS=DEFLATE' || (this.#user !== undefined && !this.isCompressed);
  }

  /** One limit for all mailboxes (RFC 7889 §2). */
  #withValue(name: string): string {
    return name === 'APPENDLIMIT' ? `${name}=${this.host.limits.messageBytes}` : name;
  }

  /** @throws CoreError credentialsInvalid, tooManyAttempts, accountDisabled */
  async signIn(user: string, password: string): Promise<void> {
    const client = await this.host.api.signIn({ user, password }, { protocol: 'imap', remoteAddress: this.#remoteAddress, tls: this.isSecure }).catch((error: unknown) => {
      this.#connection.countFailedSignIn();
      throw error;
    });
    const off = await client.legacy.capabilitiesOff().catch((error: unknown) => {
      client.close();
      throw error;
    });
    if (this.#isClosed) {
      client.close();
      return;
    }
    this.#capabilitiesOff = new Set(off.map((name) => name.toUpperCase()));
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
      enabled: this.enabled,
      onGone: () => {
        if (this.selected !== selected) return;
        if (this.#deleting === mailboxId) this.unselect();
        // Never EXPUNGE: a client would delete its copies (contract, answers).
        else this.#connection.end('The mailbox is no longer there', code('UNAVAILABLE'));
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
      this.notifier?.watch(selected);
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
    forgetAhead(selected);
  }

  /**
   * Runs what deletes a mailbox. Where it is the selected one, it is left: the client knows, and is not sent away as others are. What is refused stays
   * selected. @throws what the work throws
   */
  async deleting(mailboxId: string, work: () => Promise<void>): Promise<void> {
    this.#deleting = mailboxId;
    try {
      await work();
    } finally {
      this.#deleting = undefined;
    }
    if (this.selected?.view.mailboxId === mailboxId) this.unselect();
  }

  /** Back to the state before sign-in (RFC 8437 §3): what was enabled is so no longer. */
  signOut(): void {
    this.notifier?.close();
    this.notifier = undefined;
    this.unselect();
    this.#forgetRevocation?.();
    this.#user?.close();
    this.#user = this.#forgetRevocation = undefined;
    this.#capabilitiesOff = new Set();
    this.enabled.clear();
    this.#connection.writer.utf8 = false;
    this.state = 'not authenticated';
  }

  announce(kind: 'all' | 'without expunge'): Promise<void> | void {
    return this.selected?.announce(kind);
  }

  listen(): void {
    this.notifier?.listen();
  }

  attend(): Promise<void> | void {
    return this.notifier?.attend();
  }

  /** Takes the place of what was asked for before. */
  notify(notifier: Notifier): void {
    this.notifier?.close();
    this.notifier = notifier;
    if (this.selected) notifier.watch(this.selected);
  }

  /** Nothing more is told by itself. */
  stopNotifying(): void {
    this.notifier?.close();
  }

  close(): void {
    this.#isClosed = true;
    this.notifier?.close();
    const { selected } = this;
    this.selected = undefined;
    if (selected) {
      selected.view.leave(selected);
      forgetAhead(selected);
    }
    this.#forgetRevocation?.();
    this.#user?.close();
    this.#user = undefined;
  }
}
