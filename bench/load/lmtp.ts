import { openReplySocket } from './replies.ts';

/** One message to hand over, header and body apart so that bodies are not copied. */
export interface Parcel {
  readonly recipient: string;
  readonly message: readonly Buffer[];
}

export interface Delivery {
  /** Messages the server answered 250 for: it has promised to keep them. */
  readonly accepted: number;
  readonly seconds: number;
  /** From MAIL to the 250 of the message, milliseconds, in order of completion. */
  readonly latenciesMs: number[];
}

const end = Buffer.from('.\r\n');

/**
 * Delivers by LMTP (RFC 2033) over `connections` at once, commands pipelined (RFC 2920) as mail relays do: two round
 * trips a message. Ends when `next` has nothing more; a refusal is an error, since it would count as speed.
 */
export async function deliver(port: number, connections: number, next: () => Parcel | undefined): Promise<Delivery> {
  const latenciesMs: number[] = [];
  const sessions = await Promise.all(Array.from({ length: connections }, () => greet(port)));
  const start = performance.now();
  try {
    await Promise.all(
      sessions.map(async ({ socket, replies }) => {
        for (let parcel = next(); parcel; parcel = next()) {
          const sentAt = performance.now();
          socket.write(`MAIL FROM:<sender@example.net>\r\nRCPT TO:<${parcel.recipient}>\r\nDATA\r\n`);
          expectReplies(await replies(3), ['250', '250', '354']);
          socket.cork();
          for (const piece of parcel.message) socket.write(piece);
          socket.write(end);
          socket.uncork();
          expectReplies(await replies(1), ['250']);
          latenciesMs.push(performance.now() - sentAt);
        }
      }),
    );
  } finally {
    for (const { socket } of sessions) socket.destroy();
  }
  return { accepted: latenciesMs.length, seconds: (performance.now() - start) / 1000, latenciesMs };
}

async function greet(port: number) {
  const session = await openReplySocket(port);
  expectReplies(await session.replies(1), ['220']);
  session.socket.write('LHLO bench.example\r\n');
  expectReplies(await session.replies(1), ['250']);
  return session;
}

function expectReplies(lines: readonly string[], codes: readonly string[]): void {
  const wrong = lines.find((line, at) => !line.startsWith(codes[at] ?? ''));
  if (wrong !== undefined) throw new Error(`LMTP: expected ${codes.join(', ')}, the server answered: ${wrong}`);
}

/** Delivers whatever comes for `seconds`. */
export function deliverFor(port: number, connections: number, seconds: number, next: () => Parcel): Promise<Delivery> {
  const until = performance.now() + seconds * 1000;
  return deliver(port, connections, () => (performance.now() < until ? next() : undefined));
}
