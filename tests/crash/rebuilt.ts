/** A server in this process on a data folder that is there already. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../api/shared/log.ts';
import { loadConfig } from '../../config.ts';
import { type RunningServer, startServer } from '../../server.ts';

export interface OnFolder {
  readonly running: RunningServer;
  readonly httpPort: number;
}

/** @param folder holds `data/` */
export async function startOn(folder: string): Promise<OnFolder> {
  const file = join(folder, 'rebuilt.yaml');
  const unused = ['https', 'smtp', 'submission', 'submissions', 'lmtp', 'imap', 'imaps', 'pop3', 'pop3s'].map((name) => `  ${name}: false`);
  const data = join(folder, 'data');
  writeFileSync(file, [`data: ${data}`, 'demo: false', `database: {url: "sqlite:${join(data, 'messagerie.db')}"}`, 'listeners:', '  http: {address: 127.0.0.1, port: 0}', ...unused, ''].join('\n'));
  const running = await startServer(loadConfig({ file, env: {}, systemFile: join(folder, 'none') }), silentLog());
  const http = running.listening.bound.find((one) => one.name === 'http');
  return { running, httpPort: http?.port ?? 0 };
}
