/** The way out: the configured server that takes our mail (RFC 5321, RFC 6409). */
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import SMTPConnection, { type SMTPConnectionEnvelope, type SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import type { SmarthostConfig } from '../../config.ts';
import type { Clock, Timer } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { isAscii } from './envelope.ts';
import { oneLine, type Outcome, ownReply, refusal, statusOf } from './outcome.ts';

/** One message for some recipients in one transaction. */
export interface Outbound {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly sizeBytes: number;
  readonly eightBit: boolean;
  readonly smtputf8: boolean;
  readonly envelopeId: string | null;
  readonly dsnReturn: 'FULL' | 'HDRS' | null;
  /** The same for all recipients here. */
  readonly notify: string | null;
  readonly originalRecipient: string | null;
  /** The bytes, from the start each time it is called. */
  open(): AsyncIterable<Buffer>;
}

export interface SmarthostTimes {
  readonly connectMs: number;
  /** Silence of the other side; RFC 5321 §4.5.3.2 gives the final answer ten minutes. */
  readonly silenceMs: number;
  /** An unused connection is kept this long for the next message. */
  readonly idleMs: number;
  /** After a failed connection others do not try for this long. */
  readonly pauseMs: number;
}

const usualTimes: SmarthostTimes = { connectMs: 60_000, silenceMs: 10 * 60_000, idleMs: 20_000, pauseMs: 30_000 };

/** Connections at a time. */
const mostConnections = 4;
/** Messages over one connection, then a new one is made. */
const mostMessages = 100;

interface Connection {
  readonly smtp: SMTPConnection;
  readonly extensions: ReadonlyMap<string, string>;
  messages: number;
  closed: boolean;
  idleTimer: Timer | undefined;
}

/** What went wrong before anything of the message was said. */
class Unreachable extends Error {
  readonly reply: string;
  constructor(reply: string) {
    super(reply);
    this.reply = reply;
  }
}

interface SendError {
  readonly code?: string;
  readonly message: string;
  readonly response?: string;
}

/** Sends over a few connections that are kept and used again. */
export class Smarthost {
  readonly #config: SmarthostConfig;
  readonly #hostname: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #tls: ConnectionOptions;
  readonly #times: SmarthostTimes;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();
  readonly #waiting: (() => void)[] = [];
  #used = 0;
  #down: { until: number; reply: string } | undefined;
  #closed = false;

  constructor(options: { config: SmarthostConfig; hostname: string; clock: Clock; log: Log; tls?: ConnectionOptions; times?: Partial<SmarthostTimes> }) {
    this.#config = options.config;
    this.#hostname = options.hostname;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#tls = options.tls ?? {};
    this.#times = { ...usualTimes, ...options.times };
  }

  /** One outcome per recipient. Never rejects: what goes wrong is an outcome. */
  async send(message: Outbound): Promise<Map<string, Outcome>> {
    await this.#enter();
    try {
      for (let attempt = 1; ; attempt++) {
        const reused = this.#idle.some((connection) => !connection.closed);
        const connection = await this.#connection();
        const outcomes = await this.#transact(connection, message);
        // The other side had hung up on a connection that we kept: nothing was said yet, so a new one may say it.
        if (outcomes || !reused || attempt > mostConnections) return outcomes ?? all(message, this.#deferred(ownReply(451, '4.4.2', 'The connection was lost')));
      }
    } catch (error) {
      if (error instanceof Unreachable) return all(message, this.#deferred(error.reply));
      this.#log.error({ err: error }, 'sending to the smarthost failed');
      return all(message, this.#deferred(ownReply(451, '4.3.0', 'A fault on this side; see the log')));
    } finally {
      this.#used -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Forgets that it could not be reached a moment ago. */
  forgetFailure(): void {
    this.#down = undefined;
  }

  /** Closes unused connections; with `now`, also those in use, whose recipients are tried again later. */
  close(now: boolean): void {
    this.#closed = true;
    for (const connection of now ? [...this.#open] : this.#idle.splice(0)) this.#hangUp(connection, !now);
  }

  async #enter(): Promise<void> {
    while (this.#used >= mostConnections) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#used += 1;
  }

  get #remote(): string {
    return this.#config.host;
  }

  #deferred(reply: string): Outcome {
    return { kind: 'deferred', reply: oneLine(reply), status: statusOf(reply), remote: this.#remote };
  }

  /** @throws Unreachable */
  async #connection(): Promise<Connection> {
    for (let kept = this.#idle.pop(); kept; kept = this.#idle.pop()) {
      kept.idleTimer?.cancel();
      if (!kept.closed) return kept;
    }
    if (this.#down && this.#clock.monotonicMs() < this.#down.until) throw new Unreachable(this.#down.reply);
    try {
      const connection = await this.#connect();
      this.#down = undefined;
      return connection;
    } catch (error) {
      const reply = replyOf(error as SendError, this.#config);
      this.#down = { until: this.#clock.monotonicMs() + this.#times.pauseMs, reply };
      this.#log.warn({ host: this.#config.host, port: this.#config.port, reason: reply }, 'the smarthost cannot be used');
      throw new Unreachable(reply);
    }
  }

  async #connect(): Promise<Connection> {
    const { host, port, tls, user, passwordFile } = this.#config;
    const smtp = new SMTPConnection({
      host, port, name: this.#hostname, secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none',
      connectionTimeout: this.#times.connectMs, greetingTimeout: this.#times.connectMs, socketTimeout: this.#times.silenceMs, dnsTimeout: this.#times.connectMs,
      tls: { minVersion: 'TLSv1.2', ...this.#tls }, logger: false,
    });
    let ehlo = '';
    await new Promise<void>((resolve, reject) => {
      smtp.once('error', reject);
      smtp.once('end', () => reject(new Error('The connection was closed')));
      smtp.connect((error?: Error | null) => {
        ehlo = smtp.lastServerResponse || '';
        if (error) reject(error);
        else resolve();
      });
    });
    const connection: Connection = { smtp, extensions: extensionsOf(ehlo), messages: 0, closed: false, idleTimer: undefined };
    this.#open.add(connection);
    const gone = (): void => {
      connection.closed = true;
      this.#open.delete(connection);
    };
    // Also what happens to a connection that nobody is using.
    smtp.on('error', gone);
    smtp.on('end', gone);
    if (user !== null) {
      try {
        const pass = passwordFile === null ? '' : await readPassword(passwordFile);
        await new Promise<void>((resolve, reject) => smtp.login({ user, pass }, (error) => (error ? reject(error) : resolve())));
      } catch (error) {
        this.#hangUp(connection, false);
        throw error;
      }
    }
    return connection;
  }

  /** Undefined: the connection was gone before anything was said. */
  async #transact(connection: Connection, message: Outbound): Promise<Map<string, Outcome> | undefined> {
    const refused = this.#unfit(connection, message);
    if (refused) {
      this.#keep(connection);
      return all(message, refused);
    }
    const envelope: SMTPEnvelope = {
      from: message.sender === '' ? false : message.sender, to: [...message.recipients], size: message.sizeBytes, use8BitMime: message.eightBit,
      dsn: {
        ...(message.dsnReturn === null ? {} : { ret: message.dsnReturn }), ...(message.envelopeId === null ? {} : { envid: message.envelopeId }),
        ...(message.notify === null ? {} : { notify: message.notify.split(',') }), ...(message.originalRecipient === null ? {} : { orcpt: message.originalRecipient }),
      },
    };
    const result = await new Promise<{ error: SendError | undefined; reply: string }>((resolve) => {
      const body = Readable.from(message.open());
      connection.smtp.send(envelope, body, (error, sent) => resolve({ error: error ? (error as SendError) : undefined, reply: sent?.response ?? '' }));
    });
    // The connection writes into the envelope what each recipient was answered.
    const { accepted = [], rejectedErrors = [] } = envelope as Partial<SMTPConnectionEnvelope>;
    connection.messages += 1;
    const outcomes = this.#outcomes(connection, message, { ...result, accepted, rejected: rejectedErrors as readonly RejectedError[] });
    await this.#reset(connection, result.error);
    return outcomes;
  }

  #outcomes(
    connection: Connection, message: Outbound,
    { error, reply, accepted, rejected }: { error: SendError | undefined; reply: string; accepted: readonly string[]; rejected: readonly RejectedError[] },
  ): Map<string, Outcome> | undefined {
    if (error && error.response === undefined && accepted.length === 0 && rejected.length === 0 && connection.messages > 1) return undefined;
    const outcomes = new Map<string, Outcome>();
    const rest: Outcome = error
      ? error.response === undefined ? this.#deferred(replyOf(error, this.#config)) : refusal(error.response, this.#remote)
      : { kind: 'delivered', reply: oneLine(reply), stored: false, remote: this.#remote, reports: connection.extensions.has('DSN') };
    const refusals = new Map(rejected.map((one) => [one.recipient ?? '', one.response ?? '']));
    for (const recipient of message.recipients) {
      const own = refusals.get(recipient.trim());
      if (own === undefined || own === '') outcomes.set(recipient, rest);
      else {
        const outcome = refusal(own, this.#remote);
        // RFC 5321 §4.5.3.1.10: too many at a time; the others went through.
        const tooMany = accepted.length > 0 && /^452(?!.4\.2\.2)/.test(own);
        outcomes.set(recipient, tooMany && outcome.kind === 'deferred' ? { ...outcome, soon: true } : outcome);
      }
    }
    return outcomes;
  }

  /** What the other side cannot take at all (RFC 1870 §6, RFC 6152 §3, RFC 6531 §3.4). */
  #unfit({ extensions }: Connection, message: Outbound): Outcome | undefined {
    const failed = (code: number, status: string, text: string): Outcome => ({ kind: 'failed', reply: ownReply(code, status, text), status, remote: this.#remote });
    const most = Number(extensions.get('SIZE') ?? 0);
    if (most > 0 && message.sizeBytes > most) return failed(552, '5.3.4', `The message has ${message.sizeBytes} bytes; ${this.#remote} takes ${most}`);
    const needsUtf8 = message.smtputf8 || [message.sender, ...message.recipients].some((address) => !isAscii(address));
    if (needsUtf8 && !extensions.has('SMTPUTF8')) return failed(553, '5.6.7', `${this.#remote} does not take internationalised addresses`);
    if (message.eightBit && !extensions.has('8BITMIME') && !extensions.has('SMTPUTF8')) return failed(554, '5.6.3', `${this.#remote} does not take 8-bit messages`);
    return undefined;
  }

  /** Ends the transaction where one is left open, so that the next MAIL is not answered 503. */
  async #reset(connection: Connection, error: SendError | undefined): Promise<void> {
    if (!error) {
      this.#keep(connection);
      return;
    }
    const isUsable = error.response !== undefined && !error.response.startsWith('421') && !connection.closed;
    const ok = isUsable && (await new Promise<boolean>((resolve) => {
      const hungUp = (): void => resolve(false);
      connection.smtp.once('end', hungUp);
      connection.smtp.once('error', hungUp);
      connection.smtp.reset((problem) => {
        connection.smtp.removeListener('end', hungUp);
        connection.smtp.removeListener('error', hungUp);
        resolve(!problem);
      });
    }));
    if (ok) this.#keep(connection);
    else this.#hangUp(connection, false);
  }

  #keep(connection: Connection): void {
    if (connection.closed) return;
    if (this.#closed || connection.messages >= mostMessages) {
      this.#hangUp(connection, true);
      return;
    }
    connection.idleTimer = this.#clock.after(this.#times.idleMs, () => {
      const index = this.#idle.indexOf(connection);
      if (index < 0) return;
      this.#idle.splice(index, 1);
      this.#hangUp(connection, true);
    });
    this.#idle.push(connection);
  }

  #hangUp(connection: Connection, politely: boolean): void {
    connection.idleTimer?.cancel();
    if (!connection.closed && politely) connection.smtp.quit();
    else connection.smtp.close();
    connection.closed = true;
    this.#open.delete(connection);
  }
}

type RejectedError = { readonly recipient?: string; readonly response?: string };

const all = (message: Outbound, outcome: Outcome): Map<string, Outcome> => new Map(message.recipients.map((recipient) => [recipient, outcome]));

/** Extensions and their arguments, out of the answer to EHLO. */
function extensionsOf(ehlo: string): Map<string, string> {
  const lines = ehlo.split(/\r?\n/).slice(1).map((line) => line.slice(4).trim());
  return new Map(lines.map((line) => [line.split(/[ =]/)[0]?.toUpperCase() ?? '', line.replace(/^\S+ ?/, '')]));
}

/** A failure of the connection as a reply: the other side's words where there are some, else what to look at. */
function replyOf(error: SendError, { host, port }: SmarthostConfig): string {
  const where = `${host} port ${port}`;
  if (error.response !== undefined) {
    // Nothing that is said before MAIL speaks of a recipient: a wrong password is mended, and the message still goes.
    return /^5/.test(error.response) ? ownReply(454, '4.7.0', `${where} refuses us: ${oneLine(error.response)}`) : error.response;
  }
  const text = error.message.slice(0, 300);
  switch (error.code) {
    case 'EDNS':
      return ownReply(451, '4.4.3', `The name of the smarthost ${host} cannot be resolved: ${text}`);
    case 'ETLS':
      return ownReply(454, '4.7.5', `No secure connection to ${where}: ${text}`);
    case 'ETIMEDOUT':
      return ownReply(451, '4.4.1', `No answer from ${where} in time: ${text}`);
    case 'EAUTH':
      return ownReply(454, '4.7.0', `Cannot sign in to ${where}: ${text}`);
    case 'ENOENT':
    case 'EACCES':
      return ownReply(454, '4.7.0', 'The file smarthost.passwordFile cannot be read');
    default:
      return ownReply(451, '4.4.2', `The connection to ${where} failed: ${text}`);
  }
}

async function readPassword(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? '';
}
