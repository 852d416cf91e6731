/** A listener of the mail shims on a free port of loopback. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectionGate } from '../../../api/shared/connection-gate.ts';
import { bindListener, type BoundListener } from '../../../api/shared/listen.ts';
import { silentLog } from '../../../api/shared/log.ts';
import { openCertificate, type CertificateSource } from '../../../api/shared/tls.ts';
import { createSmtpServer } from '../../../shims/smtp/server.ts';
import type { SmtpLimits, SmtpListenerConfig, SmtpServerOptions } from '../../../shims/smtp/wiring.ts';
import { dialogue, type Dialogue } from './dialogue.ts';
import { fakeApi, type FakeApi } from './fake-api.ts';

export const limits: SmtpLimits = {
  messageBytes: 256 * 1024,
  recipients: 5,
  smtpLineBytes: 2048,
  smtpIdleTimeout: 30_000,
  signInTimeout: 120_000,
  badCommands: 8,
  maxDelayedSend: 86_400_000,
};

let certificate: Promise<CertificateSource> | undefined;

/** One self-signed certificate for all tests of a worker. */
export function testCertificate(): Promise<CertificateSource> {
  certificate ??= (async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'messagerie-mail-'));
    try {
      return await openCertificate({ dataDir, files: null, names: ['localhost'] });
    } finally {
      await rm(dataDir, { recursive: true });
    }
  })();
  return certificate;
}

export interface Running {
  readonly api: FakeApi;
  readonly bound: BoundListener;
  dial(options?: { tls?: boolean }): Promise<Dialogue>;
  /** Dialled and past the greeting and EHLO or LHLO. */
  greeted(): Promise<Dialogue>;
  stop(): Promise<void>;
}

export interface Setting {
  mode: SmtpServerOptions['mode'];
  tls?: SmtpListenerConfig['tls'];
  loopback?: boolean;
  limits?: Partial<SmtpLimits>;
  dsn?: boolean;
  connectionsPerAddress?: number;
}

export async function start(setting: Setting): Promise<Running> {
  const api = fakeApi();
  const open = new Set<Dialogue>();
  const listener = createSmtpServer({
    api,
    mode: setting.mode,
    listener: { name: setting.mode, tls: setting.tls ?? 'none', loopback: setting.loopback ?? true },
    certificate: await testCertificate(),
    limits: { ...limits, ...setting.limits },
    log: silentLog(),
    clock: { now: () => Date.UTC(2026, 4, 1, 8) },
    ...(setting.dsn === undefined ? {} : { dsn: setting.dsn }),
  });
  const bound = await bindListener(listener.server, {
    name: setting.mode,
    address: '127.0.0.1',
    port: 0,
    gate: connectionGate({ connectionsPerListener: 1000, connectionsPerAddress: setting.connectionsPerAddress ?? 1000 }),
    ...(listener.busyLine === undefined ? {} : { busyLine: listener.busyLine }),
    onClosing: () => listener.onClosing(),
  });
  const dial = async (options: { tls?: boolean } = {}): Promise<Dialogue> => {
    const peer = await dialogue(bound.port, { tls: options.tls ?? setting.tls === 'implicit' });
    open.add(peer);
    return peer;
  };
  return {
    api,
    bound,
    dial,
    async greeted() {
      const peer = await dial();
      await peer.answer();
      peer.send(`${setting.mode === 'lmtp' ? 'LHLO' : 'EHLO'} client.example.net\r\n`);
      await peer.answer();
      return peer;
    },
    async stop() {
      for (const peer of open) peer.close();
      await bound.close(0);
    },
  };
}
