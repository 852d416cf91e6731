/** A stand-in for the server that takes our outgoing mail: it speaks SMTP, does what a test tells it, and keeps what it got. */
import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';

export interface ReceivedMessage {
  readonly mailFrom: string;
  /** What followed the address in MAIL FROM. */
  readonly mailParameters: string;
  readonly rcptTo: readonly { readonly address: string; readonly parameters: string }[];
  /** As sent, dots unstuffed. */
  readonly text: string;
  readonly tls: boolean;
  /** The n-th connection since the start, from 1. */
  readonly connection: number;
}

/**
 * What a command is answered; undefined: as usual. `cut`: the connection is cut at this place; `silent`: no answer comes.
 * The verb is upper case; `.` is the end of the message.
 */
export type Answer = (verb: string, line: string) => string | undefined | Promise<string | undefined>;

export interface SmarthostOptions {
  readonly tls?: 'none' | 'starttls' | 'implicit';
  readonly context?: SecureContext;
  readonly extensions?: readonly string[];
  readonly port?: number;
}

export class StandIn {
  readonly messages: ReceivedMessage[] = [];
  /** Every command line, over all connections. */
  readonly commands: string[] = [];
  connections = 0;
  answer: Answer = () => undefined;
  port = 0;
  readonly #server: Server;
  readonly #options: SmarthostOptions;
  readonly #sockets = new Set<Socket>();
  #watchers: (() => void)[] = [];

  constructor(options: SmarthostOptions = {}) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      const number = this.connections;
      if (options.tls === 'implicit') this.#serve(this.#secure(socket), true, number, true);
      else this.#serve(socket, false, number, true);
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.#options.port ?? 0, '127.0.0.1', resolve));
    this.port = (this.#server.address() as { port: number }).port;
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Resolves once the condition holds; looked at after every command and message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  #tell(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  #secure(socket: Socket): TLSSocket {
    const secure = new TLSSocket(socket, { isServer: true, ...(this.#options.context ? { secureContext: this.#options.context } : {}) });
    secure.on('error', () => undefined);
    return secure;
  }

  #serve(socket: Socket, tls: boolean, connection: number, greet: boolean): void {
    let buffered = '';
    let message: { mailFrom: string; mailParameters: string; rcptTo: { address: string; parameters: string }[] } | undefined;
    let inMessage = false;
    let working = Promise.resolve();
    const say = (reply: string): void => void (socket.writable && socket.write(`${reply}\r\n`));
    const usual = (verb: string): string => {
      switch (verb) {
        case 'EHLO':
        case 'HELO': {
          const offered = [...(this.#options.extensions ?? ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'DSN', 'SIZE 10000000']), 'AUTH PLAIN LOGIN', ...(this.#options.tls === 'starttls' && !tls ? ['STARTTLS'] : [])];
          return ['250-stand-in', ...offered.map((name, i) => `250${i === offered.length - 1 ? ' ' : '-'}${name}`)].join('\r\n');
        }
        case 'STARTTLS':
          return '220 go ahead';
        case 'AUTH':
          return '235 2.7.0 welcome';
        case 'DATA':
          return message && message.rcptTo.length > 0 ? '354 go on' : '503 5.5.1 no recipients';
        case 'MAIL':
          return message ? '503 5.5.1 one at a time' : '250 2.1.0 ok';
        case 'QUIT':
          return '221 2.0.0 bye';
        case '.':
          return '250 2.0.0 taken';
        default:
          return '250 2.0.0 ok';
      }
    };
    const command = async (line: string): Promise<void> => {
      const verb = line === '.' ? '.' : (line.split(/[ :]/)[0] ?? '').toUpperCase();
      if (line !== '.') this.commands.push(line);
      const reply = (await this.answer(verb, line)) ?? usual(verb);
      if (reply === 'cut') {
        socket.destroy();
        this.#tell();
        return;
      }
      const accepted = /^[23]/.test(reply);
      const address = /<([^>]*)>\s*(.*)$/.exec(line);
      if (verb === 'MAIL' && accepted) message = { mailFrom: address?.[1] ?? '', mailParameters: address?.[2] ?? '', rcptTo: [] };
      if (verb === 'RCPT' && accepted) message?.rcptTo.push({ address: address?.[1] ?? '', parameters: address?.[2] ?? '' });
      if (verb === 'RSET' || verb === 'EHLO') message = undefined;
      if (verb === 'DATA' && accepted) inMessage = true;
      if (reply !== 'silent') say(reply);
      if (verb === 'STARTTLS' && accepted) {
        socket.removeAllListeners('data');
        this.#serve(this.#secure(socket), true, connection, false);
      }
      if (verb === 'QUIT') socket.end();
      this.#tell();
    };
    const work = async (): Promise<void> => {
      for (;;) {
        if (inMessage) {
          const end = buffered.startsWith('.\r\n') ? 0 : buffered.indexOf('\r\n.\r\n');
          if (end < 0) return;
          const text = end === 0 ? '' : buffered.slice(0, end + 2);
          buffered = buffered.slice(end === 0 ? 3 : end + 5);
          inMessage = false;
          const got = { ...(message as NonNullable<typeof message>), text: text.replace(/^\.\./gm, '.'), tls, connection };
          const reply = (await this.answer('.', '.')) ?? usual('.');
          message = undefined;
          // A message whose answer is lost has been taken all the same.
          if (reply === 'cut' || reply.startsWith('2')) this.messages.push(got);
          if (reply === 'cut') socket.destroy();
          else if (reply !== 'silent') say(reply);
          this.#tell();
          continue;
        }
        const end = buffered.indexOf('\r\n');
        if (end < 0) return;
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        await command(line);
      }
    };
    socket.on('data', (chunk: Buffer) => {
      buffered += chunk.toString('latin1');
      working = working.then(work);
    });
    if (greet) void Promise.resolve(this.answer('CONNECT', '')).then((reply) => (reply === 'cut' ? socket.destroy() : reply === 'silent' ? undefined : say(reply ?? '220 stand-in ESMTP')));
  }
}
