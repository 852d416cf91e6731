import type { Server, Socket } from 'node:net';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerAuthentication,
  type SMTPServerAuthenticationResponse,
  type SMTPServerDataResult,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import { lmtpRole } from '../lmtp/role.ts';
import { isAsciiAddress } from './command-arguments.ts';
import { Connection, type ConnectionSettings } from './connection.ts';
import { IncomingMessage, tooLarge } from './incoming-message.ts';
import { mxRole } from './mx.ts';
import { receivedField } from './received.ts';
import { Reply, replyTo } from './reply.ts';
import { submissionRole } from './submission.ts';
import type { AcceptedRecipient, DataAnswer, Parameters, Role, Transaction } from './transaction.ts';
import type { Mode, SmtpServerOptions as Options } from './wiring.ts';

/** What `bindListener` takes. */
export interface SmtpServer {
  readonly server: Server;
  /** For a connection that is one too many; undefined where TLS comes first. */
  readonly busyLine: string | undefined;
  /** To be called when closing begins: idle clients get a 421, a running DATA is finished first. */
  onClosing(): void;
}

const roles: Record<Mode, (options: Options, dsn: boolean) => Role> = { mx: mxRole, submission: submissionRole, lmtp: lmtpRole };
/** Jokes, and commands by which a client would name another address than its own. */
const NEVER = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'];

/** SMTP for our domains (RFC 5321), submission (RFC 6409) or LMTP (RFC 2033) on one listener. */
export function createSmtpServer(options: Options): SmtpServer {
  const { api, listener, mode } = options;
  const dsn = options.dsn ?? true;
  const role = roles[mode](options, dsn);
  const settings: ConnectionSettings = {
    hostname: api.hostname,
    loopback: listener.loopback,
    badCommands: options.limits.badCommands,
    signInTimeout: mode === 'submission' ? options.limits.signInTimeout : undefined,
    keywords: () => role.keywords(),
  };
  const wire = new WireServer(wireOptions(options, dsn), settings);
  const handlers = new Handlers(options, role, wire);
  wire.handle(handlers);
  options.certificate.onReload((context) => wire.updateSecureContext(context));
  return {
    server: wire.server,
    busyLine: listener.tls === 'implicit' ? undefined : `421 4.7.0 ${api.hostname} Too many connections, try again later\r\n`,
    onClosing: () => wire.end(`4.3.2 ${api.hostname} is shutting down`),
  };
}

function wireOptions({ api, mode, listener, limits, certificate }: Options, dsn: boolean): SMTPServerOptions {
  const tls: SecureContextOptions = listener.tls === 'none' ? {} : certificate.options();
  const canSignIn = mode === 'submission' && (listener.tls !== 'none' || listener.loopback);
  return {
    ...tls,
    name: api.hostname,
    banner: 'Messagerie',
    heloResponse: '%s',
    lmtp: mode === 'lmtp',
    secure: listener.tls === 'implicit',
    disabledCommands: [...NEVER, ...(listener.tls === 'starttls' ? [] : ['STARTTLS']), ...(canSignIn ? [] : ['AUTH'])],
    authMethods: ['PLAIN', 'LOGIN'],
    authRequiredMessage: '5.7.0 Sign in first',
    allowInsecureAuth: listener.loopback,
    hideENHANCEDSTATUSCODES: false,
    hideDSN: !dsn,
    hideREQUIRETLS: true,
    size: limits.messageBytes,
    maxRecipients: limits.recipients,
    maxCommandLength: limits.smtpLineBytes,
    maxAllowedUnauthenticatedCommands: limits.badCommands,
    socketTimeout: limits.smtpIdleTimeout,
    // No name is asked for: the mail server of an internal network may have nobody to ask, and a PTR proves nothing.
    disableReverseLookup: true,
    logger: false,
  };
}

/** smtp-server with our connections. */
class WireServer extends SMTPServer {
  readonly #settings: ConnectionSettings;
  readonly #bySession = new WeakMap<SMTPServerSession, Connection>();
  #goodbye: string | undefined;

  constructor(options: SMTPServerOptions, settings: ConnectionSettings) {
    super(options);
    this.#settings = settings;
    // Broken connections and failed handshakes are the clients' affair.
    this.on('error', () => undefined);
  }

  handle(handlers: Handlers): void {
    this.onSecure = handlers.onSecure;
    this.onAuth = handlers.onAuth;
    this.onMailFrom = handlers.onMailFrom;
    this.onRcptTo = handlers.onRcptTo;
    this.onData = handlers.onData;
  }

  override connect(socket: Socket, socketOptions?: SMTPConnectionOptions | null): void {
    const connection = new Connection(this, socket, socketOptions, this.#settings);
    this.#bySession.set(connection.session, connection);
    this.connections.add(connection);
    connection.on('error', () => connection.close());
    connection.init();
    if (this.#goodbye !== undefined) connection.end(this.#goodbye);
  }

  /** TLS over a socket that was destroyed in the moment before, as at a stop, would take the process with it. */
  override _upgrade(socket: Socket, callback: (error: Error | null, secure?: TLSSocket) => void): void {
    if (socket.destroyed) callback(new Error('The connection has gone before the handshake'));
    else super._upgrade(socket, callback);
  }

  of(session: SMTPServerSession): Connection {
    const connection = this.#bySession.get(session);
    if (!connection) throw new Error('A session without a connection');
    return connection;
  }

  end(reason: string): void {
    this.#goodbye = reason;
    for (const socket of this._pendingSockets.values()) socket.destroy();
    for (const connection of this.connections) if (connection instanceof Connection) connection.end(reason);
  }
}

type Done = (error?: Error | null) => void;

/** From smtp-server's callbacks to the role. */
class Handlers {
  readonly #options: Options;
  readonly #role: Role;
  readonly #wire: WireServer;

  constructor(options: Options, role: Role, wire: WireServer) {
    this.#options = options;
    this.#role = role;
    this.#wire = wire;
  }

  readonly onSecure = (_socket: Socket, session: SMTPServerSession, done: Done): void => {
    this.#wire.of(session).signOut();
    done();
  };

  readonly onAuth = (
    auth: SMTPServerAuthentication,
    session: SMTPServerSession,
    done: (error: Error | null | undefined, response?: SMTPServerAuthenticationResponse) => void,
  ): void => {
    const connection = this.#wire.of(session);
    this.#signIn(auth, connection).then(
      (user) => done(null, { user }),
      (error: unknown) => {
        const reply = replyTo(error, this.#options.log, 'AUTH');
        done(connection.countFailedSignIn() ? new Reply(421, '4.7.0', 'Too many failed sign-ins') : reply);
      },
    );
  };

  async #signIn(auth: SMTPServerAuthentication, connection: Connection): Promise<string> {
    const { username = '', password = '', authzid = '', authcid = '' } = auth as { username?: string; password?: string; authzid?: string; authcid?: string };
    // Acting as somebody else by password is not offered (RFC 4616 §2).
    if (authzid !== '' && authcid !== '' && authzid.toLowerCase() !== authcid.toLowerCase()) {
      throw new Reply(535, '5.7.8', 'Signing in as somebody else is not possible');
    }
    const client = await this.#options.api.signIn(
      { user: username, password },
      { protocol: 'submission', remoteAddress: connection.remoteAddress, tls: connection.secure },
    );
    if (connection._closed || connection._closing) {
      client.close();
      throw new Reply(421, '4.4.2', 'The connection has gone');
    }
    connection.client = client;
    client.onRevoked(() => connection.end('4.7.0 The sign-in has ended, sign in again'));
    return client.principal.address;
  }

  readonly onMailFrom = (path: SMTPServerAddress, session: SMTPServerSession, done: Done): void => {
    const connection = this.#wire.of(session);
    connection.transaction = undefined;
    this.#answer('MAIL', done, async () => {
      const parameters = checkedParameters(path, this.#role.mailParameters);
      refuseUtf8(path.address, session);
      const size = parameters['SIZE'];
      const transaction = { sender: path.address, parameters, sizeBytes: size ? Number(size) : undefined, recipients: [] };
      await this.#role.mail(connection, transaction);
      connection.transaction = transaction;
    });
  };

  readonly onRcptTo = (path: SMTPServerAddress, session: SMTPServerSession, done: Done): void => {
    const connection = this.#wire.of(session);
    this.#answer('RCPT', done, async () => {
      const { transaction } = connection;
      if (!transaction) throw new Reply(503, '5.5.1', 'Need MAIL first');
      const recipient: AcceptedRecipient = { address: path.address, parameters: checkedParameters(path, this.#role.recipientParameters) };
      refuseUtf8(path.address, session);
      // smtp-server counts an address that comes twice only once.
      if (transaction.recipients.length >= this.#options.limits.recipients) throw new Reply(452, '4.5.3', 'Too many recipients');
      await this.#role.recipient(connection, transaction, recipient);
      transaction.recipients.push(recipient);
    });
  };

  readonly onData = (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null, answers?: string | SMTPServerDataResult[]) => void,
  ): void => {
    const connection = this.#wire.of(session);
    this.#receive(stream, connection).then(
      (answers) => {
        connection.transaction = undefined;
        if (this.#options.mode === 'lmtp') done(null, [...answers]);
        else if (typeof answers[0] === 'string') done(null, answers[0]);
        else done(answers[0] ?? new Reply(451, '4.3.0', 'No answer'));
      },
      (error: unknown) => done(replyTo(error, this.#options.log, 'DATA')),
    );
  };

  async #receive(stream: SMTPServerDataStream, connection: Connection): Promise<readonly DataAnswer[]> {
    const { limits, log, mode } = this.#options;
    const { transaction, session } = connection;
    const message = new IncomingMessage(stream, limits.messageBytes);
    const toAll = (answer: DataAnswer): DataAnswer[] => (mode === 'lmtp' && transaction ? transaction.recipients.map(() => answer) : [answer]);
    let answers: readonly DataAnswer[];
    const id = `${session.id}.${session.transaction}`;
    try {
      if (!transaction) throw new Reply(503, '5.5.1', 'Need MAIL first');
      answers = await this.#role.data(connection, transaction, { id, trace: () => this.#trace(connection, transaction, id), bytes: () => message.bytes() });
    } catch (error) {
      if (stream.destroyed && !stream.readableEnded) {
        log.debug({ id }, 'the client left before the end of its message');
        return toAll(new Reply(451, '4.4.2', 'The message was not received in full'));
      }
      answers = toAll(replyTo(message.isTooLarge ? tooLarge(limits.messageBytes) : error, log, 'DATA'));
    }
    if (!(await message.drain())) {
      connection.send(421, '4.3.4 The message goes on far beyond the limit', false);
      stream.destroy();
    }
    log.debug({ id, remoteAddress: connection.remoteAddress, recipients: transaction?.recipients.length, sizeBytes: stream.byteLength }, 'message answered');
    return answers;
  }

  #trace(connection: Connection, transaction: Transaction, id: string): string {
    const { session } = connection;
    return receivedField({
      helo: session.hostNameAppearsAs,
      remoteAddress: connection.remoteAddress,
      hostname: this.#options.api.hostname,
      lmtp: this.#options.mode === 'lmtp',
      extended: connection.isExtended,
      tls: session.tlsOptions || undefined,
      utf8: session.envelope.smtpUtf8 === true,
      id,
      recipients: transaction.recipients.map(({ address }) => address),
      at: this.#options.clock.now(),
    });
  }

  #answer(command: string, done: Done, decide: () => Promise<void>): void {
    decide().then(
      () => done(),
      (error: unknown) => done(replyTo(error, this.#options.log, command)),
    );
  }
}

/** @throws Reply 555 for an extension that was not offered (RFC 5321 §4.1.1.11) */
function checkedParameters({ args }: SMTPServerAddress, allowed: ReadonlySet<string>): Parameters {
  const parameters: Record<string, string | null> = {};
  for (const [key, value] of Object.entries((args || {}) as Record<string, string | true>)) {
    if (!allowed.has(key)) throw new Reply(555, '5.5.4', `Parameter ${key.slice(0, 40)} is not known here`);
    parameters[key] = value === true ? null : value;
  }
  return parameters;
}

/** @throws Reply 553 (RFC 6531 §3.5) */
function refuseUtf8(address: string, session: SMTPServerSession): void {
  if (!isAsciiAddress(address) && session.envelope.smtpUtf8 !== true) {
    throw new Reply(553, '5.6.7', 'An address beyond ASCII needs SMTPUTF8 in MAIL');
  }
}
