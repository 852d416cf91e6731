import path from 'node:path';
import { ValueError } from './problems.ts';
import { nearest } from './suggest.ts';

export interface SqliteConfig {
  readonly kind: 'sqlite';
  /** Absolute path of the database file. */
  readonly file: string;
}

export interface MariadbConfig {
  readonly kind: 'mariadb';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** A Unix socket; host and port are then unused. */
  readonly socketPath: string | null;
  /** Null: no TLS. `caFile` null: the system's authorities. */
  readonly tls: { readonly caFile: string | null } | null;
}

export type DatabaseConfig = SqliteConfig | MariadbConfig;

const parameters = ['socketPath', 'tls', 'caFile'];

/** Checks the form of `database.url` without a data folder; messages never repeat the value, it holds a password. */
export function checkDatabaseUrl(url: string): void {
  parseDatabaseUrl(url, '/');
}

/**
 * `sqlite:` (the file of that name in the data folder, `messagerie.db` where none is given, or an absolute path)
 * or `mariadb://user:password@host:port/database?socketPath=&tls=true&caFile=`.
 */
export function parseDatabaseUrl(url: string, dataDir: string): DatabaseConfig {
  if (/^sqlite:/i.test(url)) return parseSqlite(url, dataDir);
  if (/^mariadb:/i.test(url)) return parseMariadb(url, dataDir);
  throw new ValueError('is not a database address; allowed: sqlite:, sqlite:/path/file.db, mariadb://user:password@host/database');
}

function parseSqlite(url: string, dataDir: string): SqliteConfig {
  const name = decode(url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''));
  if (name.startsWith('//')) throw new ValueError('names a host; SQLite takes a file: sqlite:/path/file.db');
  if (name.includes(':memory:') || /[?#\0]/.test(name)) throw new ValueError('is not the name of a file');
  return { kind: 'sqlite', file: path.resolve(dataDir, name === '' ? 'messagerie.db' : name) };
}

function parseMariadb(url: string, dataDir: string): MariadbConfig {
  // An empty host (socket only) is no valid authority beside a user name, so a stand-in takes its place.
  const filled = url.replace(/^(mariadb:\/\/(?:[^@/?#]*@)?)(?=[/?#]|$)/i, '$1localhost');
  if (!URL.canParse(filled)) throw new ValueError('is not a valid address; write mariadb://user:password@host:3306/database (% and @ in a password as %25 and %40)');
  const parsed = new URL(filled);
  const database = decode(parsed.pathname.replace(/^\//, ''));
  if (database === '' || database.includes('/')) throw new ValueError('names no database; write mariadb://user:password@host/database');
  if (parsed.hash !== '') throw new ValueError('contains #; write it as %23');
  for (const name of parsed.searchParams.keys()) {
    if (parameters.includes(name)) continue;
    const near = nearest(name, parameters);
    throw new ValueError(`has an unknown parameter; allowed: ${parameters.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`);
  }
  const caFile = parsed.searchParams.get('caFile');
  const wantsTls = parsed.searchParams.get('tls') ?? (caFile === null ? 'false' : 'true');
  if (wantsTls !== 'true' && wantsTls !== 'false') throw new ValueError('tls is not allowed; allowed: true, false');
  if (wantsTls === 'false' && caFile !== null) throw new ValueError('has caFile beside tls=false');
  return {
    kind: 'mariadb',
    host: decode(parsed.hostname).replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? 3306 : Number(parsed.port),
    user: decode(parsed.username),
    password: decode(parsed.password),
    database,
    socketPath: parsed.searchParams.get('socketPath'),
    tls: wantsTls === 'true' ? { caFile: caFile === null ? null : path.resolve(dataDir, caFile) } : null,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ValueError('has a % that is not followed by two hexadecimal digits; write % itself as %25');
  }
}
