import { readFileSync } from 'node:fs';

/** Where a MariaDB server is: the parts of `database.url`. */
export interface MariadbAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly socketPath: string | null;
  /** Null: no TLS. `caFile` null: the system's authorities. */
  readonly tls: { readonly caFile: string | null } | null;
}

/** Reads `mariadb://user:pw@host:port/db?socketPath=…&tls=true`. */
export function parseMariadbUrl(url: string): MariadbAddress {
  const parsed = new URL(url);
  return {
    host: parsed.hostname || 'localhost',
    port: Number(parsed.port || 3306),
    user: decodeURIComponent(parsed.username || 'root'),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    socketPath: parsed.searchParams.get('socketPath'),
    tls: parsed.searchParams.get('tls') === 'true' ? { caFile: parsed.searchParams.get('caFile') } : null,
  };
}

/** TLS settings of a connection to the server; nothing where it is not asked for. */
export function tlsOptions(address: MariadbAddress): { ssl?: { minVersion: 'TLSv1.2'; ca?: Buffer } } {
  if (!address.tls) return {};
  return { ssl: { minVersion: 'TLSv1.2', ...(address.tls.caFile ? { ca: readFileSync(address.tls.caFile) } : {}) } };
}
