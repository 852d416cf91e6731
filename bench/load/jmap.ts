import { connect, type Socket } from 'node:net';
import type { Account } from '../target.ts';
import { openHttp } from './http.ts';

export type Invocation = [name: string, args: Record<string, unknown>, callId: string];

/** A JMAP client (RFC 8620) on one kept-alive connection, with Basic sign-in. */
export interface JmapClient {
  readonly accountId: string;
  /** Reads the session resource again. */
  session(): Promise<void>;
  /** One request. Throws on an HTTP error and on any method's error. @returns the responses' arguments in order */
  call(calls: readonly Invocation[]): Promise<Record<string, unknown>[]>;
  close(): void;
}

const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];

/** Reads the session resource and opens the connection. @param sessionPath where the session is, if not where ours is */
export async function openJmap(port: number, account: Account, sessionPath = '/jmap/session'): Promise<JmapClient> {
  const http = await openHttp(port, [`Authorization: ${basic(account)}`, 'Accept: application/json']);
  const session = asRecord(JSON.parse(await http.send('GET', sessionPath)));
  const accountId = asRecord(session['primaryAccounts'])['urn:ietf:params:jmap:mail'];
  const apiUrl = session['apiUrl'];
  if (typeof accountId !== 'string' || typeof apiUrl !== 'string') throw new Error('JMAP: the session names no mail account');
  const path = new URL(apiUrl, `http://127.0.0.1:${port}`).pathname;
  return {
    accountId,
    async session() {
      await http.send('GET', sessionPath);
    },
    async call(calls) {
      const text = await http.send('POST', path, JSON.stringify({ using, methodCalls: calls }));
      const responses = asRecord(JSON.parse(text))['methodResponses'];
      if (!Array.isArray(responses)) throw new Error(`JMAP: no methodResponses: ${text.slice(0, 300)}`);
      return responses.map((response: unknown) => {
        if (!Array.isArray(response) || response[0] === 'error') throw new Error(`JMAP: ${JSON.stringify(response).slice(0, 300)}`);
        return asRecord(response[1]);
      });
    },
    close: () => http.close(),
  };
}

/** Opens an event stream (RFC 8620 §7.3) and waits for the response's header; it stays until the socket is destroyed. */
export async function openEventSource(port: number, account: Account): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () =>
      socket.write(
        `GET /jmap/events?types=*&closeafter=no&ping=300 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\nAuthorization: ${basic(account)}\r\n\r\n`,
      ),
    );
    socket.once('data', (chunk: Buffer) => {
      const status = chunk.toString('latin1').split('\r\n')[0] ?? '';
      if (status.includes(' 200 ')) resolve();
      else reject(new Error(`EventSource: ${status}`));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('EventSource: closed')));
  });
  socket.on('data', () => {});
  socket.on('error', () => {});
  return socket;
}

function basic({ address, password }: Account): string {
  return `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}`;
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('JMAP: an object was expected');
  return value as Record<string, unknown>;
}
