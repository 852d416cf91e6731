import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { Bus } from '../api/bus.ts';
import { type AccessService, createAccessService } from '../api/access/index.ts';
import { createBackupService } from '../api/backup/backup-service.ts';
import type { MessagerieApi } from '../api/client/index.ts';
import type { Core } from '../api/core.ts';
import { createMessagerieApi } from '../api/in-process/messagerie-api.ts';
import { RecentMarks } from '../api/legacy/recent.ts';
import { createPush, type Push } from '../api/push/index.ts';
import type { RestServices, VerifyService } from '../api/rest/index.ts';
import { systemClock } from '../api/shared/clock.ts';
import { guardedFetcher } from '../api/shared/guarded-fetch.ts';
import type { Log } from '../api/shared/log.ts';
import { createTransport, type Transport } from '../api/transport/index.ts';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/index.ts';
import type { ServerMetrics } from './metrics.ts';
import { observeAccess, observeUnits } from './observe.ts';

/** The core with its services, opened; nothing listens yet. */
export interface OpenCore {
  readonly core: Core;
  readonly access: AccessService;
  readonly transport: Transport;
  readonly api: MessagerieApi;
  readonly push: Push;
  readonly rest: RestServices & { readonly verify: VerifyService };
  close(): Promise<void>;
}

/** Opens the database and puts the core together. The caller holds the lock of the data folder. @param metrics what a server counts; the command counts nothing */
export async function openCore(config: Config, log: Log, metrics?: ServerMetrics): Promise<OpenCore> {
  const database = await openDatabase({ address: databaseAddress(config), dataFolder: config.data, blobs: config.blobs.store });
  const db = metrics ? observeUnits(database, metrics) : database;
  const bus = new Bus((error) => log.error({ err: error }, 'a listener for changes failed'));
  db.onChange((change) => bus.publish({ kind: 'change', change }));
  const core: Core = {
    db, bus, log, clock: systemClock, limits: config.limits,
    settings: {
      hostname: config.publicUrl ? new URL(config.publicUrl).hostname : hostname() || 'localhost',
      publicUrl: config.publicUrl, language: config.language, historyMs: config.limits.changesHorizon, sharing: config.sharing,
    },
  };
  const access = metrics ? observeAccess(createAccessService(core), metrics, log) : createAccessService(core);
  const transport = createTransport(core, { smarthost: config.smarthost, node: nodeName(config) });
  const recent = new RecentMarks(core);
  const api = createMessagerieApi({ core, access, transport, legacy: { recent } });
  const { fetchBytes, fetchTimeout, fetchRedirects } = config.limits;
  const fetcher = guardedFetcher({ ...config.fetch, fetchBytes, fetchTimeout, fetchRedirects });
  const push = createPush(core, fetcher);
  const backups = createBackupService(core, { address: databaseAddress(config), blobs: config.blobs.store, dataFolder: config.data });
  return {
    core, access, transport, api, push,
    rest: { core, access, queue: transport.queue, verify: verifyService(core), backups, fetcher },
    async close() {
      await backups.stop();
      await push.stop();
      await fetcher.close();
      await transport.stop();
      await recent.write();
      await access.close();
      await db.close();
    },
  };
}

/** Loaded when it is asked for: a server that starts has other things to do. */
function verifyService(core: Core): VerifyService {
  return { verify: async (options) => (await import('../api/verify/verify.ts')).createVerifyService(core).verify(options) };
}

/** Where the tables are. */
export function databaseAddress(config: Config) {
  const { database } = config;
  if (database.kind === 'sqlite') return { kind: 'sqlite' as const, file: database.file };
  return {
    kind: 'mariadb' as const, host: database.host, port: database.port, user: database.user, password: database.password, database: database.database,
    socketPath: database.socketPath, tls: database.tls,
  };
}

/** A node is its data folder on its machine: one owner at a time (contract, Commands). */
function nodeName(config: Config): string {
  return createHash('sha256').update(`${hostname()}\0${config.data}`).digest('hex').slice(0, 32);
}
