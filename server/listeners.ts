import type { Server } from 'node:net';
import type { HttpApp } from '../api/http/app.ts';
import { createHttpServer } from '../api/http/server.ts';
import { removeListeners, writeListeners } from '../api/client/listeners-file.ts';
import { connectionGate } from '../api/shared/connection-gate.ts';
import { type BoundListener, bindListener } from '../api/shared/listen.ts';
import { roomLog } from '../api/shared/log.ts';
import type { CertificateSource } from '../api/shared/tls.ts';
import { type Config, type ListenerConfig, type ListenerName, listenerNames } from '../config.ts';
import { createImapServer, defaultImapLimits } from '../shims/imap/index.ts';
import { createPop3Server } from '../shims/pop3/server.ts';
import { createSmtpServer } from '../shims/smtp/server.ts';
import type { ServerMetrics } from './metrics.ts';
import { observeApi, observeGate } from './observe.ts';
import type { OpenCore } from './open-core.ts';

export interface Listening {
  readonly bound: readonly (BoundListener & { readonly config: ListenerConfig })[];
  close(deadlineMs: number): Promise<void>;
}

interface Prepared {
  readonly server: Server;
  readonly busyLine?: string | undefined;
  readonly onClosing?: () => void;
}

/** Binds every listener of the configuration; where one cannot be bound, those that were are closed again. @throws ListenError */
export async function listen(config: Config, open: OpenCore, certificate: CertificateSource, http: HttpApp, metrics: ServerMetrics): Promise<Listening> {
  const gate = observeGate(connectionGate(config.limits), metrics);
  const bound: (BoundListener & { readonly config: ListenerConfig })[] = [];
  const close = async (deadlineMs: number): Promise<void> => {
    removeListeners(config.data);
    http.endStreams();
    await Promise.all(bound.map((listener) => listener.close(deadlineMs)));
  };
  /** As the session itself says it (contract, URLs): HTTP is bound before IMAP. */
  const jmapSessionUrl = (): string | undefined => {
    const http = bound.find(({ config: { name, loopback } }) => name === 'http' && loopback);
    const base = config.publicUrl ?? (http && `http://localhost:${http.port}`);
    return base && `${base}/jmap/session`;
  };
  try {
    for (const name of listenerNames) {
      const listener = config.listeners[name];
      if (!listener.enabled) continue;
      const { server, busyLine, onClosing } = prepare(name, listener, config, open, certificate, http, metrics, jmapSessionUrl);
      const one = await bindListener(server, {
        name, address: listener.address, port: listener.port, gate, ...(busyLine ? { busyLine } : {}), ...(onClosing ? { onClosing } : {}),
      });
      bound.push(Object.assign(one, { config: listener }));
    }
  } catch (error) {
    await close(0);
    throw error;
  }
  writeListeners(config.data, bound.map(({ config: { name }, address, port }) => ({ name, address, port })));
  return { bound, close };
}

function prepare(name: ListenerName, listener: ListenerConfig, config: Config, open: OpenCore, certificate: CertificateSource, http: HttpApp, metrics: ServerMetrics, jmapSessionUrl: () => string | undefined): Prepared {
  const { core } = open;
  const { limits } = config;
  const log = roomLog(core.log, name);
  const api = observeApi(open.api, listener.tls === 'implicit' ? name.replace(/s$/, '') : name, metrics, core.log);
  const { loopback, tls } = listener;
  switch (name) {
    case 'http':
    case 'https': {
      const server = createHttpServer(http.app, { limits, listener: { loopback }, tls: tls === 'implicit' ? certificate.options() : undefined });
      if (tls === 'implicit' && 'setSecureContext' in server) certificate.attach(server);
      return { server };
    }
    case 'imap':
    case 'imaps': {
      const imap = createImapServer({
        api, listener: { name, tls, loopback, ...(listener.literals ? { literals: listener.literals } : {}), ...(listener.capabilitiesOff ? { capabilitiesOff: listener.capabilitiesOff } : {}) }, certificate, log, clock: core.clock, jmapSessionUrl,
        limits: {
          ...defaultImapLimits,
          beforeSignIn: { lineBytes: limits.unauthenticatedCommandBytes, heldBytes: limits.unauthenticatedCommandBytes, discardBytes: defaultImapLimits.beforeSignIn.discardBytes },
          afterSignIn: { lineBytes: limits.lineBytes, heldBytes: limits.commandBytes, discardBytes: defaultImapLimits.afterSignIn.discardBytes },
          signInTimeoutMs: limits.signInTimeout, idleTimeoutMs: limits.imapIdleTimeout, badCommands: limits.badCommands, messageBytes: limits.messageBytes,
        },
      });
      return { server: imap.server, busyLine: tls === 'implicit' ? undefined : '* BYE [UNAVAILABLE] Too many connections\r\n', onClosing: () => imap.sayGoodbye() };
    }
    case 'pop3':
    case 'pop3s': {
      const pop3 = createPop3Server({ api, listener: { name, tls, loopback }, certificate, limits, log, clock: core.clock });
      return { server: pop3.server, busyLine: pop3.busyLine, onClosing: () => pop3.onClosing() };
    }
    default: {
      const mode = name === 'smtp' ? 'mx' : name === 'lmtp' ? 'lmtp' : 'submission';
      const smtp = createSmtpServer({ api, listener: { name, tls, loopback }, certificate, limits, log, clock: core.clock, mode });
      return { server: smtp.server, busyLine: smtp.busyLine, onClosing: () => smtp.onClosing() };
    }
  }
}
