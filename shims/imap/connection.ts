import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { isCoreError, isStopping } from '../../api/client/errors.ts';
import { isCommandOff } from './capabilities.ts';
import type { Command, CommandContext } from './command.ts';
import { ByteSource } from '../shared/byte-source.ts';
import { decodeBase64 } from './grammar/parse-session.ts';
import { Parser } from './grammar/parser.ts';
import { CommandReader, type Incoming, type LiteralDecision, type LiteralHead, type RawCommand } from './grammar/reader.ts';
import { bad, bye, code, no, Refusal, type ResponseCode, type StatusResponse } from './grammar/status-response.ts';
import { CommandSyntaxError } from './grammar/syntax-error.ts';
import { ConnectionClosedError, SlowReaderError, Writer } from './grammar/writer.ts';
import type { ImapLimits } from './limits.ts';
import type { ImapSession } from './imap-session.ts';
import type { Session } from './session.ts';

/** The few words of a logger that a connection needs. */
export interface ConnectionLog {
  debug(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ConnectionOptions {
  readonly stream: Duplex;
  readonly limits: ImapLimits;
  /** By name in upper case, `UID FETCH` included. */
  readonly commands: ReadonlyMap<string, Command>;
  readonly log: ConnectionLog;
  /** Makes the session once the connection stands. */
  readonly session: (connection: Connection) => Session;
  /** First line after "* OK "; the capabilities are put before it. */
  readonly greeting: string;
}

const COMMANDS_PER_TURN = 64;
const CLOSE_GRACE_MS = 10_000;
const MAX_FAILED_SIGN_INS = 5;
const UNTAGGED = '*';
/** What clients hear when the server stops. */
export const GOING_DOWN = 'The server goes down; come back in a moment';
const NO_TAG: string | undefined = undefined;
const HOLD: LiteralDecision = { kind: 'hold' };

/** What a command returns that ends with the connection, as IDLE does: BYE is the answer. */
export const UNANSWERED: StatusResponse = bye('The connection ends');

/** One client: reads a command, carries it out, answers, until either side ends it. */
export class Connection {
  readonly writer: Writer;
  readonly session: Session;
  readonly #limits: ImapLimits;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #log: ConnectionLog;
  readonly #greeting: string;
  readonly #source: ByteSource;
  readonly #reader: CommandReader;
  #stream: Duplex;
  /** Runs on while commands are carried out: to look at the clock costs less than a timer for each. */
  #timer: NodeJS.Timeout | undefined;
  /** When the wait for the client began, in milliseconds of `performance.now()`; undefined: nobody waits for it. */
  #waitingSince: number | undefined;
  /** By then a client has signed in, whatever it says meanwhile; milliseconds of `performance.now()`. */
  #signInBefore: number;
  #failedSignIns = 0;
  #badCommands = 0;
  #goodbye: StatusResponse | undefined;
  #upgrade: (() => Duplex | Promise<Duplex>) | undefined;

  constructor(options: ConnectionOptions) {
    this.#stream = options.stream;
    this.#limits = options.limits;
    this.#commands = options.commands;
    this.#log = options.log;
    this.#greeting = options.greeting;
    this.#signInBefore = performance.now() + options.limits.signInTimeoutMs;
    this.writer = new Writer(options.stream, options.limits.slowReaderMs);
    this.#source = new ByteSource(options.stream);
    this.#reader = new CommandReader(this.#source, options.limits.beforeSignIn, {
      literal: (raw, head) => this.#literal(raw, head),
      continue: () => {
        this.writer.continuation('Ready for literal data').flush();
      },
      // Before sign-in there is one time limit, however slowly a literal trickles.
      progress: () => {
        if (this.session.state !== 'not authenticated') this.#keepAlive();
      },
    });
    this.session = options.session(this);
  }

  /** Serves the client until the connection ends; never rejects. */
  async serve(): Promise<void> {
    try {
      this.writer.text(`* OK [CAPABILITY ${this.session.capabilities().join(' ')}] ${this.#greeting}\r\n`).flush();
      for (let count = 1; !this.#goodbye && this.session.state !== 'logout'; count++) {
        this.#reader.limits = this.session.state === 'not authenticated' ? this.#limits.beforeSignIn : this.#limits.afterSignIn;
        this.#keepAlive();
        this.session.listen();
        const incoming = await this.#reader.next();
        this.#stopWaiting();
        const attending = this.session.attend();
        if (attending) await attending;
        // Commands that come one behind the other leave the timer no moment to run.
        if (this.session.state === 'not authenticated' && this.#signInRestMs <= 0) {
          this.#timeOut();
          break;
        }
        if (incoming.kind === 'end') break;
        if (incoming.kind === 'interrupted') continue;
        if (incoming.kind === 'fatal') this.#goodbye = incoming.status;
        else await this.#answer(incoming);
        // Answers to pipelined commands leave together.
        if (this.#source.available === 0 || this.writer.isFull || this.#upgrade) {
          const draining = this.writer.send();
          if (draining) await draining;
        }
        if (this.#upgrade) await this.#secure(this.#upgrade);
        // A buffer full of short commands must not keep everybody else waiting.
        if (count % COMMANDS_PER_TURN === 0) await setImmediate();
      }
      if (this.#goodbye) this.writer.status(NO_TAG, this.#goodbye);
      this.writer.flush();
    } catch (error) {
      if (error instanceof SlowReaderError || error instanceof ConnectionClosedError || isStopping(error)) this.#log.debug({ reason: error.message }, 'imap connection cut');
      else this.#log.error({ err: error }, 'imap connection failed');
      this.#stream.destroy();
    } finally {
      this.#stopTimer();
      this.session.close();
      this.#source.detach();
      this.#stream.on('error', ignore);
      this.#stream.end();
      // Whoever does not close its side is not waited for.
      if (!this.#stream.destroyed) {
        const cut = setTimeout(() => this.#stream.destroy(), CLOSE_GRACE_MS);
        cut.unref();
        this.#stream.once('close', () => clearTimeout(cut));
        this.#stream.resume();
      }
    }
  }

  /** Says BYE as soon as the running command has been answered; at once between commands and in IDLE. */
  end(text: string, code?: ResponseCode): void {
    this.goodbye(bye(text, code));
    this.#source.interrupt();
  }

  /** What went wrong without a command to answer. */
  logFault(error: unknown, command: string): void {
    if (isStopping(error)) this.end(GOING_DOWN, code('UNAVAILABLE'));
    else this.#log.error({ err: error, command }, 'imap notification failed');
  }

  /** Says BYE where the connection ends by itself. */
  goodbye(status: StatusResponse): void {
    this.#goodbye ??= status;
  }

  /** BYE is due, or nothing reaches the client any more: IDLE and long answers stop then. A client that has only closed its side still listens. */
  get isEnding(): boolean {
    return this.#goodbye !== undefined || this.#stream.destroyed;
  }

  /**
   * A line outside a command, as IDLE waits for (RFC 2177).
   * @returns undefined when the connection ends meanwhile
   */
  async readLine(): Promise<string | undefined> {
    this.#keepAlive();
    const line = await this.#reader.readLine(true);
    this.#stopWaiting();
    return line === 'too long' ? '' : line;
  }

  /**
   * Sends a SASL challenge and reads the response (RFC 9051 §6.2.2).
   * @param challenge before base64; empty: a bare "+ "
   * @throws Refusal (BAD) when the client cancels with "*", CommandSyntaxError for what is not base64
   */
  async challenge(challenge: string): Promise<Buffer> {
    this.writer.continuation(Buffer.from(challenge, 'utf8').toString('base64')).flush();
    this.#keepAlive();
    const line = await this.#reader.readLine(false);
    this.#stopWaiting();
    if (line === undefined) throw new ConnectionClosedError();
    if (line === '*') throw new Refusal(bad('AUTHENTICATE cancelled'));
    if (line === 'too long') throw new Refusal(bad('The response is too long'));
    return decodeBase64(line);
  }

  /** A name or password was wrong. Who tries on and on is sent away. */
  countFailedSignIn(): void {
    if (++this.#failedSignIns >= MAX_FAILED_SIGN_INS) this.#goodbye ??= bye('Too many failed sign-ins');
  }

  /**
   * Changes to TLS after the tagged answer (STARTTLS, RFC 9051 §6.2.1); what was pipelined in clear text is dropped.
   * @param upgrade makes the TLS stream over the present one, once the answer has left
   */
  startTls(upgrade: (stream: Duplex) => Promise<Duplex>): void {
    this.#upgrade = () => upgrade(this.#stream);
  }

  /** Goes on with a stream over or under the present one, behind the tagged answer (COMPRESS, RFC 4978 §3). */
  changeStream(change: (stream: Duplex) => Duplex): void {
    this.#upgrade = () => change(this.#stream);
  }

  /** The time to sign in begins again. */
  signInAnew(): void {
    this.#signInBefore = performance.now() + this.#limits.signInTimeoutMs;
  }

  async #answer(incoming: Incoming & { kind: 'command' | 'refused' }): Promise<void> {
    const parser = this.#parser(incoming.command);
    const tag = tagOf(parser);
    const status = incoming.kind === 'refused' ? incoming.status : await this.#carryOut(parser, tag);
    if (status.kind !== 'BAD') this.#badCommands = 0;
    else if (++this.#badCommands > this.#limits.badCommands) this.#goodbye ??= bye('Too many commands that make no sense');
    if (status !== UNANSWERED) this.writer.status(tag ?? UNTAGGED, status);
  }

  /** The tagged answer to a command; errors become answers here and nowhere else. */
  async #carryOut(parser: Parser, tag: string | undefined): Promise<StatusResponse> {
    let name = '';
    try {
      if (tag === undefined) return bad('Expected a tag, a space and a command');
      const found = this.#find(parser, tag);
      name = found.name;
      const { session } = this;
      const { command } = found;
      if (!command) return bad(`Unknown command ${name.slice(0, 40)}`);
      if (!command.states.includes(session.state)) return bad(`${name} is not possible in state "${session.state}"`);
      const run = command.prepare(parser, found.context);
      const status = await run();
      const announcing = command.updates !== 'none' && this.session.state === 'selected' ? session.announce(command.updates) : undefined;
      if (announcing) await announcing;
      return status;
    } catch (error) {
      return this.#statusOf(error, name);
    }
  }

  /** BAD for grammar, the error's own answer, NO with the code that its kind maps to, or NO [SERVERBUG] and a line in the log; BYE follows where the server stops. */
  #statusOf(error: unknown, name: string): StatusResponse {
    if (error instanceof SlowReaderError || error instanceof ConnectionClosedError) throw error;
    if (error instanceof CommandSyntaxError) return bad(error.message);
    if (error instanceof Refusal) return error.status;
    if (isStopping(error)) {
      this.end(GOING_DOWN, code('UNAVAILABLE'));
      return no(GOING_DOWN, code('UNAVAILABLE'));
    }
    const mapped = imapCodeOf(error);
    if (mapped !== undefined) return no((error as Error).message, mapped ? code(mapped) : undefined);
    this.#log.error({ err: error, command: name }, 'imap command failed');
    return no('Internal error; it has been logged', code('SERVERBUG'));
  }

  async #literal(raw: RawCommand, head: LiteralHead): Promise<LiteralDecision> {
    await this.session.attend();
    const parser = this.#parser(raw);
    let name = '';
    try {
      const found = this.#find(parser, parser.tag());
      name = found.name;
      const { unaskedLiteralBytes } = this.#limits;
      if (!head.synchronising && head.sizeBytes > unaskedLiteralBytes) {
        return { kind: 'refuse', status: bad(`A literal of more than ${unaskedLiteralBytes} bytes is to be announced and waited for (LITERAL-)`, code('TOOBIG')) };
      }
      if (!found.command?.literal || !found.command.states.includes(this.session.state)) return HOLD;
      return await found.command.literal(found.context, parser, head);
    } catch (error) {
      return { kind: 'refuse', status: this.#statusOf(error, name) };
    }
  }

  #parser(raw: RawCommand): Parser {
    const parser = new Parser(raw);
    parser.utf8 = this.writer.utf8;
    parser.allowsCharset = !this.session.enabled.has('UTF8=ACCEPT');
    return parser;
  }

  /** Reads the command's name, behind the tag. */
  #find(parser: Parser, tag: string): { name: string; command: Command | undefined; context: CommandContext } {
    let name = parser.sp().keyword('a command');
    const uid = name === 'UID';
    if (uid) name = `UID ${parser.sp().keyword('a command behind UID')}`;
    // The loop knows the base of a session only; commands know what the server made.
    const session = this.session as ImapSession;
    const command = isCommandOff(name, (capability) => session.isOff(capability)) ? undefined : this.#commands.get(name);
    return { name, command, context: { session, writer: this.writer, connection: this, uid, tag } };
  }

  async #secure(upgrade: () => Duplex | Promise<Duplex>): Promise<void> {
    this.#upgrade = undefined;
    this.#source.detach();
    const plain = this.#stream;
    plain.on('error', ignore);
    const changed = upgrade();
    const stream = changed instanceof Promise ? await this.#inTime(changed, plain) : changed;
    this.#stream = stream;
    this.writer.attach(stream);
    this.#source.attach(stream);
  }

  async #inTime(handshake: Promise<Duplex>, plain: Duplex): Promise<Duplex> {
    const cut = setTimeout(() => plain.destroy(), Math.max(1, this.#signInRestMs));
    return handshake
      .catch(() => {
        throw new ConnectionClosedError();
      })
      .finally(() => clearTimeout(cut));
  }

  get #signInRestMs(): number {
    return this.#signInBefore - performance.now();
  }

  /** Starts the wait for the client anew; before sign-in, all waits together have one limit. */
  #keepAlive(): void {
    this.#waitingSince = performance.now();
    if (this.session.state === 'not authenticated') this.#stopTimer();
    if (!this.#timer) this.#startTimer(this.#waitRestMs(this.#waitingSince));
  }

  /** Something has come. */
  #stopWaiting(): void {
    this.#waitingSince = undefined;
  }

  #startTimer(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waitingSince === undefined) return;
      const restMs = this.#waitRestMs(this.#waitingSince);
      if (restMs > 0) this.#startTimer(restMs);
      else this.#timeOut();
    }, Math.max(1, ms));
    this.#timer.unref();
  }

  /** How long a client may keep us waiting that is waited for since then. */
  #waitRestMs(since: number): number {
    return this.session.state === 'not authenticated' ? this.#signInRestMs : since + this.#limits.idleTimeoutMs - performance.now();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A half-sent command or literal does not hold the connection either: BYE is sent past it and the stream closed. */
  #timeOut(): void {
    this.#goodbye = undefined;
    this.writer.status(NO_TAG, bye('Autologout: no command came in time')).flush();
    this.session.state = 'logout';
    this.#stream.end();
    this.#source.close();
  }
}

/** The client takes nothing more. */
export const isLostReader = (error: unknown): boolean => error instanceof SlowReaderError || error instanceof ConnectionClosedError;

/** The end of the stream tells the rest. */
function ignore(): void {}

function tagOf(parser: Parser): string | undefined {
  try {
    return parser.tag();
  } catch {
    return undefined;
  }
}

/** The response code of an error of the core's table, empty where it has none; undefined for all other errors. */
function imapCodeOf(error: unknown): string | undefined {
  if (isCoreError(error)) return error.mapping.imap ?? '';
  return error instanceof Error && 'imap' in error && typeof error.imap === 'string' ? error.imap : undefined;
}
