import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, configurationTables, listenerNames, loadConfig, type Config, type LoadOptions } from '../../../config.ts';
import { allKeys, environmentName } from '../../../config/keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'messagerie-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(yaml: string | null, env: LoadOptions['env'] = {}, options: LoadOptions = {}): Config {
  if (yaml !== null) writeFileSync(path.join(folder, 'messagerie.yaml'), yaml);
  return loadConfig({ env, cwd: folder, systemFile: path.join(folder, 'etc', 'messagerie.yaml'), ...options });
}

/** What a wrong configuration answers, as text. */
function refusal(yaml: string | null, env: LoadOptions['env'] = {}, options: LoadOptions = {}): string {
  try {
    load(yaml, env, options);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('without a file', () => {
  test('everything has its default: loopback, offset 8000, SQLite in ./data, demonstration', () => {
    const config = load(null);
    expect(config).toMatchObject({
      configFile: null,
      warnings: [],
      data: path.join(folder, 'data'),
      role: 'server',
      language: 'en',
      domains: [],
      publicUrl: null,
      portOffset: 8000,
      database: { kind: 'sqlite', file: path.join(folder, 'data', 'messagerie.db') },
      smarthost: null,
      tls: null,
      blobs: { store: 'segments' },
      fetch: { allow: [], proxy: null, caFile: null },
      http: { corsOrigins: [] },
      demo: true,
      log: { level: 'info' },
    });
    expect(Object.fromEntries(listenerNames.map((name) => [name, config.listeners[name].port]))).toEqual({
      http: 8080, https: 8443, smtp: 8025, submission: 8587, submissions: 8465, lmtp: 8024, imap: 8143, imaps: 8993, pop3: 8110, pop3s: 8995,
    });
    for (const name of listenerNames) expect(config.listeners[name]).toMatchObject({ enabled: true, address: '127.0.0.1', loopback: true });
    expect(config.limits).toMatchObject({ messageBytes: 52_428_800, recipients: 1000, mimeDepth: 100, changesHorizon: 90 * 86_400_000 });
  });

  test('MESSAGERIE_DEMO=false alone prevents the demonstration', () => {
    expect(load(null, { MESSAGERIE_DEMO: 'false' }).demo).toBe(false);
  });
});

describe('where the file is looked for', () => {
  const write = (name: string, level: string): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `log: { level: ${level} }\n`);
    return file;
  };

  test('--config, MESSAGERIE_CONFIG, ./messagerie.yaml, the file of the machine, in this order', () => {
    const system = write('etc/messagerie.yaml', 'trace');
    expect(load(null)).toMatchObject({ configFile: system, data: '/var/lib/messagerie', log: { level: 'trace' } });
    write('messagerie.yaml', 'warn');
    expect(load(null).log.level).toBe('warn');
    const byVariable = write('b.yaml', 'error');
    expect(load(null, { MESSAGERIE_CONFIG: 'b.yaml' })).toMatchObject({ configFile: byVariable, log: { level: 'error' } });
    write('sub/c.yaml', 'fatal');
    const config = load(null, { MESSAGERIE_CONFIG: 'b.yaml' }, { file: 'sub/c.yaml' });
    expect(config).toMatchObject({ data: path.join(folder, 'sub', 'data'), log: { level: 'fatal' }, demo: false });
  });

  test('a file that was named must exist', () => {
    expect(refusal(null, {}, { file: 'x.yaml' })).toBe('--config: x.yaml cannot be read: there is no such file');
    expect(refusal(null, { MESSAGERIE_CONFIG: '.' })).toBe('MESSAGERIE_CONFIG: . cannot be read: it is a folder');
  });
});

describe('with a file', () => {
  test('RFC 7888 §5: an IMAP listener says LITERAL+ unless it is told to say LITERAL-; no other listener has the key', () => {
    const config = load('listeners: { imap: { literals: LITERAL- } }\n');
    expect([config.listeners.imap.literals, config.listeners.imaps.literals, config.listeners.pop3.literals]).toEqual(['LITERAL-', 'LITERAL+', undefined]);
  });

  test('every part is read; relative paths count from its folder, listeners open except LMTP', () => {
    const config = load(`
data: store
language: ar
domains: [Example.org, exemple.fr]
publicUrl: https://mail.example.org/
portOffset: 0
listeners:
  smtp: { address: 192.0.2.1 }
  imap: { port: 1143, tls: none }
  lmtp: { port: 0 }
  pop3: false
  pop3s: { enabled: false }
database: { url: "mariadb://mess:p%40ss@db.lan:3307/mail?socketPath=/run/db.sock" }
smarthost: { host: relay.lan, tls: implicit, user: me, passwordFile: secret.txt }
tls: { certificateFile: c.pem, keyFile: /k.pem }
blobs: { store: database }
fetch: { allow: [10.0.0.0/8, cal.lan, "cal.lan:8443", "[::1]:80"], proxy: "http://u:p@proxy.lan:3128", caFile: ca.pem }
http: { corsOrigins: ["https://app.example.org", "*"] }
limits: { messageBytes: 20 MiB, maxSizeUpload: 1000000, changesHorizon: 30d, imapIdleTimeout: 1h 30m, recipients: 50 }
log: { level: debug }
`);
    expect(config).toMatchObject({
      data: path.join(folder, 'store'),
      language: 'ar',
      domains: ['example.org', 'exemple.fr'],
      publicUrl: 'https://mail.example.org',
      database: { kind: 'mariadb', host: 'db.lan', port: 3307, user: 'mess', password: 'p@ss', database: 'mail', socketPath: '/run/db.sock', tls: null },
      smarthost: { host: 'relay.lan', port: 465, tls: 'implicit', user: 'me', passwordFile: path.join(folder, 'secret.txt') },
      tls: { certificateFile: path.join(folder, 'c.pem'), keyFile: '/k.pem' },
      blobs: { store: 'database' },
      demo: false,
    });
    expect(config.listeners.smtp).toEqual({ name: 'smtp', enabled: true, address: '192.0.2.1', port: 25, tls: 'starttls', loopback: false });
    expect(config.listeners.imap).toMatchObject({ address: '::', port: 1143, tls: 'none', loopback: false });
    expect(config.listeners.lmtp).toMatchObject({ address: '127.0.0.1', port: 0, loopback: true });
    expect([config.listeners.pop3.enabled, config.listeners.pop3s.enabled]).toEqual([false, false]);
    expect(config.limits).toMatchObject({ messageBytes: 20 * 1024 ** 2, maxSizeUpload: 1_000_000, changesHorizon: 30 * 86_400_000, imapIdleTimeout: 5_400_000, recipients: 50 });
  });

  test('an empty file is a configuration', () => {
    expect(load('# nothing\n')).toMatchObject({ configFile: path.join(folder, 'messagerie.yaml'), demo: false });
    expect(load('listeners:\n').listeners.http.address).toBe('::');
  });
});

describe('the environment', () => {
  test('wins over the file; lists by commas; relative paths from the current folder', () => {
    const config = load('data: a\nportOffset: 0\nhttp: { corsOrigins: ["https://a.example"] }\n', {
      MESSAGERIE_DATA: 'b',
      MESSAGERIE_PORT_OFFSET: '9000',
      MESSAGERIE_DATABASE_URL: 'sqlite:/x/y.db',
      MESSAGERIE_FETCH_ALLOW: '127.0.0.0/8, cal.lan:81',
      MESSAGERIE_HTTP_CORS_ORIGINS: '',
      MESSAGERIE_LISTENERS_HTTP_PORT: '0',
      MESSAGERIE_LISTENERS_POP3_ENABLED: 'false',
      MESSAGERIE_LIMITS_MAX_SIZE_UPLOAD: '5 MB',
      MESSAGERIE_LOG_LEVEL: '',
      MESSAGERIE_TEST_MARIADBD: '/usr/sbin/mariadbd',
    });
    expect(config).toMatchObject({
      data: path.join(folder, 'b'),
      portOffset: 9000,
      database: { kind: 'sqlite', file: '/x/y.db' },
      fetch: { allow: ['127.0.0.0/8', 'cal.lan:81'] },
      http: { corsOrigins: [] },
      log: { level: 'info' },
      warnings: [],
    });
    expect(config.listeners.http.port).toBe(0);
    expect(config.listeners.pop3.enabled).toBe(false);
    expect(config.limits.maxSizeUpload).toBe(5_000_000);
  });

  test('a misspelt variable is a warning that names the nearest one', () => {
    expect(load(null, { MESSAGERIE_DATABSE_URL: 'sqlite:x.db' }).warnings).toEqual(['MESSAGERIE_DATABSE_URL: is not a setting and is ignored; did you mean MESSAGERIE_DATABASE_URL?']);
  });

  test('a wrong value names the variable', () => {
    expect(refusal(null, { MESSAGERIE_PORT_OFFSET: '70000' })).toBe('MESSAGERIE_PORT_OFFSET: portOffset: "70000" is out of range; allowed: 0 to 50000');
  });

  test('no two keys share a variable', () => {
    const names = allKeys().map(([dotted]) => environmentName(dotted));
    expect(new Set(names).size).toBe(names.length);
    expect(environmentName('http.corsOrigins')).toBe('MESSAGERIE_HTTP_CORS_ORIGINS');
  });
});

describe('refusals name line, key and what is allowed', () => {
  test.each([
    ['\n\nlog:\n  level: infos\n', 'messagerie.yaml:4: log.level: "infos" is not allowed; allowed: trace, debug, info, warn, error, fatal, silent; did you mean info?'],
    ['a: 1\ndtaa: x\n', /^messagerie\.yaml:1: a: is not a key .*\nmessagerie\.yaml:2: dtaa: is not a key; did you mean data\?/],
    ['listeners:\n  imaps:\n    prot: 1\n', 'messagerie.yaml:3: listeners.imaps.prot: is not a key; did you mean port? ("prot"; allowed here: enabled, address, port, tls, literals, capabilitiesOff)'],
    ['corsOrigins: []\n', /did you mean http\.corsOrigins\?/],
    ['limits:\n  maxSizeUplaod: 1 MB\n', /^messagerie\.yaml:2: limits\.maxSizeUplaod: is not a key; did you mean maxSizeUpload\?/],
    ['listeners: { imap: { literals: both } }\n', 'messagerie.yaml:1: listeners.imap.literals: "both" is not allowed; allowed: LITERAL+, LITERAL-'],
    ['listeners: { smtp: { literals: LITERAL- } }\n', /^messagerie\.yaml:1: listeners\.smtp\.literals: is not a key/],
    ['listeners: { https: { tls: none } }\n', 'messagerie.yaml:1: listeners.https.tls: "none" is not allowed; allowed: implicit'],
    ['listeners: 25\n', /^messagerie\.yaml:1: listeners: is a group of keys; allowed: http, https, /],
    ['listeners: { smtp: { address: localhots } }\n', /listeners\.smtp\.address: "localhots" is not an address; allowed: an IP address/],
    ['data:\n', 'messagerie.yaml:1: data: has no value; write one or take the line away'],
    ['data: [a]\n', 'messagerie.yaml:1: data: a list is not text; put it in quotes'],
    ['- a\n', /^messagerie\.yaml:1: is a group of keys|^messagerie\.yaml:1: /],
    ['data: x\ndata: y\n', /^messagerie\.yaml:2: .*unique/i],
    ['data: "x\n', /^messagerie\.yaml:\d/],
    ['data: &d x\nlog: *d\n', /messagerie\.yaml:1: data: uses an anchor or alias.*\nmessagerie\.yaml:2: log: uses an anchor or alias/],
    ['domains: [exa mple.org]\n', /domains: "exa mple\.org" is not a domain name/],
    ['domains: example.org\n', /domains: "example\.org" is not a list/],
    ['publicUrl: https://a.example/mail\n', /publicUrl: .* without path/],
    ['http: { corsOrigins: ["https://a.example/"] }\n', /http\.corsOrigins: .* is not an origin/],
    ['fetch: { allow: [10.0.0.0/33] }\n', /fetch\.allow: "10\.0\.0\.0\/33" is not allowed; allowed: host, host:port, or a network/],
    ['fetch: { allow: ["cal.lan:0"] }\n', /fetch\.allow/],
    ['fetch: { allow: ["127.1"] }\n', /fetch\.allow/],
    ['limits: { recipients: 0 }\n', 'messagerie.yaml:1: limits.recipients: "0" is out of range; allowed: 1 to 100000'],
    ['limits: { messageBytes: 50 apples }\n', /limits\.messageBytes: "50 apples" is not a size; write for example 50 MiB/],
    ['limits: { changesHorizon: 90 }\n', /limits\.changesHorizon: "90" is not a duration; write for example 90d/],
    ['tls: { certificateFile: c.pem }\n', 'messagerie.yaml:1: tls.certificateFile: needs tls.keyFile beside it'],
    ['smarthost: { port: 25 }\n', /smarthost\.port: needs smarthost\.host beside it/],
    ['smarthost: { host: a.lan, tls: none, user: u, passwordFile: p }\n', /smarthost\.tls: none would send the password in the clear/],
    ['listeners:\n  imap: { port: 143 }\n  pop3: { port: 143 }\n', 'messagerie.yaml:3: listeners.pop3.port: 143 is taken by listeners.imap.port already'],
  ])('%j', (yaml, message) => {
    const answer = refusal(yaml);
    if (typeof message === 'string') expect(answer).toBe(message);
    else expect(answer).toMatch(message);
  });

  test('YAML 1.2 takes `no` for text and 0640 for 640: both are refused, not guessed', () => {
    expect(refusal('demo: no\n')).toBe('messagerie.yaml:1: demo: "no" is not allowed; allowed: true, false; did you mean false?');
    expect(refusal('portOffset: 0640\n')).toMatch(/starts with a zero/);
    expect(refusal('limits: { messageBytes: 0640 }\n')).toMatch(/starts with a zero/);
    expect(refusal('smarthost: { host: a.lan, passwordFile: p, user: 0640 }\n')).toMatch(/"0640" is not text; put it in quotes/);
  });

  test('all problems come at once', () => {
    expect(refusal('rôle: x\nlanguage: de\nlog: { level: loud }\n').split('\n')).toHaveLength(3);
  });

  test('a password in an address never shows', () => {
    for (const url of ['mysql://u:s3cret@h/d', 'mariadb://u:s3cret@h', 'mariadb://u:s3cret%@h/d', 'mariadb://u:s3cret@h/d?scoketPath=x', 'mariadb://u:s3cret@h:x/d']) {
      const answer = refusal(`database: { url: "${url}" }\n`);
      expect(answer).toMatch(/^messagerie\.yaml:1: database\.url: /);
      expect(answer).not.toContain('s3cret');
    }
    expect(refusal('database: { url: "mariadb://u:s3cret@h/d"\n')).not.toContain('s3cret');
    expect(refusal('database: { url: |s3cret@h/d" }\n')).not.toContain('s3cret');
    expect(refusal('database:\n  url: |s3cret@h/d\n')).toMatch(/^messagerie\.yaml:2: Block scalar header includes extra characters$/m);
  });
});

describe('database.url', () => {
  const database = (url: string) => load(null, { MESSAGERIE_DATABASE_URL: url }).database;

  test('sqlite: a name is a file of the data folder', () => {
    expect(database('sqlite:')).toEqual({ kind: 'sqlite', file: path.join(folder, 'data', 'messagerie.db') });
    expect(database('sqlite:mail.db')).toEqual({ kind: 'sqlite', file: path.join(folder, 'data', 'mail.db') });
    expect(database('sqlite:///var/mail.db')).toEqual({ kind: 'sqlite', file: '/var/mail.db' });
    expect(refusal(null, { MESSAGERIE_DATABASE_URL: 'sqlite::memory:' })).toMatch(/not the name of a file/);
    expect(refusal(null, { MESSAGERIE_DATABASE_URL: 'sqlite://host/x' })).toMatch(/names a host/);
  });

  test('mariadb: socket without host, IPv6, TLS', () => {
    expect(database('mariadb://root@/mail?socketPath=/tmp/s')).toEqual({
      kind: 'mariadb', host: 'localhost', port: 3306, user: 'root', password: '', database: 'mail', socketPath: '/tmp/s', tls: null,
    });
    expect(database('mariadb://u:%2F%3A@[fd00::1]:3307/mail?caFile=/ca.pem')).toMatchObject({ host: 'fd00::1', port: 3307, password: '/:', tls: { caFile: '/ca.pem' } });
    expect(database('mariadb://u@h/mail?tls=true')).toMatchObject({ tls: { caFile: null } });
  });
});

test('docs/configuration.md holds every key with its variable, values and default', () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  for (const [dotted] of allKeys()) expect(page).toContain(`| \`${dotted}\` | \`${environmentName(dotted)}\` |`);
  const between = page.split('<!-- keys: begin -->')[1]?.split('<!-- keys: end -->')[0];
  expect(between?.trim()).toBe(configurationTables());
});
