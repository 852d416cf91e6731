/** The administrator's console: REST over HTTP on a Unix socket in the data folder (contract, Commands). */
import { chmodSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { CoreError } from '../client/errors.ts';
import { adminPathFile, adminSocketPath } from '../client/admin-socket.ts';
import { personHeader, type RestAnswer } from '../client/http.ts';
import { readIJson } from '../jmap/i-json.ts';
import { createDispatcher, type RestDispatcher, type RestServices } from '../rest/index.ts';
import { answerConsole, problemAnswer } from './answer.ts';

export interface AdminSocket {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Listens for the command. To be called by whoever holds the data folder's lock: a socket file that is there already belongs to nobody any more.
 * @throws Error where the socket cannot be made
 */
export async function openAdminSocket(services: RestServices, dataFolder: string): Promise<AdminSocket> {
  const dispatcher = createDispatcher(services);
  const server = createServer({ noDelay: true }, (req, res) => {
    handle(services, dispatcher, req).then(
      (answer) => send(res, answer),
      (error: unknown) => send(res, problemAnswer(services.core, error)),
    );
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const { path, isElsewhere } = adminSocketPath(dataFolder);
  if (isElsewhere) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    checkOwn(dirname(path));
    writeFileSync(adminPathFile(dataFolder), `${path}\n`, { mode: 0o600 });
  } else {
    rmSync(adminPathFile(dataFolder), { force: true });
  }
  rmSync(path, { force: true });
  await listen(server, path);
  return {
    path,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // A command that is waiting for its answer gets it; it closes by itself then.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      const timer = setTimeout(() => server.closeAllConnections(), 2000);
      await closed;
      clearTimeout(timer);
      if (isElsewhere) rmSync(adminPathFile(dataFolder), { force: true });
    },
  };
}

/** In a folder that all may write to, somebody may have been there first. @throws Error */
function checkOwn(folder: string): void {
  const stat = lstatSync(folder);
  if (stat.isDirectory() && stat.uid === userInfo().uid && (stat.mode & 0o077) === 0) return;
  throw new Error(`${folder} must be a folder of this user alone (mode 0700); remove it, or choose a data folder with a shorter path`);
}

async function listen(server: Server, path: string): Promise<void> {
  // Nobody else may open it even in the moment between bind and chmod. Threads cannot set the mask; only tests run this in one.
  const mask = isMainThread ? process.umask(0o177) : null;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  } finally {
    if (mask !== null) process.umask(mask);
  }
  chmodSync(path, 0o600);
}

async function handle(services: RestServices, dispatcher: RestDispatcher, req: IncomingMessage): Promise<RestAnswer> {
  const { core } = services;
  const url = new URL(req.url ?? '/', 'http://localhost');
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) query[name] = value;
  const bytes = await bodyOf(req, core.limits.maxSizeRequest);
  const body = bytes.length === 0 ? undefined : await readIJson(bytes, { depth: core.limits.jsonDepth, language: core.settings.language });
  const person = req.headers[personHeader];
  return answerConsole(services, dispatcher, {
    method: req.method ?? 'GET', path: url.pathname, query, body, person: typeof person === 'string' ? decoded(person) : undefined,
  });
}

function decoded(person: string): string {
  try {
    return decodeURIComponent(person);
  } catch {
    throw new CoreError('invalidArguments', 'The person is not percent-encoded rightly.');
  }
}

async function bodyOf(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of req as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > maxBytes) throw new CoreError('requestTooLarge', `A request may have ${maxBytes} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function send(res: ServerResponse, { status, body }: RestAnswer): void {
  if (res.destroyed) return;
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  res.writeHead(status, {
    connection: 'close',
    ...(bytes ? { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json', 'content-length': bytes.length } : {}),
  });
  res.end(bytes);
}
