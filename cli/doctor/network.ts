/** Ports, the certificate, the smarthost. */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type ListeningOn, readListeners } from '../../api/client/listeners-file.ts';
import { type Config, type ListenerConfig, listenerNames } from '../../config.ts';
import { type Check, type CheckResult, failed, ok, warning } from './check.ts';

const timeoutMs = 5000;

/** With a server running the ports that it was started with must answer; without one, those of the configuration must be free. */
export const ports: Check = async ({ config, connection }) => {
  const isRunning = connection?.isServer === true;
  const configured = listenerNames.map((name) => config.listeners[name]).filter((listener) => listener.enabled && listener.port !== 0);
  const running = isRunning ? readListeners(config.data) : null;
  const looked: readonly ListeningOn[] = running ?? configured;
  if (looked.length === 0) return [ok('ports', 'none is fixed by the configuration')];
  const results = await Promise.all(looked.map((listener) => (isRunning ? answers(listener) : isFree(listener))));
  const wrong = results.filter((result) => result.status !== 'ok');
  const found = wrong.length > 0 ? wrong : [ok('ports', `${looked.map((listener) => listener.port).join(', ')} ${isRunning ? 'answer' : 'are free'}`)];
  return running ? [...found, ...differences(running, configured)] : found;
};

/** The server was started with another portOffset or other listeners than this command sees. */
function differences(running: readonly ListeningOn[], configured: readonly ListenerConfig[]): CheckResult[] {
  const portOf = new Map(running.map(({ name, port }) => [name, port]));
  const other = configured.filter(({ name, port }) => portOf.get(name) !== port);
  if (other.length === 0) return [];
  const told = other.map(({ name, port }) => `${name} on ${portOf.get(name) ?? 'no port'} and not on ${port}`).join(', ');
  return [warning('listeners', `The server listens for ${told}.`, 'Restart the server for a changed configuration to count; where it was started with variables (MESSAGERIE_PORT_OFFSET …), give them to the command as well.')];
}

async function answers({ name, address, port }: ListeningOn): Promise<CheckResult> {
  const host = address === '::' || address === '0.0.0.0' ? '127.0.0.1' : address;
  const problem = await tryConnect(host, port);
  if (problem === null) return ok(`port ${name}`, String(port));
  return failed(`port ${name}`, `Nobody answers on ${host} port ${port} (${problem}).`, `Look into the server's log for listener ${name}; if the configuration was changed, restart the server.`);
}

function isFree({ name, address, port }: ListeningOn): Promise<CheckResult> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const mend =
        error.code === 'EACCES'
          ? 'Give the server the right to bind it (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE), or set portOffset.'
          : error.code === 'EADDRNOTAVAIL'
            ? `This machine does not have that address; set listeners.${name}.address.`
            : `Another program has it: stop that one, or set listeners.${name}.port or portOffset.`;
      resolve(failed(`port ${name}`, `${address} port ${port} cannot be bound (${error.code}).`, mend));
    });
    server.listen({ host: address, port }, () => server.close(() => resolve(ok(`port ${name}`, String(port)))));
  });
}

const soonMs = 14 * 86_400_000;

export const certificate: Check = ({ config, now }) => {
  const file = config.tls?.certificateFile ?? selfSigned(config);
  if (file === null) return [ok('certificate', 'none yet; the server makes a self-signed one at its start')];
  const isOwn = config.tls === null;
  const mend = isOwn ? `Remove ${file} and restart the server: it makes a new one.` : 'Renew it, and reload the server (SIGHUP).';
  try {
    const parsed = new X509Certificate(readFileSync(file));
    const [from, until] = [Date.parse(parsed.validFrom), Date.parse(parsed.validTo)];
    if (until <= now) return [failed('certificate', `${file} ended on ${parsed.validTo}.`, mend)];
    if (from > now) return [failed('certificate', `${file} is not valid before ${parsed.validFrom}.`, 'Check the clock and the certificate.')];
    if (until - now < soonMs) return [warning('certificate', `${file} ends on ${parsed.validTo}.`, mend)];
    return [ok('certificate', `valid until ${parsed.validTo}${isOwn ? ', self-signed' : ''}`)];
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'it is no certificate in PEM form';
    return [failed('certificate', `${file} cannot be read: ${reason}.`, 'Check tls.certificateFile, and that the user of the server may read it.')];
  }
};

function selfSigned(config: Config): string | null {
  const folder = join(config.data, 'tls');
  try {
    const names = readdirSync(folder).filter((name) => /^cert.*\.(?:pem|crt)$/.test(name));
    return names[0] === undefined ? null : join(folder, names[0]);
  } catch {
    return null;
  }
}

export const smarthost: Check = async ({ config }) => {
  if (config.smarthost === null) return [warning('smarthost', 'None is set: mail to other servers stays in the queue.', 'Set smarthost.host to the server that takes your outgoing mail.')];
  const { host, port, passwordFile } = config.smarthost;
  if (passwordFile !== null) {
    try {
      readFileSync(passwordFile);
    } catch (error) {
      return [failed('smarthost', `${passwordFile} cannot be read (${(error as NodeJS.ErrnoException).code}).`, 'Check smarthost.passwordFile, and that the user of the server may read it.')];
    }
  }
  const problem = await tryConnect(host, port);
  if (problem === null) return [ok('smarthost', `${host} port ${port} answers`)];
  return [failed('smarthost', `${host} port ${port} does not answer (${problem}).`, 'Check smarthost.host and smarthost.port, the name service, and the firewall in between.')];
};

/** @returns null where somebody takes the connection, else why not */
function tryConnect(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (problem: string | null): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
