import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccessService, startSealer } from '../../../api/access/index.ts';
import { createHttpApp, type HttpAppOptions } from '../../../api/http/app.ts';
import { createHttpServer } from '../../../api/http/server.ts';
import { createAccount } from '../../../api/people/accounts.ts';
import { createDomain } from '../../../api/people/domains.ts';
import { type RestServices, restRouter } from '../../../api/rest/index.ts';
import { createMetrics } from '../../../api/shared/metrics.ts';
import type { Limits } from '../../../config.ts';
import type { coreOpener } from '../../unit/access/opened-core.ts';

export const password = 'a long pass phrase';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface CallOptions {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Parts of the web app that a suite brings along. */
export type Parts = Pick<HttpAppOptions, 'webFolder'> & Pick<RestServices, 'fetcher' | 'listeners' | 'demonstration'>;

/** The whole web app on a free port, with an administrator and a person. */
export async function openWeb(opener: ReturnType<typeof coreOpener>, limits: Partial<Limits> = {}, { webFolder, ...services }: Parts = {}) {
  const opened = await opener.open(limits);
  const { core } = opened;
  await createDomain(core, { name: 'example.org' });
  await createAccount(core, { address: 'root@example.org', name: 'Root', password, administrator: true });
  await createAccount(core, { address: 'ali@example.org', name: 'Ali', password, language: 'fr' });
  const access = createAccessService(core);
  opener.onClose(() => access.close());
  const sealer = startSealer(core);
  opener.onClose(() => sealer.stop());
  const metrics = createMetrics({ process: false });
  const { app, endStreams } = createHttpApp({ core, access, metrics, corsOrigins: [], listeners: () => [], status: () => 'ok', webFolder, restRouter: restRouter({ core, access, ...services }) });
  const server = createHttpServer(app, { limits: core.limits, listener: { loopback: true } }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opener.onClose(async () => {
    endStreams();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = async (method: string, path: string, { as, body, headers = {} }: CallOptions = {}): Promise<Answer> => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: {
        ...(as === undefined ? {} : { authorization: `Basic ${Buffer.from(`${as}@example.org:${password}`).toString('base64')}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
  return { ...opened, access, base, call };
}
