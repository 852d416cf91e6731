/** REST as a typed client sees it, over whatever carries requests: HTTP on the data folder's socket, or the core in this process. */
import { request as httpRequest } from 'node:http';
import type { BackupTools } from './backup.ts';
import { CoreError, type ErrorKind, errorTable } from './errors.ts';
import { type RestArguments, type RestOperation, restOperations, type RestResult } from './rest-operations.ts';

export interface RestRequest {
  readonly method: string;
  /** With its parameters filled in and percent-encoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Plain data; undefined for none. */
  readonly body: unknown;
  /** At the console: whose own settings are meant. */
  readonly person?: string | undefined;
}

export interface RestAnswer {
  readonly status: number;
  /** Plain data; undefined for none. */
  readonly body: unknown;
}

/** What carries requests. */
export interface RestTransport {
  request(request: RestRequest): Promise<RestAnswer>;
  close(): Promise<void>;
}

export interface RestClient {
  /** @throws CoreError for refusals, with the server's sentence */
  call<Name extends RestOperation>(operation: Name, args?: RestArguments<Name>): Promise<RestResult<Name>>;
  close(): Promise<void>;
}

/** The header that names whose settings the console means. */
export const personHeader = 'messagerie-person';

export function restClient(transport: RestTransport): RestClient {
  return {
    async call(operation, args = {}) {
      const [method, template] = restOperations[operation];
      const parameters = (args.path ?? {}) as Readonly<Record<string, string>>;
      const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
      const query: Record<string, string> = {};
      for (const [name, value] of Object.entries(args.query ?? {})) if (value !== undefined) query[name] = String(value);
      const answer = await transport.request({ method, path, query, body: args.body, person: args.person });
      if (answer.status >= 400) throw refusal(answer);
      return answer.body as never;
    },
    close: () => transport.close(),
  };
}

/** A problem document (RFC 9457) as the error that it was on the other side. */
function refusal({ status, body }: RestAnswer): Error {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as { code?: unknown; detail?: unknown; title?: unknown; errors?: unknown };
  const sentence = [problem.detail, problem.title].find((text) => typeof text === 'string') ?? `The server answered ${status}.`;
  const { code } = problem;
  if (typeof code === 'string' && Object.hasOwn(errorTable, code)) {
    return new CoreError(code as ErrorKind, String(sentence), problem.errors === undefined ? {} : { errors: problem.errors });
  }
  return new CoreError(status >= 500 ? 'unavailable' : 'invalidArguments', String(sentence));
}

const mostAnswerBytes = 64 * 1024 * 1024;

/**
 * REST over HTTP on a Unix socket.
 * @returns null where nobody listens there
 */
export async function connectSocket(socketPath: string): Promise<RestTransport | null> {
  const transport: RestTransport = {
    request: ({ method, path, query, body, person }) => {
      const search = new URLSearchParams(query).toString();
      const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      return new Promise((resolve, reject) => {
        const headers: Record<string, string | number> = { host: 'localhost', accept: 'application/json' };
        if (sent) Object.assign(headers, { 'content-type': 'application/json', 'content-length': sent.length });
        if (person !== undefined) headers[personHeader] = encodeURIComponent(person);
        const sending = httpRequest({ socketPath, method, path: search === '' ? path : `${path}?${search}`, headers, agent: false }, (response) => {
          const pieces: Buffer[] = [];
          let length = 0;
          response.on('data', (piece: Buffer) => {
            length += piece.length;
            if (length > mostAnswerBytes) response.destroy(new Error('the answer is too long'));
            else pieces.push(piece);
          });
          response.on('error', reject);
          response.on('end', () => {
            try {
              const text = Buffer.concat(pieces).toString();
              resolve({ status: response.statusCode ?? 500, body: text === '' ? undefined : JSON.parse(text) });
            } catch (error) {
              reject(error);
            }
          });
        });
        sending.on('error', reject);
        sending.end(sent);
      });
    },
    close: async () => undefined,
  };
  try {
    await transport.request({ method: 'GET', path: '/api/v1/session', query: {}, body: undefined });
    return transport;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE') return null;
    throw error;
  }
}

/**
 * What `server.ts` gives the command, by dynamic import: nothing of it is loaded while a server runs.
 * @template C the configuration
 */
export interface ServerEntry<C> {
  /** Takes the lock of the data folder and opens the core in this process. Null where another process holds the lock. */
  openInProcess(config: C): Promise<RestTransport | null>;
  /** What deals with whole backups, without a server and without a database. */
  backupTools?(): Promise<BackupTools<C>>;
  /** Runs the server until it is told to stop. @returns the exit code */
  serve(options: { file?: string | undefined }): Promise<number>;
}
