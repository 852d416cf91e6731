import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { ANY_STATE, type Command, command } from '../../../shims/imap/command.ts';
import { commands as realCommands } from '../../../shims/imap/commands/index.ts';
import { Connection } from '../../../shims/imap/connection.ts';
import { bad, code, no, ok } from '../../../shims/imap/grammar/status-response.ts';
import { defaultImapLimits, type ImapLimits } from '../../../shims/imap/limits.ts';
import type { Session } from '../../../shims/imap/session.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Commands that show what the loop does. */
const testCommands: [string, Command][] = [
  [
    'SIGNIN',
    command({
      states: ['not authenticated'],
      parse: () => undefined,
      run({ session }) {
        session.state = 'authenticated';
        return ok('Welcome');
      },
    }),
  ],
  [
    'ECHO',
    command({
      states: ANY_STATE,
      parse: (parser) => parser.sp().astring(),
      run({ writer, uid }, text) {
        writer.text(`* ECHO ${uid ? 'uid ' : ''}`).string(text).text('\r\n');
        return ok('Echoed');
      },
    }),
  ],
  [
    'FAIL',
    command({
      states: ANY_STATE,
      parse: (parser) => parser.sp().keyword(),
      run(_context, kind) {
        if (kind === 'MAPPED') throw Object.assign(new Error('The mailbox is full'), { imap: 'OVERQUOTA' });
        if (kind === 'PLAIN') throw Object.assign(new Error('It is not so'), { imap: '' });
        throw new Error('secret detail');
      },
    }),
  ],
  ['WAIT', command({ states: ANY_STATE, parse: () => undefined, run: waitForDone })],
  [
    'SASL',
    command({
      states: ANY_STATE,
      parse: () => undefined,
      run: async ({ connection }) => ok(`Got ${await connection.challenge('who?')}`),
    }),
  ],
  [
    'UPLOAD',
    command({
      states: ANY_STATE,
      parse: (parser) => [parser.sp().mailbox(), parser.sp().received('a message')],
      run: (_context, [mailbox, size]) => ok(`${mailbox} took ${size}`),
      literal(_context, parser, head) {
        parser.sp();
        if (parser.pendingLiteral()) return { kind: 'hold' };
        const mailbox = parser.mailbox();
        parser.sp();
        if (mailbox === 'Gone') return { kind: 'refuse', status: no('There is no such mailbox', code('TRYCREATE')) };
        return {
          kind: 'receive',
          receiver: async (bytes) => {
            let size = 0;
            for await (const piece of bytes) size += piece.length;
            return size === head.sizeBytes ? size : 'too little';
          },
        };
      },
    }),
  ],
];

async function waitForDone({ connection, writer }: { connection: Connection; writer: { continuation(text: string): { flush(): void } } }) {
  writer.continuation('idling').flush();
  const line = await connection.readLine();
  return line?.toUpperCase() === 'DONE' ? ok('Waited') : bad('Expected DONE');
}

interface Client {
  socket: Socket;
  connection: Connection;
  logged: object[];
  closed: () => number;
  send(text: string): void;
  /** Everything up to and including the next match. */
  until(pattern: RegExp): Promise<string>;
  ended: Promise<unknown>;
}

async function connect(limits: Partial<ImapLimits> = {}, extra: [string, Command][] = []): Promise<Client> {
  const logged: object[] = [];
  let closed = 0;
  const server: Server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = createConnection(address.port, '127.0.0.1');
  const [stream] = await accepted;
  const session: Session & { isOff(name: string): boolean; enableCondstore(): void } = {
    state: 'not authenticated',
    enabled: new Set(),
    client: new Map(),
    capabilities: () => ['IMAP4rev1', 'LITERAL+'],
    isOff: () => false,
    enableCondstore: () => void session.enabled.add('CONDSTORE'),
    announce: () => undefined, listen: () => undefined, attend: () => undefined,
    close: () => {
      closed++;
    },
  };
  const connection = new Connection({
    stream,
    limits: { ...defaultImapLimits, ...limits },
    commands: new Map([...realCommands, ...testCommands, ...extra, ['UID ECHO', new Map(testCommands).get('ECHO') as Command]]),
    log: { debug: () => undefined, error: (fields) => void logged.push(fields) },
    session: () => session,
    greeting: 'Ready',
  });
  const served = connection.serve();
  cleanups.push(async () => {
    socket.destroy();
    await served;
    server.close();
  });
  let received = '';
  let check = (): void => undefined;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    check();
  });
  socket.on('error', () => undefined);
  return {
    socket,
    connection,
    logged,
    closed: () => closed,
    send: (text) => void socket.write(text, 'latin1'),
    ended: new Promise((resolve) => socket.on('end', resolve).on('close', resolve)),
    until: (pattern) =>
      new Promise((resolve) => {
        check = () => {
          const match = pattern.exec(received);
          if (!match) return;
          check = () => undefined;
          const end = match.index + match[0].length;
          resolve(received.slice(0, end));
          received = received.slice(end);
        };
        check();
      }),
  };
}

async function greeted(limits: Partial<ImapLimits> = {}, extra: [string, Command][] = []): Promise<Client> {
  const client = await connect(limits, extra);
  expect(await client.until(/\r\n/)).toBe('* OK [CAPABILITY IMAP4rev1 LITERAL+] Ready\r\n');
  return client;
}

describe('RFC 9051 §2.2: commands and answers', () => {
  test('pipelined commands are answered in order, each with its tag', async () => {
    const client = await greeted();
    client.send('a NOOP\r\nb ECHO {3+}\r\nabc\r\nc uid echo "x y"\r\nd LOGOUT\r\n');
    expect(await client.until(/d OK.*\r\n/)).toBe(
      'a OK NOOP completed\r\n* ECHO "abc"\r\nb OK Echoed\r\n* ECHO uid "x y"\r\nc OK Echoed\r\n* BYE Until next time\r\nd OK LOGOUT completed\r\n',
    );
    await client.ended;
  });

  test('a synchronising literal is asked for', async () => {
    const client = await greeted();
    client.send('a ECHO {3}\r\n');
    expect(await client.until(/\r\n/)).toMatch(/^\+ /);
    client.send('abc\r\n');
    expect(await client.until(/a OK/)).toContain('"abc"');
  });

  test('an unknown command, a wrong state, a wrong argument, no tag: BAD that says so', async () => {
    const client = await greeted();
    client.send('a FROBNICATE\r\nb ENABLE CONDSTORE\r\nc NOOP x\r\n(\r\n');
    expect(await client.until(/\* BAD.*\r\n/)).toBe(
      'a BAD Unknown command FROBNICATE\r\n' +
        'b BAD ENABLE is not possible in state "not authenticated"\r\n' +
        'c BAD Expected the end of the command at byte 8, found "x"\r\n' +
        '* BAD Expected a tag, a space and a command\r\n',
    );
  });

  test('names that every object has are no commands', async () => {
    const client = await greeted();
    client.send('a CONSTRUCTOR\r\nb __PROTO__\r\n');
    expect(await client.until(/b BAD.*\r\n/)).toMatch(/a BAD Unknown.*\r\nb BAD Unknown/);
  });

  test('ID, ENABLE, CAPABILITY', async () => {
    const client = await greeted();
    client.send('a SIGNIN\r\nb ID ("name" "x")\r\nc ENABLE condstore NOPE\r\nd ENABLE CONDSTORE\r\ne CAPABILITY\r\n');
    const text = await client.until(/e OK.*\r\n/);
    expect(text).toContain('* ID ("name" "Messagerie")\r\nb OK');
    expect(text).toContain('* ENABLED CONDSTORE\r\nc OK');
    expect(text).toContain('* ENABLED\r\nd OK');
    expect(text).toContain('* CAPABILITY IMAP4rev1 LITERAL+\r\ne OK');
  });
});

describe('errors', () => {
  test('a mapped error is NO with its code; another one is logged and hides its text', async () => {
    const client = await greeted();
    client.send('a FAIL mapped\r\nb FAIL plain\r\nc FAIL other\r\nd NOOP\r\n');
    expect(await client.until(/d OK/)).toBe('a NO [OVERQUOTA] The mailbox is full\r\nb NO It is not so\r\nc NO [SERVERBUG] Internal error; it has been logged\r\nd OK');
    expect(client.logged).toMatchObject([{ command: 'FAIL', err: { message: 'secret detail' } }]);
  });

  test('too many senseless commands end the connection, sensible ones between start the count anew', async () => {
    const client = await greeted({ badCommands: 2 });
    client.send('a X\r\nb X\r\nc NOOP\r\nd X\r\ne X\r\nf X\r\ng NOOP\r\n');
    const text = await client.until(/BYE.*\r\n/);
    expect(text).toMatch(/f BAD.*\r\n\* BYE Too many/);
    expect(text).not.toContain('g OK');
    await client.ended;
  });
});

describe('literals of a command with a place for them', () => {
  test('stream through, the name as a literal too', async () => {
    const client = await greeted();
    client.send('a UPLOAD {5+}\r\nINBOX {100000}\r\n');
    expect(await client.until(/\+ .*\r\n/)).toMatch(/^\+ /);
    client.send(`${'m'.repeat(100_000)}\r\n`);
    expect(await client.until(/a .*\r\n/)).toBe('a OK INBOX took 100000\r\n');
  });

  test('RFC 9051 §6.3.12: refused before they are sent', async () => {
    const client = await greeted();
    client.send('a UPLOAD Gone {100000}\r\nb NOOP\r\n');
    expect(await client.until(/b OK/)).toBe('a NO [TRYCREATE] There is no such mailbox\r\nb OK');
  });
});

describe('lines outside commands', () => {
  test('IDLE: DONE in any case (RFC 2177)', async () => {
    const client = await greeted();
    client.send('a WAIT\r\n');
    await client.until(/\+ idling\r\n/);
    client.send('done\r\nb NOOP\r\n');
    expect(await client.until(/b OK/)).toBe('a OK Waited\r\nb OK');
  });

  test('AUTHENTICATE: a response, a cancel, no base64 (RFC 9051 §6.2.2)', async () => {
    const client = await greeted();
    client.send('a SASL\r\n');
    expect(await client.until(/\r\n/)).toBe('+ d2hvPw==\r\n');
    client.send('bWU=\r\n');
    expect(await client.until(/a .*\r\n/)).toBe('a OK Got me\r\n');
    client.send('b SASL\r\n*\r\nc SASL\r\n###\r\n');
    const text = await client.until(/c BAD.*\r\n/);
    expect(text).toContain('b BAD AUTHENTICATE cancelled');
    expect(text).toContain('c BAD The response is not base64');
  });
});

describe('ends', () => {
  test('shutdown between commands and in IDLE: BYE at once', async () => {
    const first = await greeted();
    first.connection.end('Going down', code('UNAVAILABLE'));
    expect(await first.until(/BYE.*\r\n/)).toBe('* BYE [UNAVAILABLE] Going down\r\n');
    await first.ended;

    const second = await greeted();
    second.send('a WAIT\r\n');
    await second.until(/idling/);
    second.connection.end('Going down');
    expect(await second.until(/BYE.*\r\n/)).toContain('* BYE Going down');
    await second.ended;
  });

  test('shutdown while a command runs: it is answered first', async () => {
    let release = (): void => undefined;
    let started = (): void => undefined;
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const slow = command({
      states: ANY_STATE,
      parse: () => undefined,
      run: () =>
        new Promise<ReturnType<typeof ok>>((resolve) => {
          release = () => resolve(ok('Done at last'));
          started();
        }),
    });
    const client = await greeted({}, [['SLOW', slow]]);
    client.send('a SLOW\r\nb NOOP\r\n');
    await running;
    client.connection.end('Going down');
    release();
    expect(await client.until(/BYE.*\r\n/)).toBe('a OK Done at last\r\n* BYE Going down\r\n');
    await client.ended;
  });

  test('RFC 9051 §5.4: who sends nothing, or half a command, is logged out', async () => {
    for (const half of ['', 'a NO', 'a ECHO {5+}\r\nab']) {
      const client = await greeted({ signInTimeoutMs: 30 });
      client.send(half);
      expect(await client.until(/BYE.*\r\n/)).toContain('* BYE Autologout');
      await client.ended;
    }
  });

  test('design §11: commands and failures do not put the sign-in off: one limit counts from the connection', async () => {
    const lines = ['a NOOP\r\n', 'a FAIL MAPPED\r\n', 'a ECHO {1+}\r\nx\r\n'];
    // One command after each answer, and as many as there is room for.
    const patient = await greeted({ signInTimeoutMs: 100 });
    let isOver = false;
    void patient.ended.then(() => { isOver = true; });
    const bye = patient.until(/\* BYE.*\r\n/);
    patient.socket.on('data', () => !isOver && patient.send(lines[0] as string));
    patient.send(lines[1] as string);
    expect(await bye).toContain('* BYE Autologout');
    await patient.ended;
    const eager = await greeted({ signInTimeoutMs: 100 });
    const eagerBye = eager.until(/\* BYE.*\r\n/);
    const flood = setInterval(() => eager.send((lines[2] as string).repeat(50)), 1);
    expect(await eagerBye).toContain('* BYE Autologout');
    clearInterval(flood);
    await eager.ended;
    // Who has signed in has all the time of an idle client.
    const inside = await greeted({ signInTimeoutMs: 100, idleTimeoutMs: 60_000 });
    inside.send('a SIGNIN\r\n');
    await inside.until(/a OK.*\r\n/);
    for (const until = performance.now() + 300; performance.now() < until;) {
      inside.send('b NOOP\r\n');
      await inside.until(/b OK.*\r\n/);
    }
  });

  test('the session is closed once, however it ends', async () => {
    const client = await greeted();
    client.send('a LOGOUT\r\n');
    await client.ended;
    client.socket.destroy();
    client.connection.end('late');
    expect(client.closed()).toBe(1);
  });

  test('an endless line: BYE, nothing more is read', async () => {
    const client = await greeted();
    client.send('x'.repeat(200_000));
    expect(await client.until(/BYE.*\r\n/)).toBe('* BYE Command line longer than 65536 bytes\r\n');
    await client.ended;
  });

  test('RFC 9051 §5.5: a client that pipelines without reading is stopped, and cut after the time-out', async () => {
    const client = await greeted({ slowReaderMs: 50 });
    client.socket.pause();
    const closed = new Promise((resolve) => client.socket.on('close', resolve));
    const big = `a ECHO "${'x'.repeat(900)}"\r\n`.repeat(40_000);
    client.send(big);
    while (client.closed() === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(client.logged).toEqual([]);
    client.socket.destroy();
    await closed;
  });
});

test('RFC 9051 §6.2.1: what is pipelined behind STARTTLS is dropped, the rest goes over the new stream', async () => {
  const inside = new PassThrough();
  const answers: string[] = [];
  const startTls = command({
    states: ANY_STATE,
    parse: () => undefined,
    run({ connection }) {
      connection.startTls(async () => {
        // A pair of pipes stands for TLS: the client's half is `inside`, the answers are collected.
        const { Duplex } = await import('node:stream');
        return Duplex.from({
          readable: inside,
          writable: async (source: AsyncIterable<Buffer>) => {
            for await (const chunk of source) answers.push(chunk.toString());
          },
        });
      });
      return ok('Begin TLS');
    },
  });
  const client = await greeted({}, [['STARTTLS', startTls]]);
  client.send('a STARTTLS\r\nb ECHO injected\r\n');
  expect(await client.until(/a OK.*\r\n/)).toBe('a OK Begin TLS\r\n');
  inside.end('c ECHO safe\r\nd LOGOUT\r\n');
  while (client.closed() === 0) await new Promise((resolve) => setImmediate(resolve));
  while (!answers.join('').includes('d OK')) await new Promise((resolve) => setImmediate(resolve));
  expect(answers.join('')).toContain('* ECHO "safe"');
  expect(answers.join('')).not.toContain('injected');
});
