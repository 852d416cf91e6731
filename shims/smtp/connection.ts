import type { Socket } from 'node:net';
import type { SMTPServer, SMTPServerAddress } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import type { Client } from '../../api/client/index.ts';
import { parseCommandArguments } from './command-arguments.ts';
import { DataStream } from './data-stream.ts';
import { ENHANCED_STATUS } from './reply.ts';
import type { Transaction } from './transaction.ts';

export interface ConnectionSettings {
  readonly hostname: string;
  /** Signing in without TLS is accepted. */
  readonly loopback: boolean;
  readonly badCommands: number;
  /** Milliseconds from the connection to the sign-in; undefined where nobody signs in. */
  readonly signInTimeout: number | undefined;
  readonly keywords: () => readonly string[];
}

const MAX_FAILED_SIGN_INS = 5;
const ENDS_BY_ITSELF = 421;
const SIGN_IN_ANSWER_MS = 1000;
/** Unknown recipients that one connection may ask for, as a multiple of its senseless commands: whoever tries out names is sent away. */
const UNKNOWN_RECIPIENTS = 4;
const SYNTAX_ERRORS = new Set([500, 501, 502, 503, 504, 555]);

/**
 * One client. The wire is smtp-server's; here is what it leaves open: enhanced status codes of our own, AUTH shown only
 * where it is taken, our grammar of paths and parameters, bounds on nonsense, and a goodbye that does not cut a message.
 */
export class Connection extends SMTPConnection {
  client: Client | undefined;
  transaction: Transaction | undefined;
  failedSignIns = 0;
  readonly #settings: ConnectionSettings;
  #badCommands = 0;
  #unknownRecipients = 0;
  #goodbye: string | undefined;
  /** Holds answers back until the loop turns. */
  #corked: Socket | undefined;
  #signInLimit: NodeJS.Timeout | undefined;

  constructor(server: SMTPServer, socket: Socket, options: SMTPConnectionOptions | null | undefined, settings: ConnectionSettings) {
    super(server, socket, options);
    this.#settings = settings;
  }

  /** smtp-server takes every listener off the socket that it puts TLS over; others count connections by its end. */
  override upgrade(callback: (error?: Error | null) => void, secureCallback?: () => void): void {
    const raw = this._socket;
    const counting = raw.rawListeners('close') as (() => void)[];
    this.#uncork();
    super.upgrade(callback, secureCallback);
    for (const listener of counting) raw.on('close', listener);
  }

  get mayAuthenticate(): boolean {
    return this.secure || this.#settings.loopback;
  }

  get isExtended(): boolean {
    return this.openingCommand === 'EHLO' || this.openingCommand === 'LHLO';
  }

  /** Says goodbye at once where the client is idle, else behind the answer that it waits for (a running DATA is finished). */
  end(reason: string): void {
    this.#goodbye ??= reason;
    if (this._handlerPending || this._dataStream || this._closing || this._closed) return;
    if (this._upgrading) this._socket.destroy();
    else this.send(ENDS_BY_ITSELF, this.#goodbye, false);
  }

  /** Forgets who is signed in: after STARTTLS (RFC 3207 §4.2), and when the connection has gone. */
  signOut(): void {
    this.client?.close();
    this.client = undefined;
    this.transaction = undefined;
  }

  override _onClose(): void {
    super._onClose();
    clearTimeout(this.#signInLimit);
    this.signOut();
  }

  /** Greets at once; whoever talks before that is still sent away. */
  override init(): void {
    if (this.#settings.signInTimeout !== undefined) this.#limitSignIn(this.#settings.signInTimeout);
    this._setListeners(() => setImmediate(() => this.connectionReady()));
  }

  /** One limit for all that comes before the sign-in: commands and bytes that trickle do not put it off. */
  #limitSignIn(delayMs: number): void {
    this.#signInLimit = setTimeout(() => {
      if (this.client) return;
      // An AUTH that is being looked at gets its answer.
      if (this._handlerPending) this.#limitSignIn(SIGN_IN_ANSWER_MS);
      else this.end('4.4.2 Nobody has signed in in time');
    }, delayMs);
    this.#signInLimit.unref();
  }

  override _createParser(): SMTPStream {
    const parser = new DataStream({ maxCommandLength: this._server.options.maxCommandLength });
    parser.oncommand = (command, callback) => this._onCommand(command, callback);
    // The one error it has: where the next command begins is then anybody's guess.
    parser.on('error', () => {
      this.send(500, '5.5.2 Line too long', false);
      this.close();
    });
    return parser;
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (SYNTAX_ERRORS.has(code) && ++this.#badCommands > this.#settings.badCommands) {
      super.send(ENDS_BY_ITSELF, '4.7.0 Too many commands that make no sense', false);
      return;
    }
    if (code === 550 && typeof data === 'string' && data.startsWith('5.1.1 ') && ++this.#unknownRecipients > UNKNOWN_RECIPIENTS * this.#settings.badCommands) {
      super.send(ENDS_BY_ITSELF, '4.7.0 Too many recipients that do not exist', false);
      return;
    }
    // smtp-server cuts at ten; the limit above is the configured one.
    this._unrecognizedCommands = 0;
    this.#cork();
    if (Array.isArray(data)) super.send(code, this.#features(data), context);
    else super.send(code, data, typeof data === 'string' && ENHANCED_STATUS.test(data) ? false : context);
    if (this.#goodbye !== undefined && code !== ENDS_BY_ITSELF) setImmediate(() => this.end(''));
  }

  /** Answers to commands that came together leave together (RFC 2920 §3.2). */
  #cork(): void {
    const socket: Socket = this._socket;
    if (this.#corked === socket) return;
    this.#uncork();
    this.#corked = socket;
    socket.cork();
    setImmediate(() => {
      if (this.#corked === socket) this.#uncork();
    });
  }

  #uncork(): void {
    this.#corked?.uncork();
    this.#corked = undefined;
  }

  #features(lines: readonly string[]): string[] {
    const shown = this.mayAuthenticate ? lines : lines.filter((line) => !line.startsWith('AUTH '));
    return [...shown, ...this.#settings.keywords()];
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    // What came in clear text while TLS is being negotiated is dropped there, without a word.
    if (!this._upgrading && this._ready && hasControl(command)) {
      this._nextHandler = false;
      this.send(500, '5.5.2 Control characters have no place in a command', false);
      if (callback) setImmediate(callback);
      return;
    }
    super._onCommand(command, callback);
  }

  override _parseAddressCommand(name: string, command: Buffer | string): (SMTPServerAddress & { duplicate?: string | undefined }) | false {
    const parsed = parseCommandArguments(name.toUpperCase(), command.toString());
    if (!parsed) return false;
    return {
      address: parsed.address,
      args: parsed.parameters.size > 0 ? Object.fromEntries(parsed.parameters) : false,
      ...(parsed.duplicate === undefined ? {} : { duplicate: parsed.duplicate }),
    };
  }

  /** A message without DATA (RFC 3030) would be taken for commands; it is not offered. */
  handler_BDAT(_command: Buffer, callback: () => void): void {
    this.send(502, '5.5.1 CHUNKING is not offered', false);
    callback();
  }

  handler_EXPN(_command: Buffer, callback: () => void): void {
    this.send(502, '5.5.1 Lists are not expanded here', false);
    callback();
  }

  override handler_VRFY(_command: Buffer, callback: () => void): void {
    this.send(252, '2.5.0 Addresses are not verified; send to it and see', false);
    callback();
  }

  override handler_HELP(_command: Buffer, callback: () => void): void {
    this.send(214, '2.0.0 This server speaks what EHLO lists (RFC 5321)', false);
    callback();
  }

  override handler_AUTH(command: Buffer, callback: () => void): void {
    if (this.mayAuthenticate) {
      super.handler_AUTH(command, callback);
      return;
    }
    this.send(538, '5.7.11 Sign in over TLS only', false);
    callback();
  }

  /** @returns true where this was one failure too many; the connection is then closed */
  countFailedSignIn(): boolean {
    this.failedSignIns += 1;
    return this.failedSignIns >= MAX_FAILED_SIGN_INS;
  }
}

function hasControl(command: Buffer): boolean {
  return command.some((byte) => (byte < 32 && byte !== 9) || byte === 127);
}
