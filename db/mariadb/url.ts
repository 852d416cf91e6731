/** Where a MariaDB server is: the parts of `database.url`. */
export interface MariadbAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly socketPath: string | null;
  readonly tls: boolean;
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
    tls: parsed.searchParams.get('tls') === 'true',
  };
}
