import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseDatabaseUrl, type DatabaseConfig } from './database-url.ts';
import { allKeys, isKey, keys, type KeyTree, type ValuesOf } from './keys.ts';
import type { Limits } from './limits.ts';
import { listenerNames, resolveListener, type Listeners } from './listeners.ts';
import { ConfigError, formatProblem, ValueError, type Problem } from './problems.ts';
import { readEnvironment, readYaml, type SourcedValue } from './source.ts';

export type Language = 'en' | 'fr' | 'ar';
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface SmarthostConfig {
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'starttls' | 'implicit';
  readonly user: string | null;
  /** Read when a connection signs in, so that a changed password needs no restart. */
  readonly passwordFile: string | null;
}

/** The whole configuration with every default filled in. Paths are absolute, sizes bytes, durations milliseconds. */
export interface Config {
  /** The file that was read, null where there was none. */
  readonly configFile: string | null;
  /** What is odd but no error; to be logged at the start. */
  readonly warnings: readonly string[];
  readonly data: string;
  readonly role: 'server';
  readonly language: Language;
  readonly domains: readonly string[];
  /** Without final slash. Null: the address of the request. */
  readonly publicUrl: string | null;
  readonly portOffset: number;
  readonly listeners: Listeners;
  readonly database: DatabaseConfig;
  readonly smarthost: SmarthostConfig | null;
  /** Null: self-signed in `data/tls`. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  readonly blobs: { readonly store: 'segments' | 'database' };
  readonly fetch: { readonly allow: readonly string[]; readonly proxy: string | null; readonly caFile: string | null };
  readonly http: { readonly corsOrigins: readonly string[] };
  readonly sharing: { readonly allow: 'everyone' | 'administrators' | 'nobody'; readonly anyone: boolean };
  readonly limits: Limits;
  /** Whether an empty database becomes the demonstration. */
  readonly demo: boolean;
  readonly log: { readonly level: LogLevel };
}

export interface LoadOptions {
  /** `--config`. */
  readonly file?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Where the file of the whole machine lies; tests name another. */
  readonly systemFile?: string;
}

const systemConfigFile = '/etc/messagerie/messagerie.yaml';
const maxFileBytes = 1024 * 1024;

/**
 * Finds the file (`--config`, `MESSAGERIE_CONFIG`, `./messagerie.yaml`, `/etc/messagerie/messagerie.yaml`), reads it and the
 * `MESSAGERIE_…` variables, which win over the file.
 * @throws ConfigError with every problem that was found
 */
export function loadConfig(options: LoadOptions = {}): Config {
  const cwd = options.cwd ?? process.cwd();
  const env = options.env ?? process.env;
  const systemFile = options.systemFile ?? systemConfigFile;
  const found = findFile(options.file, env.MESSAGERIE_CONFIG, cwd, systemFile);
  const environment = readEnvironment(env, cwd);
  const problems: Problem[] = [];
  const sourced = new Map<string, SourcedValue>();
  if (found !== null) {
    const file = readYaml(found.content, found.shown, path.dirname(found.path));
    problems.push(...file.problems);
    for (const [dotted, value] of file.values) sourced.set(dotted, value);
  }
  for (const [dotted, value] of environment.values) sourced.set(dotted, value);

  const values = read(sourced, problems);
  checkTogether(values, sourced, problems);
  if (problems.length > 0) throw new ConfigError(problems);

  const configFile = found?.path ?? null;
  const data = values.data ?? (configFile === systemFile ? '/var/lib/messagerie' : path.join(configFile === null ? cwd : path.dirname(configFile), 'data'));
  const database = fromSource(sourced, 'database.url', () => parseDatabaseUrl(values.database.url, data));
  return {
    configFile,
    warnings: environment.problems.map(formatProblem),
    data,
    role: values.role,
    language: values.language,
    domains: values.domains.map((domain) => domain.toLowerCase()),
    publicUrl: values.publicUrl === null ? null : new URL(values.publicUrl).origin,
    portOffset: values.portOffset,
    listeners: Object.fromEntries(
      listenerNames.map((name) => [name, resolveListener(name, values.listeners[name], values.portOffset, configFile !== null)]),
    ) as unknown as Listeners,
    database,
    smarthost: smarthost(values.smarthost),
    tls: values.tls.certificateFile === null || values.tls.keyFile === null ? null : { certificateFile: values.tls.certificateFile, keyFile: values.tls.keyFile },
    blobs: values.blobs,
    fetch: values.fetch,
    http: values.http,
    sharing: values.sharing,
    limits: values.limits,
    demo: values.demo ?? configFile === null,
    log: values.log,
  };
}

type Values = ValuesOf<typeof keys>;

interface FoundFile {
  readonly path: string;
  /** As the person named it. */
  readonly shown: string;
  readonly content: string;
}

function findFile(option: string | undefined, variable: string | undefined, cwd: string, systemFile: string): FoundFile | null {
  if (option !== undefined) return readFile(path.resolve(cwd, option), option, '--config');
  if (variable !== undefined && variable !== '') return readFile(path.resolve(cwd, variable), variable, 'MESSAGERIE_CONFIG');
  return readFile(path.join(cwd, 'messagerie.yaml'), 'messagerie.yaml', null) ?? readFile(systemFile, systemFile, null);
}

/** @param askedBy who named the file; null where it may be missing */
function readFile(file: string, shown: string, askedBy: string | null): FoundFile | null {
  try {
    if (statSync(file).size > maxFileBytes) throw new ConfigError([{ where: shown, key: '', message: 'is larger than 1 MiB' }]);
    return { path: file, shown, content: readFileSync(file, 'utf8') };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' && askedBy === null) return null;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'this user may not read it' : code === 'EISDIR' ? 'it is a folder' : code;
    throw new ConfigError([{ where: askedBy ?? shown, key: '', message: `${shown} cannot be read: ${reason}` }]);
  }
}

/** Every key's value: the written one, or its fallback (also where the written one is a problem). */
function read(sourced: ReadonlyMap<string, SourcedValue>, problems: Problem[]): Values {
  const fill = (tree: KeyTree, prefix: string): unknown =>
    Object.fromEntries(
      Object.entries(tree).map(([name, node]) => {
        const dotted = prefix + name;
        if (!isKey(node)) return [name, fill(node, `${dotted}.`)];
        const raw = sourced.get(dotted);
        if (raw === undefined) return [name, node.fallback];
        try {
          return [name, node.read(raw)];
        } catch (error) {
          if (!(error instanceof ValueError)) throw error;
          problems.push({ where: raw.where, key: dotted, message: error.message });
          return [name, node.fallback];
        }
      }),
    );
  return fill(keys, '') as Values;
}

/** Keys that need each other. */
function checkTogether(values: Values, sourced: ReadonlyMap<string, SourcedValue>, problems: Problem[]): void {
  const needs = (written: string, missing: string): void => {
    const source = sourced.get(written);
    if (source !== undefined && !sourced.has(missing)) problems.push({ where: source.where, key: written, message: `needs ${missing} beside it` });
  };
  needs('tls.certificateFile', 'tls.keyFile');
  needs('tls.keyFile', 'tls.certificateFile');
  needs('smarthost.user', 'smarthost.passwordFile');
  needs('smarthost.passwordFile', 'smarthost.user');
  for (const [dotted] of allKeys(keys.smarthost, 'smarthost.')) needs(dotted, 'smarthost.host');
  if (values.smarthost.user !== null && values.smarthost.tls === 'none') {
    problems.push({
      where: sourced.get('smarthost.tls')?.where ?? '',
      key: 'smarthost.tls',
      message: 'none would send the password in the clear; allowed beside smarthost.user: starttls, implicit',
    });
  }
  const ports = new Map<string, string>();
  for (const name of listenerNames) {
    const { enabled, port, address } = values.listeners[name];
    if (!enabled || port === null || port === 0) continue;
    const place = `${address ?? ''} ${port}`;
    const other = ports.get(place);
    const dotted = `listeners.${name}.port`;
    if (other !== undefined) problems.push({ where: sourced.get(dotted)?.where ?? '', key: dotted, message: `${port} is taken by listeners.${other}.port already` });
    ports.set(place, name);
  }
}

function fromSource<T>(sourced: ReadonlyMap<string, SourcedValue>, dotted: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ConfigError([{ where: sourced.get(dotted)?.where ?? '', key: dotted, message: error.message }]);
  }
}

function smarthost(written: Values['smarthost']): SmarthostConfig | null {
  if (written.host === null) return null;
  const port = { none: 25, starttls: 587, implicit: 465 }[written.tls];
  return { host: written.host, port: written.port ?? port, tls: written.tls, user: written.user, passwordFile: written.passwordFile };
}
