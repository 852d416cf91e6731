/** Every key of `messagerie.yaml`, with what it takes, what it is for and what holds where it is not written. */
import { parseAllowEntry } from '../api/shared/fetch-allow.ts';
import { checkDatabaseUrl } from './database-url.ts';
import { limitKeys } from './limits.ts';
import { type ListenerKeys, listenerKeys, listenerNames, type ListenerName } from './listeners.ts';
import { ValueError } from './problems.ts';
import { boolean, choice, filePath, integer, list, quoted, text, type Key } from './values.ts';

const listeners = Object.fromEntries(listenerNames.map((name) => [name, listenerKeys(name)])) as unknown as {
  readonly [Name in ListenerName]: ListenerKeys<Name>;
};

export const keys = {
  data: filePath<null>('folder', {
    about: 'Data folder; made with mode 0700',
    fallback: null,
    unset: './data beside the configuration file; /var/lib/messagerie for the one in /etc',
  }),
  role: choice(['server'], { about: 'What this process is: the server that holds mailboxes', fallback: 'server' }),
  language: choice(['en', 'fr', 'ar'], { about: 'Language of accounts and pages where nobody chose one; names their first folders', fallback: 'en' }),
  domains: list('domain names', { about: 'Mail domains made at the start where they are missing', fallback: [] }, checkDomain),
  publicUrl: text<null>('http(s) address without path', {
    about: 'Address by which people reach the server; in session answers, links and the self-signed certificate',
    fallback: null,
    unset: 'the address of the request',
  }, checkPublicUrl),
  portOffset: integer<number>(0, 50_000, { about: 'Added to every base port; write 0 in production', fallback: 8000 }),
  listeners,
  database: {
    url: text<string>('sqlite: or mariadb:// address', {
      about: 'Database. `sqlite:name.db` (in the data folder), `sqlite:/path/name.db`, or `mariadb://user:password@host:3306/database` with `?socketPath=`, `?tls=true`, `?caFile=`',
      fallback: 'sqlite:messagerie.db',
    }, checkDatabaseUrl, true),
  },
  smarthost: {
    host: text<null>('host name or IP address', { about: 'Server that takes our outgoing mail', fallback: null }, checkHost),
    port: integer<number | null>(1, 65_535, { about: 'Its port', fallback: null, unset: '587; 465 with tls: implicit; 25 with tls: none' }),
    tls: choice(['none', 'starttls', 'implicit'], { about: 'TLS to it; starttls and implicit are refused without a valid certificate', fallback: 'starttls' }),
    user: text<null>('text', { about: 'Name to sign in with', fallback: null }),
    passwordFile: filePath<null>('file', { about: 'File that holds the password alone on its first line', fallback: null }),
  },
  tls: {
    certificateFile: filePath<null>('file', { about: 'Certificate with its chain, PEM; read again on SIGHUP', fallback: null, unset: 'self-signed, in data/tls' }),
    keyFile: filePath<null>('file', { about: 'Its private key, PEM', fallback: null, unset: 'self-signed, in data/tls' }),
  },
  blobs: {
    store: choice(['segments', 'database'], { about: 'Where message bytes are kept: files in the data folder, or the database', fallback: 'segments' }),
  },
  fetch: {
    allow: list('host, host:port or network', {
      about: 'Private addresses that fetching from other servers may reach: `calendar.lan`, `calendar.lan:8443`, `10.20.0.0/16`, `[fd00::5]:443`',
      fallback: [],
    }, (entry) => wrap(() => parseAllowEntry(entry))),
    proxy: text<null>('http(s) address', { about: 'HTTP proxy for all that is fetched, except hosts in fetch.allow', fallback: null }, checkProxy, true),
    caFile: filePath<null>('file', { about: 'Further certificate authorities, PEM, trusted beside the usual ones for what is fetched', fallback: null }),
  },
  http: {
    corsOrigins: list('origins', {
      about: 'Web pages elsewhere that may call JMAP and REST: `https://app.example.org`, or `*` (never with cookies)',
      fallback: [],
    }, checkOrigin),
  },
  limits: limitKeys,
  sharing: {
    allow: choice(['everyone', 'administrators', 'nobody'], { about: 'Who may share folders with others; grants that are there stay', fallback: 'everyone' }),
    anyone: boolean<boolean>({ about: 'Folders may be shared with everybody who can sign in', fallback: true }),
  },
  demo: boolean<null>({
    about: 'Fill an empty database with the demonstration organisation example.org',
    fallback: null,
    unset: 'true without a configuration file, false with one',
  }),
  log: {
    level: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { about: 'What is logged to standard error', fallback: 'info' }),
  },
} as const;

/** A tree of keys and the same tree filled with values. */
export interface KeyTree {
  readonly [name: string]: KeyTree | Key<unknown>;
}
export type ValuesOf<Tree> = {
  readonly [Name in keyof Tree]: Tree[Name] extends Key<infer Value> ? Value : ValuesOf<Tree[Name]>;
};

export function isKey(node: KeyTree | Key<unknown> | undefined): node is Key<unknown> {
  return node !== undefined && 'isKey' in node && node.isKey === true;
}

/** All keys with their dotted names, in the order of the schema. */
export function allKeys(tree: KeyTree = keys, prefix = ''): [string, Key<unknown>][] {
  return Object.entries(tree).flatMap(([name, node]): [string, Key<unknown>][] =>
    isKey(node) ? [[prefix + name, node]] : allKeys(node, `${prefix}${name}.`),
  );
}

/** `http.corsOrigins` → `MESSAGERIE_HTTP_CORS_ORIGINS`. */
export function environmentName(dotted: string): string {
  return `MESSAGERIE_${dotted.replace(/[A-Z]/g, (letter) => `_${letter}`).replaceAll('.', '_').toUpperCase()}`;
}

function wrap(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw new ValueError(error instanceof Error ? error.message : String(error));
  }
}

function checkDomain(domain: string): void {
  const labels = domain.split('.');
  const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;
  if (domain.length > 253 || !labels.every((part) => label.test(part))) {
    throw new ValueError(`${quoted(domain)} is not a domain name; write for example example.org`);
  }
}

function checkHost(host: string): void {
  if (!/^[\w.:-]{1,253}$/.test(host)) throw new ValueError(`${quoted(host)} is not a host name or IP address; the port has a key of its own`);
}

function checkPublicUrl(url: string): void {
  const parsed = webAddress(url);
  if (parsed?.pathname !== '/' || parsed.search !== '' || parsed.hash !== '' || parsed.username !== '') {
    throw new ValueError(`${quoted(url)} is not an address; write for example https://mail.example.org, without path`);
  }
}

function checkProxy(url: string): void {
  const parsed = webAddress(url);
  if (parsed?.pathname !== '/') throw new ValueError('is not the address of a proxy; write for example http://proxy.example.org:3128');
}

function checkOrigin(origin: string): void {
  if (origin !== '*' && webAddress(origin)?.origin !== origin) {
    throw new ValueError(`${quoted(origin)} is not an origin; write for example https://app.example.org, without path or final /`);
  }
}

function webAddress(url: string): URL | null {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  return new URL(url);
}
