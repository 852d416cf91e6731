import { findAdminSocket } from '../api/client/admin-socket.ts';
import { connectSocket, type RestClient, restClient, type RestTransport, type ServerEntry } from '../api/client/http.ts';
import type { Config } from '../config.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

export type LoadServer = () => Promise<ServerEntry<Config>>;

const retryForMs = 5000;
const retryEveryMs = 100;

/** The composition root, loaded only where no server answers: it brings the whole core with it. */
export const loadServer: LoadServer = async () => {
  const file = import.meta.url.endsWith('.ts') ? '../server.ts' : '../server.js';
  return (await import(new URL(file, import.meta.url).href)) as ServerEntry<Config>;
};

export interface Connection {
  readonly client: RestClient;
  /** A server answers; else the core runs in this process. */
  readonly isServer: boolean;
}

/**
 * A running server by its socket; else the core in this process, under the data folder's lock. Where another process holds it (one that is starting or
 * stopping), both are tried again for five seconds.
 * @throws CommandError unavailable
 */
export async function connect(config: Config, load: LoadServer = loadServer, forMs = retryForMs): Promise<Connection> {
  const deadline = performance.now() + forMs;
  for (;;) {
    const socket = await overSocket(config.data);
    if (socket) return { client: restClient(socket), isServer: true };
    const inProcess = await (await load()).openInProcess(config);
    if (inProcess) return { client: restClient(inProcess), isServer: false };
    if (performance.now() >= deadline) {
      throw new CommandError(
        exitCodes.unavailable, 'unavailable', `Another process holds the data folder ${config.data}, and no server answers there. If it is starting, try again; if it hangs, stop it.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, retryEveryMs));
  }
}

async function overSocket(dataFolder: string): Promise<RestTransport | null> {
  const path = findAdminSocket(dataFolder);
  try {
    return await connectSocket(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' ? 'this user may not open it; run the command as the user that runs the server' : message;
    throw new CommandError(exitCodes.unavailable, 'unavailable', `The server's socket ${path} cannot be used: ${reason}.`);
  }
}
