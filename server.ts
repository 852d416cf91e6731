import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openAdminSocket } from './api/admin/socket.ts';
import { startSealer } from './api/access/index.ts';
import type { RestTransport } from './api/client/http.ts';
import { prepareDemonstration, type Demonstration } from './api/demo/index.ts';
import { storeMessages } from './api/demo/store.ts';
import { createHttpApp } from './api/http/app.ts';
import type { RunningListener } from './api/http/connect-page.ts';
import { standardRegistry } from './api/jmap/engine.ts';
import { startIndexer } from './api/mail/search/indexer.ts';
import { startMaintenance } from './api/maintenance.ts';
import { finishDeletions } from './api/people/delete-account.ts';
import { createDomain, getDomain } from './api/people/domains.ts';
import type { BackupTools } from './api/client/backup.ts';
import { CoreError, isCoreError } from './api/client/errors.ts';
import { restRouter } from './api/rest/index.ts';
import { acquireLock, type DataLock } from './api/shared/lock.ts';
import { createLog, type Log } from './api/shared/log.ts';
import { createMetrics } from './api/shared/metrics.ts';
import { certificateNames, openCertificate } from './api/shared/tls.ts';
import { type Config, ConfigError, formatProblem, loadConfig } from './config.ts';
import { banner } from './server/banner.ts';
import { listen, type Listening } from './server/listeners.ts';
import { serverMetrics, watchConnections, watchQueue } from './server/metrics.ts';
import { observeRegistry } from './server/observe.ts';
import { databaseAddress, openCore, type OpenCore } from './server/open-core.ts';

/** Exit codes (docs/configuration.md; sysexits). */
const USAGE = 2;
const UNAVAILABLE = 69;
const CONFIG = 78;
const LOCK_WAIT_MS = 5_000;

/** A server that runs. */
export interface RunningServer {
  readonly open: OpenCore;
  readonly listening: Listening;
  readonly demonstration: Demonstration | null;
  /** Takes no more connections, lets open ones finish within `limits.stopTimeout`, closes the database. */
  stop(): Promise<void>;
}

/**
 * Starts everything that the configuration asks for. The caller holds the lock of the data folder and releases it after the stop.
 * @param parts `webFolder`: where the web client has been built to, beside this program unless given
 */
export async function startServer(config: Config, log: Log, parts: { readonly webFolder?: string } = {}): Promise<RunningServer> {
  for (const warning of config.warnings) log.warn(warning);
  const metrics = createMetrics();
  const counted = serverMetrics(metrics);
  const open = await openCore(config, log, counted);
  const { core, access, transport, rest } = open;
  let status: 'starting' | 'ok' | 'stopping' = 'starting';
  try {
    await finishDeletions(core);
    await ensureDomains(open, config.domains);
    const demonstration = await prepareDemonstration(core, { dataFolder: config.data, enabled: config.demo, deliver: storeMessages(core) });
    const certificate = await openCertificate({ dataDir: config.data, files: config.tls, names: certificateNames(config.publicUrl, config.domains) });
    const listeners = (): RunningListener[] => listening.bound.map((one) => ({ name: one.config.name, port: one.port, tls: one.config.tls, loopback: one.loopback }));
    const http = createHttpApp({
      core, access, metrics, registry: observeRegistry(standardRegistry(), counted), corsOrigins: config.http.corsOrigins, status: () => status, listeners,
      restRouter: restRouter({ ...rest, listeners, demonstration }), webFolder: parts.webFolder ?? builtClient(),
    });
    const listening = await listen(config, open, certificate, http, counted);
    watchConnections(metrics, () => listening.bound);
    watchQueue(metrics, core.db, () => core.clock.now());
    const admin = await openAdminSocket(rest, config.data);
    const sealer = startSealer(core);
    const maintenance = startMaintenance(core);
    const indexer = startIndexer(core);
    await transport.start();
    await open.push.start();
    const reload = (): void => void certificate.reload().catch((error: unknown) => log.error({ err: error }, 'the certificate was not reloaded; the old one stays'));
    process.on('SIGHUP', reload);
    status = 'ok';
    return {
      open, listening, demonstration,
      async stop() {
        status = 'stopping';
        process.off('SIGHUP', reload);
        await listening.close(config.limits.stopTimeout);
        await admin.close();
        await indexer.stop();
        await maintenance.stop();
        await sealer.stop();
        metrics.clear();
        await open.close();
      },
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** The web client lies in dist/, as this program does once it is built. */
function builtClient(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return join(here, basename(here) === 'dist' ? 'web' : 'dist/web');
}

async function ensureDomains({ core }: OpenCore, domains: readonly string[]): Promise<void> {
  for (const name of domains) {
    const known = await getDomain(core, name).catch((error: unknown) => {
      if (isCoreError(error) && error.mapping.http === 404) return undefined;
      throw error;
    });
    if (!known) await createDomain(core, { name });
  }
}

/** Takes the lock of the data folder and opens the core in this process, for the command. Null where another process holds the lock. */
export async function openInProcess(config: Config): Promise<RestTransport | null> {
  const lock = await acquireLock(config.data, 0);
  if (!lock) return null;
  try {
    const open = await openCore(config, createLog({ level: config.log.level }));
    const { inProcessConsole } = await import('./api/admin/in-process.ts');
    return inProcessConsole(open.rest, async () => {
      await open.close();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What deals with whole backups, for the command. */
export async function backupTools(): Promise<BackupTools<Config>> {
  const { checkBackup, restoreWhole } = await import('./api/backup/restore-whole.ts');
  return {
    check: checkBackup,
    async restore(config, folder, options, progress) {
      const lock = await acquireLock(config.data, 0);
      if (!lock) throw new CoreError('inUse', `Another process uses the data folder ${config.data}. Stop the server first; to put a single account back beside what is there, name it with --account.`);
      try {
        const target = { address: databaseAddress(config), dataFolder: config.data, blobs: config.blobs.store };
        return await restoreWhole(target, folder, { ...options, now: Date.now() }, progress);
      } finally {
        lock.release();
      }
    },
  };
}

/** Runs the server until it is told to stop. @returns the exit code */
export async function serve(options: { file?: string | undefined } = {}): Promise<number> {
  let config: Config;
  try {
    config = loadConfig(options.file === undefined ? {} : { file: options.file });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${formatProblem(problem)}\n`);
    return CONFIG;
  }
  const log = createLog({ level: config.log.level });
  // While the lock is waited for nothing else keeps the process alive.
  const alive = setInterval(() => undefined, 60_000);
  try {
    return await serveWith(config, log);
  } finally {
    clearInterval(alive);
  }
}

async function serveWith(config: Config, log: Log): Promise<number> {
  let lock: DataLock | null;
  try {
    lock = await acquireLock(config.data, 0);
    if (!lock) {
      process.stderr.write(`The data folder ${config.data} is in use; waiting a moment for it …\n`);
      lock = await acquireLock(config.data, LOCK_WAIT_MS);
    }
  } catch (error) {
    process.stderr.write(`Messagerie could not start: ${(error as Error).message}\n`);
    return UNAVAILABLE;
  }
  if (!lock) {
    process.stderr.write(`Another process uses the data folder ${config.data}; stop it first, or set MESSAGERIE_DATA to another folder.\n`);
    return UNAVAILABLE;
  }
  const stopped = stopSignal(log);
  let running: RunningServer;
  try {
    running = await startServer(config, log);
  } catch (error) {
    process.stderr.write(`Messagerie could not start: ${(error as Error).message}\n`);
    log.debug({ err: error }, 'start failed');
    lock.release();
    return UNAVAILABLE;
  }
  process.stdout.write(`${banner(running.listening, running.demonstration, version())}\n`);
  const signal = await stopped;
  log.info({ signal }, 'stopping');
  await running.stop();
  lock.release();
  log.info('stopped');
  return 0;
}

/** npm passes Ctrl-C on to its child, which the terminal has told already: what comes this soon after the first is the same wish. */
const SAME_WISH_MS = 500;

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(log: Log): Promise<string> {
  return new Promise((resolve) => {
    let toldAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        const now = performance.now();
        if (toldAt !== undefined && now - toldAt > SAME_WISH_MS) {
          log.warn({ signal }, 'told again: ending at once');
          process.exit(1);
        }
        toldAt ??= now;
        resolve(signal);
      });
    }
  });
}

/** `npm start -- --config FILE`, `node dist/server.js --config FILE`. Anything else is a slip that must not start a server on another folder. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string' }, help: { type: 'boolean' } } });
    if (!values.help) return await serve({ file: values.config });
    process.stdout.write('npm start -- [--config FILE]\nEverything else: npx messagerie help\n');
    return 0;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) throw error;
    process.stderr.write(`${(error as Error).message}\nUsage: npm start -- [--config FILE]\n`);
    return USAGE;
  }
}

function version(): string {
  for (const place of ['./package.json', '../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // In dist/ the file lies one folder up.
    }
  }
  return '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
  // Timers of libraries must not hold a stopped server.
  process.exit();
}
