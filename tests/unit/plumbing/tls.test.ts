import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, createServer, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../../api/shared/clock.ts';
import { certificateNames, openCertificate } from '../../../api/shared/tls.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'messagerie-tls-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = certificateNames('https://Mail.example.org:8443', ['example.org', 'bücher.example', 'example.org']);

async function handshake(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ...options }, () => resolve(socket));
    socket.once('error', reject);
  });
}

test('names: loopback, the public address, the domains, in ASCII', () => {
  expect(names).toEqual(['localhost', 'mail.example.org', 'example.org', 'xn--bcher-kva.example', '127.0.0.1', '::1']);
});

describe('self-signed', () => {
  test('made once with a private key file, P-256, server use, 825 days; kept at the next start', async () => {
    const source = await openCertificate({ dataDir: folder, files: null, names });
    const { cert, fingerprint, selfSigned, expiresAt } = source.current();
    const parsed = new X509Certificate(cert);
    expect(selfSigned).toBe(true);
    expect(parsed.ca).toBe(false);
    expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(parsed.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(Math.round((expiresAt - Date.parse(parsed.validFrom)) / 86_400_000)).toBe(825);
    for (const name of ['mail.example.org', 'example.org', 'localhost']) expect(parsed.checkHost(name)).toBe(name);
    for (const address of ['127.0.0.1', '::1']) expect(parsed.checkIP(address)).toBe(address);
    expect(statSync(path.join(folder, 'tls', 'key.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(folder, 'tls')).mode & 0o777).toBe(0o700);
    expect((await openCertificate({ dataDir: folder, files: null, names })).current().fingerprint).toBe(fingerprint);
  });

  test('made anew shortly before it ends, for a new name, and where a file is damaged', async () => {
    const clock = manualClock(Date.now());
    const fingerprintOf = async (list = names) => (await openCertificate({ dataDir: folder, files: null, names: list, clock })).current().fingerprint;
    const first = await fingerprintOf();
    await clock.advance(800 * 86_400_000);
    expect(await fingerprintOf()).toBe(first);
    await clock.advance(12 * 86_400_000);
    const second = await fingerprintOf();
    expect(second).not.toBe(first);
    const third = await fingerprintOf([...names, 'new.example']);
    expect(third).not.toBe(second);
    writeFileSync(path.join(folder, 'tls', 'key.pem'), 'broken');
    expect(await fingerprintOf()).not.toBe(third);
  });

  test('a client that trusts it connects by name and by address; TLS 1.1 is refused', async () => {
    const source = await openCertificate({ dataDir: folder, files: null, names });
    const server = createServer(source.options(), (socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ca = source.current().cert;
    for (const servername of ['mail.example.org', undefined]) {
      const socket = await handshake(port, { ca, ...(servername === undefined ? {} : { servername }) });
      expect(socket.authorized).toBe(true);
      expect(socket.getProtocol()).toBe('TLSv1.3');
      socket.destroy();
    }
    const old = { ca, ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
    await expect(handshake(port, old)).rejects.toThrow(/version|protocol/i);
    server.close();
  });
});

describe('from files', () => {
  async function pair(name: string): Promise<{ certificateFile: string; keyFile: string; fingerprint: string }> {
    const dataDir = path.join(folder, name);
    const made = await openCertificate({ dataDir, files: null, names: [name] });
    return { certificateFile: path.join(dataDir, 'tls', 'certificate.pem'), keyFile: path.join(dataDir, 'tls', 'key.pem'), fingerprint: made.current().fingerprint };
  }

  test('reload puts the new certificate on running servers; one that cannot be used leaves the old', async () => {
    const files = { certificateFile: path.join(folder, 'c.pem'), keyFile: path.join(folder, 'k.pem') };
    const install = async (name: string): Promise<string> => {
      const made = await openCertificate({ dataDir: path.join(folder, name), files: null, names: ['mail.example.org'] });
      writeFileSync(files.certificateFile, made.current().cert);
      writeFileSync(files.keyFile, made.current().key);
      return made.current().fingerprint;
    };
    const first = await install('one');
    const source = await openCertificate({ dataDir: folder, files, names });
    const server = createServer((socket) => socket.on('error', () => undefined));
    source.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const shown = async (): Promise<string> => {
      const socket = await handshake(port, { rejectUnauthorized: false });
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    };
    expect(await shown()).toBe(first);
    let told = 0;
    source.onReload(() => told++);
    const second = await install('two');
    await source.reload();
    expect(await shown()).toBe(second);
    writeFileSync(files.certificateFile, 'broken');
    await expect(source.reload()).rejects.toThrow(/tls\.certificateFile .* cannot be used: not PEM/);
    expect(await shown()).toBe(second);
    expect(source.current()).toMatchObject({ fingerprint: second, selfSigned: false });
    expect(told).toBe(1);
    server.close();
  });

  test('a missing file and a key of another certificate are named', async () => {
    const one = await pair('one.example');
    const two = await pair('two.example');
    const open = (certificateFile: string, keyFile: string) => openCertificate({ dataDir: folder, files: { certificateFile, keyFile }, names });
    await expect(open('/nowhere/c.pem', one.keyFile)).rejects.toThrow('tls.certificateFile: /nowhere/c.pem cannot be read: there is no such file');
    await expect(open(one.certificateFile, two.keyFile)).rejects.toThrow(/the key does not belong to the certificate/);
  });
});
