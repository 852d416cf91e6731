/** An IMAP server over the real core, and clients that speak in transcripts. */
import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw } from 'node:zlib';
import type { Client, MessagerieApi } from '../../../api/client/index.ts';
import { CoreError } from '../../../api/client/index.ts';
import { toId } from '../../../api/ids.ts';
import { createClient } from '../../../api/in-process/messagerie-api.ts';
import { RecentMarks } from '../../../api/legacy/recent.ts';
import { createImapServer, type CertificateProvider, type ImapLimits, type ImapListener, type ImapServer } from '../../../shims/imap/index.ts';
import { type MailFixture, mailFixture, type MailFixtureOptions, type NewMessage } from '../../setup/mail.ts';
import type { MakeUrl } from '../../setup/databases.ts';

export const PASSWORD = 'correct horse';
/** How long a busy machine may take; no test measures by it. */
const LINE_MS = 30_000;

export interface ImapOptions extends MailFixtureOptions {
  readonly imap?: Partial<ImapLimits>;
  readonly listener?: Partial<ImapListener>;
  readonly certificate?: CertificateProvider;
  readonly jmapSessionUrl?: () => string | undefined;
}

export interface ImapFixture {
  readonly mail: MailFixture;
  readonly server: ImapServer;
  readonly port: number;
  readonly logged: { readonly err: unknown }[];
  readonly api: MessagerieApi;
  /** A client whose greeting has been read. */
  connect(): Promise<ImapClient>;
  /** A client that has signed in, and selected the mailbox if one is given. */
  signIn(mailbox?: string): Promise<ImapClient>;
  /** A mailbox of its own with these messages, UIDs from 1. @returns its id */
  mailbox(name: string, ...messages: readonly (string | readonly [string, NewMessage])[]): Promise<string>;
  /** Password changed, account disabled: what the core says then. */
  revoke(reason: string): void;
  /** The raw UID, mod-sequence and the like of a mailbox, as the API tells them. */
  readonly client: Client;
  close(): Promise<void>;
}

export async function imapFixture(makeUrl: MakeUrl, options: ImapOptions = {}): Promise<ImapFixture> {
  const mail = await mailFixture(makeUrl, options);
  const { core, ctx } = mail;
  core.db.onChange((change) => core.bus.publish({ kind: 'change', change }));
  const unused = (): never => {
    throw new Error('IMAP does not send mail');
  };
  const parts = { core, access: {} as never, transport: { submit: unused, forward: unused }, legacy: { recent: new RecentMarks(core), sentMerge: async () => {} } };
  const api: MessagerieApi = {
    hostname: 'mail.example.org',
    async signIn(credentials, caller) {
      if (!('user' in credentials) || credentials.user !== ctx.principal.address || credentials.password !== PASSWORD) {
        throw new CoreError('credentialsInvalid', 'The name or the password is wrong.');
      }
      return createClient(parts, { ...ctx, caller });
    },
    resolveRecipient: unused,
    deliver: unused,
  };
  const logged: { err: unknown }[] = [];
  const server = createImapServer({
    api, clock: mail.clock, certificate: options.certificate, jmapSessionUrl: options.jmapSessionUrl,
    listener: { name: 'imap', tls: 'none', loopback: true, ...options.listener },
    limits: options.imap ?? {},
    log: { debug: () => undefined, error: (fields) => void logged.push(fields as { err: unknown }) },
  });
  server.server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const clients: ImapClient[] = [];

  const fixture: ImapFixture = {
    mail, server, port, logged, api,
    client: createClient(parts, ctx),
    async connect() {
      const socket = options.listener?.tls === 'implicit' ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }) : connectTcp(port, '127.0.0.1');
      const client = new ImapClient(socket);
      clients.push(client);
      await client.talk('S: * OK [CAPABILITY *] mail.example.org ready');
      return client;
    },
    async signIn(mailbox) {
      const client = await fixture.connect();
      await client.talk(`
        C: in LOGIN ${ctx.principal.address} "${PASSWORD}"
        S: in OK [CAPABILITY *] Signed in`);
      if (mailbox !== undefined) await client.run(`SELECT "${mailbox}"`);
      return client;
    },
    async mailbox(name, ...messages) {
      const number = await mail.addMailbox(name);
      for (const each of messages) {
        const [text, given] = typeof each === 'string' ? [each, {}] : each;
        await mail.add(text, { ...given, mailboxes: [number] });
      }
      return toId('mailbox', number);
    },
    revoke: (reason) => core.bus.publish({ kind: 'revoked', principalId: ctx.principal.id, reason }),
    async close() {
      for (const client of clients) client.socket.destroy();
      await server.close(0);
      await mail.close();
    },
  };
  return fixture;
}

/** One connection. */
export class ImapClient {
  socket: Socket;
  #received = '';
  #wake: (() => void) | undefined;
  #isEnded = false;
  #tags = 0;
  #deflate: DeflateRaw | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    this.#listen();
  }

  send(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    if (this.#deflate) this.#deflate.write(bytes);
    else this.socket.write(bytes);
  }

  /** The next line; undefined at the end of the connection. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#received.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      if (this.#isEnded) return undefined;
      await this.#more();
    }
  }

  /** Exactly this many bytes, as after `{n}`. */
  async bytes(count: number): Promise<string> {
    while (this.#received.length < count && !this.#isEnded) await this.#more();
    const bytes = this.#received.slice(0, count);
    this.#received = this.#received.slice(count);
    return bytes;
  }

  /**
   * Plays a transcript. `C:` lines are sent, each `S:` line must be the next one that comes; `S: (end)`: the connection ends.
   * In `S:` lines `*` stands for anything, except for the one that begins an untagged answer and for `\*`.
   */
  async talk(script: string): Promise<void> {
    for (const raw of script.split('\n')) {
      const step = raw.trimStart();
      if (step === '') continue;
      if (step.startsWith('C: ')) {
        this.send(`${step.slice(3)}\r\n`);
        continue;
      }
      if (!step.startsWith('S: ')) throw new Error(`Neither C: nor S: in ${step}`);
      const expected = step.slice(3);
      const line = await this.line();
      if (expected === '(end)' ? line !== undefined : line === undefined || !pattern(expected).test(line)) {
        throw new Error(`Expected  ${expected}\nreceived  ${line ?? '(end)'}\nthen      ${JSON.stringify(this.#received.slice(0, 300))}`);
      }
    }
  }

  /** Sends a command and gives the untagged lines before its answer. @throws Error where the answer is not OK */
  async run(command: string): Promise<string[]> {
    const { untagged, tagged } = await this.attempt(command);
    if (!tagged.startsWith('OK')) throw new Error(`${command}: ${tagged}`);
    return untagged;
  }

  /** Sends a command; untagged lines and the tagged answer without its tag. */
  async attempt(command: string): Promise<{ untagged: string[]; tagged: string }> {
    const tag = `t${++this.#tags}`;
    this.send(`${tag} ${command}\r\n`);
    const untagged: string[] = [];
    for (;;) {
      const line = await this.line();
      if (line === undefined) throw new Error(`${command}: the connection ended`);
      if (line.startsWith(`${tag} `)) return { untagged, tagged: line.slice(tag.length + 1) };
      untagged.push(line);
    }
  }

  /** Goes on inside TLS. */
  async secure(): Promise<void> {
    this.socket.removeAllListeners('data');
    const secured = connectTls({ socket: this.socket, rejectUnauthorized: false });
    await once(secured, 'secureConnect');
    this.socket = secured;
    this.#listen();
  }

  /** COMPRESS (RFC 4978), as most clients speak it: windows of 32 KB. */
  async compress(): Promise<void> {
    await this.run('COMPRESS DEFLATE');
    const { socket } = this;
    socket.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close');
    const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
    this.#deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    this.#deflate.pipe(socket);
    socket.pipe(inflate).on('data', (chunk: Buffer) => this.#take(chunk)).on('error', () => socket.destroy());
    inflate.on('end', this.#end).on('close', this.#end);
  }

  /** Back to a connection that is not compressed (RFC 8437 §4.1). */
  decompress(): void {
    const { socket } = this;
    this.#deflate?.unpipe(socket);
    this.#deflate = undefined;
    socket.unpipe();
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.resume();
  }

  /** Everything until the connection ends, as lines. */
  async rest(): Promise<string[]> {
    while (!this.#isEnded) await this.#more();
    const lines = this.#received.split('\r\n');
    this.#received = '';
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #listen(): void {
    this.socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.socket.on('end', this.#end).on('close', this.#end).on('error', this.#end);
  }

  readonly #end = (): void => {
    this.#isEnded = true;
    this.#wake?.();
  };

  #take(chunk: Buffer): void {
    this.#received += chunk.toString('latin1');
    this.#wake?.();
  }

  async #more(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve;
      timer = setTimeout(() => reject(new Error(`No line came; so far ${JSON.stringify(this.#received.slice(0, 300))}`)), LINE_MS);
    }).finally(() => clearTimeout(timer));
  }
}

function pattern(expected: string): RegExp {
  const isUntagged = expected.startsWith('* ');
  const words = (isUntagged ? expected.slice(2) : expected).split(/(?<!\\)\*/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${isUntagged ? '\\* ' : ''}${words.join('.*')}$`, 's');
}

/** A small message. */
export function message(subject: string, body = 'Hello\n', more = ''): string {
  return `From: Zoe Martin <zoe@example.net>\nTo: ali@example.org\nSubject: ${subject}\nMessage-ID: <${subject.replace(/\W/g, '-')}@example.net>\nDate: Thu, 1 Jan 2026 10:00:00 +0000\n${more}\n${body}`;
}

