/** Health, readiness, figures. */
import type { Request, RequestHandler, Response } from 'express';
import { sql } from '../../db/index.ts';
import { hasScope } from '../access/context.ts';
import type { Core } from '../core.ts';
import { isLoopback } from '../shared/addresses.ts';
import type { Metrics } from '../shared/metrics.ts';
import { signIn, type AccessService } from './authenticate.ts';
import { HttpRefusal } from './problem.ts';

export type ServerStatus = 'ok' | 'starting' | 'stopping';

/** A database that does not answer in this time is not ready. */
const checkMs = 3000;

/** GET /healthz: the process runs. */
export function healthz(status: () => ServerStatus): RequestHandler {
  return (_req, res) => sendHealth(res, 200, status(), {});
}

/** GET /readyz: requests are served. */
export function readyz(core: Core, status: () => ServerStatus): RequestHandler {
  return async (_req, res) => {
    const now = status();
    const database = now === 'ok' ? await databaseState(core) : 'not looked at';
    const isReady = now === 'ok' && database === 'ok';
    sendHealth(res, isReady ? 200 : 503, now === 'ok' && !isReady ? 'failing' : now, { database });
  };
}

async function databaseState(core: Core): Promise<string> {
  const patience = new AbortController();
  const answer = core.db.read((read) => read.get(sql`SELECT 1 AS one`)).then(
    () => 'ok',
    () => 'does not answer',
  );
  const timeout = core.clock.sleep(checkMs, patience.signal).then(
    () => 'does not answer in time',
    () => '',
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    patience.abort();
  }
}

function sendHealth(res: Response, code: number, status: string, checks: Readonly<Record<string, string>>): void {
  res.status(code);
  res.setHeader('Cache-Control', 'no-store');
  res.json({ status, checks });
}

/** GET /metrics: on loopback as it is, else for the scope admin. A proxy beside the server makes everybody look local, so what it passes on needs the token. */
export function metricsPage(core: Core, access: AccessService, metrics: Metrics): RequestHandler {
  return async (req, res) => {
    if (!isLocal(req)) {
      const ctx = await signIn(core, access, req, res, { protocol: 'rest' });
      if (!ctx.principal.administrator || !hasScope(ctx, 'admin')) throw new HttpRefusal(403, 'notPermitted', 'http.metrics');
    }
    res.setHeader('Content-Type', metrics.contentType);
    res.setHeader('Cache-Control', 'no-store');
    res.end(await metrics.text());
  };
}

function isLocal(req: Request): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => req.headers[name] !== undefined);
  return !isForwarded && isLoopback(req.socket.remoteAddress ?? '');
}
