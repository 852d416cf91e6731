/** A push service on loopback, by https, with a certificate of its own; and the other end of RFC 8291. */
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GuardedFetcher, guardedFetcher } from '../../../api/shared/guarded-fetch.ts';
import { openCertificate } from '../../../api/shared/tls.ts';

export interface Posted {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as JSON, where it is that. */
  readonly json: Record<string, unknown>;
}

export interface Receiver {
  /** `https://push.example:port/path` */
  url(path: string): string;
  /** Everything that came, in order. */
  readonly posted: Posted[];
  /** The next one for this path that nobody has taken yet. */
  next(path: string): Promise<Posted>;
  /** How a path answers from now on; 201 unless told otherwise. */
  answer(path: string, how: (response: ServerResponse) => void): void;
  fetcher(allow?: string[]): GuardedFetcher;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const folder = await mkdtemp(join(tmpdir(), 'messagerie-push-'));
  const certificate = await openCertificate({ dataDir: folder, files: null, names: ['push.example', '127.0.0.1'] });
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, certificate.current().cert);
  const posted: Posted[] = [];
  const taken = new Set<Posted>();
  const waiting: { path: string; resolve: (one: Posted) => void }[] = [];
  const answers = new Map<string, (response: ServerResponse) => void>();
  const fetchers: GuardedFetcher[] = [];
  const server = createServer(certificate.options(), (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      const one: Posted = {
        path: request.url ?? '', method: request.method ?? '', headers: request.headers, body,
        json: body[0] === 0x7b ? (JSON.parse(body.toString()) as Record<string, unknown>) : {},
      };
      posted.push(one);
      const how = answers.get(one.path);
      if (how) how(response);
      else response.writeHead(201).end();
      const index = waiting.findIndex(({ path }) => path === one.path);
      if (index >= 0) {
        taken.add(one);
        waiting.splice(index, 1)[0]?.resolve(one);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    posted,
    url: (path) => `https://push.example:${port}${path}`,
    next(path) {
      const there = posted.find((one) => one.path === path && !taken.has(one));
      if (!there) return new Promise((resolve) => waiting.push({ path, resolve }));
      taken.add(there);
      return Promise.resolve(there);
    },
    answer: (path, how) => void answers.set(path, how),
    fetcher(allow = ['127.0.0.1']) {
      const made = guardedFetcher({
        allow, proxy: null, caFile, fetchBytes: 100_000, fetchTimeout: 30_000, fetchRedirects: 5, resolve: async (host) => (host === 'private.example' ? ['10.0.0.1'] : ['127.0.0.1']),
      });
      fetchers.push(made);
      return made;
    },
    async close() {
      await Promise.all(fetchers.map((one) => one.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Device {
  readonly keys: { readonly p256dh: string; readonly auth: string };
  decrypt(body: Buffer): Record<string, unknown>;
}

/** A client with keys: reads aes128gcm as RFC 8188 §2 and RFC 8291 §3 say, by steps of its own. */
export function device(): Device {
  const own = createECDH('prime256v1');
  own.generateKeys();
  const auth = randomBytes(16);
  const derive = (key: Buffer, salt: Buffer, info: Buffer, length: number): Buffer => Buffer.from(hkdfSync('sha256', key, salt, info, length));
  return {
    keys: { p256dh: own.getPublicKey('base64url'), auth: auth.toString('base64url') },
    decrypt(body) {
      const salt = body.subarray(0, 16);
      if (body.readUInt32BE(16) < body.length - 21 - 65 || body[20] !== 65) throw new Error('not one record with a key id of 65 octets');
      const sender = body.subarray(21, 86);
      const secret = derive(own.computeSecret(sender), auth, Buffer.concat([Buffer.from('WebPush: info\0'), own.getPublicKey(), sender]), 32);
      const decipher = createDecipheriv('aes-128-gcm', derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16), derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12));
      decipher.setAuthTag(body.subarray(-16));
      const record = Buffer.concat([decipher.update(body.subarray(86, -16)), decipher.final()]);
      if (record.at(-1) !== 2) throw new Error('no last record');
      return JSON.parse(record.subarray(0, -1).toString()) as Record<string, unknown>;
    },
  };
}
