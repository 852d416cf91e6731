/** The server's certificate: from files, or self-signed in the data folder. TLS 1.2 or newer. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createSecureContext, type SecureContext, type SecureContextOptions, type Server } from 'node:tls';
import { systemClock, type Clock } from './clock.ts';

export interface CertificateOptions {
  readonly dataDir: string;
  /** Null: self-signed. */
  readonly files: { readonly certificateFile: string; readonly keyFile: string } | null;
  /** Names and addresses of a self-signed certificate, see {@link certificateNames}. */
  readonly names: readonly string[];
  readonly clock?: Clock;
}

export interface Certificate {
  /** PEM, with the chain. */
  readonly cert: string;
  readonly key: string;
  readonly selfSigned: boolean;
  readonly names: readonly string[];
  readonly expiresAt: number;
  /** SHA-256, as browsers show it. */
  readonly fingerprint: string;
  readonly secureContext: SecureContext;
}

export interface CertificateSource {
  current(): Certificate;
  /** What `tls.createServer` and a STARTTLS upgrade take: certificate, key, versions. */
  options(): SecureContextOptions;
  /** Keeps a server on the current certificate, now and after each reload. */
  attach(server: Pick<Server, 'setSecureContext'>): void;
  /** For servers that are told in another way (smtp-server's `updateSecureContext`). */
  onReload(listener: (options: SecureContextOptions) => void): void;
  /** Reads the files again (SIGHUP), or renews a self-signed certificate that ends soon. @throws Error with the reason; the current one then stays. */
  reload(): Promise<void>;
}

const minVersion = 'TLSv1.2';
const renewBeforeMs = 14 * 86_400_000;

/** Opens the configured certificate, or makes a self-signed one. @throws Error that names the file and what is wrong with it */
export async function openCertificate(options: CertificateOptions): Promise<CertificateSource> {
  const clock = options.clock ?? systemClock;
  const load = (): Promise<Certificate> => (options.files === null ? selfSigned(options.dataDir, options.names, clock) : fromFiles(options.files));
  let certificate = await load();
  const servers: Pick<Server, 'setSecureContext'>[] = [];
  const listeners: ((options: SecureContextOptions) => void)[] = [];
  const contextOptions = (): SecureContextOptions => ({ cert: certificate.cert, key: certificate.key, minVersion });
  return {
    current: () => certificate,
    options: contextOptions,
    attach(server) {
      server.setSecureContext(contextOptions());
      servers.push(server);
    },
    onReload: (listener) => void listeners.push(listener),
    async reload() {
      certificate = await load();
      for (const server of servers) server.setSecureContext(contextOptions());
      for (const listener of listeners) listener(contextOptions());
    },
  };
}

/** Names that a self-signed certificate stands for: this machine on loopback, the public address, the mail domains. */
export function certificateNames(publicUrl: string | null, domains: readonly string[]): string[] {
  const host = publicUrl === null ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')];
  const asciiDomains = domains.flatMap((domain) => (URL.canParse(`http://${domain}`) ? [new URL(`http://${domain}`).hostname] : []));
  return [...new Set(['localhost', ...host, ...asciiDomains, '127.0.0.1', '::1'])];
}

async function fromFiles(files: { certificateFile: string; keyFile: string }): Promise<Certificate> {
  const cert = readPem(files.certificateFile, 'tls.certificateFile');
  const key = readPem(files.keyFile, 'tls.keyFile');
  return certificateOf(cert, key, false, `tls.certificateFile (${files.certificateFile}) and tls.keyFile (${files.keyFile})`);
}

async function selfSigned(dataDir: string, names: readonly string[], clock: Clock): Promise<Certificate> {
  const certFile = path.join(dataDir, 'tls', 'certificate.pem');
  const keyFile = path.join(dataDir, 'tls', 'key.pem');
  const kept = readKept(certFile, keyFile);
  if (kept !== null && kept.expiresAt - clock.now() > renewBeforeMs && names.every((name) => kept.names.includes(name.toLowerCase()))) return kept;
  // Loaded only here: the library takes longer to load than the rest of the start.
  const { makeSelfSigned } = await import('./self-signed.ts');
  const made = await makeSelfSigned(certFile, keyFile, names, clock.now());
  return certificateOf(made.cert, made.key, true, certFile);
}

/** The self-signed pair of an earlier start; null where it is missing or damaged, since it can be made anew. */
function readKept(certFile: string, keyFile: string): Certificate | null {
  try {
    return certificateOf(readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8'), true, certFile);
  } catch {
    return null;
  }
}

function readPem(file: string, configKey: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'this user may not read it' : code;
    throw new Error(`${configKey}: ${file} cannot be read: ${reason}`, { cause: error });
  }
}

function certificateOf(cert: string, key: string, isSelfSigned: boolean, source: string): Certificate {
  let parsed: X509Certificate;
  let secureContext: SecureContext;
  try {
    parsed = new X509Certificate(cert);
    // As a server of Node's sets it for itself.
    secureContext = createSecureContext({ cert, key, minVersion, honorCipherOrder: true });
  } catch (error) {
    const message = (error as Error).message;
    const reason = /mismatch/i.test(message) ? 'the key does not belong to the certificate' : /PEM|no start line|DECODER|unsupported/i.test(message) ? 'not PEM, or the key is encrypted' : message;
    throw new Error(`${source} cannot be used: ${reason}`, { cause: error });
  }
  return {
    cert,
    key,
    selfSigned: isSelfSigned,
    names: alternativeNames(parsed),
    expiresAt: Date.parse(parsed.validTo),
    fingerprint: parsed.fingerprint256,
    secureContext,
  };
}

/** DNS names and addresses of the certificate, `::1` in its short form. */
function alternativeNames(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '').split(', ').flatMap((entry) => {
    const match = /^(?:DNS|IP Address):(.+)$/.exec(entry);
    if (!match?.[1]) return [];
    const name = match[1].toLowerCase();
    return [name.includes(':') ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name];
  });
}
