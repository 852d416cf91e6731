/** Makes the self-signed certificate of the first start. The library needs reflect-metadata before it. */
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import * as x509 from '@peculiar/x509';

const day = 86_400_000;
/** Apple's systems refuse server certificates that live longer. */
const lifeDays = 825;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Writes key (0600) and certificate; both are complete on disk or not there. */
export async function makeSelfSigned(certFile: string, keyFile: string, names: readonly string[], now: number): Promise<{ cert: string; key: string }> {
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const serial = randomBytes(16);
  // A positive number, as RFC 5280 §4.1.2.2 asks.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toString('hex'),
    name: [{ O: ['Messagerie'] }, { CN: [names[0] ?? 'localhost'] }],
    // An hour back: clocks of other machines may be behind.
    notBefore: new Date(now - day / 24),
    notAfter: new Date(now - day / 24 + lifeDays * day),
    signingAlgorithm: algorithm,
    keys: keys as never,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((name) => ({ type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const), value: name }))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as never),
    ],
  });
  const key = `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')}\n`;
  const cert = `${certificate.toString('pem')}\n`;
  mkdirSync(path.dirname(keyFile), { recursive: true, mode: 0o700 });
  writeWhole(keyFile, key, 0o600);
  writeWhole(certFile, cert, 0o644);
  return { cert, key };
}

function writeWhole(file: string, content: string, mode: number): void {
  const part = `${file}.part`;
  const descriptor = openSync(part, 'w', mode);
  try {
    // The mode of open counts only for a file that is new.
    chmodSync(part, mode);
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(part, file);
}
