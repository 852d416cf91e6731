import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentName } from '../../config/keys.ts';
import { listenerNames, loadConfig } from '../../config.ts';
import type { MakeUrl } from './databases.ts';
import { fillSchema } from './schema.ts';
import { serve, type TestServer } from './server.ts';

/**
 * What `npm start` makes in an empty folder: no configuration file, the organisation example.org with its mail, a certificate of its own. It
 * listens on free ports and has a database of its own.
 * @param env further variables, such as `MESSAGERIE_SMARTHOST_HOST`
 */
export async function startDemonstration(makeUrl: MakeUrl, env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const database = await makeUrl();
  await fillSchema(database.url);
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-demonstration-'));
  const ports = Object.fromEntries(listenerNames.map((name) => [environmentName(`listeners.${name}.port`), '0']));
  const config = loadConfig({ cwd: folder, systemFile: join(folder, 'none'), env: { MESSAGERIE_DATABASE_URL: database.url, ...ports, ...env } });
  return serve(config, folder, database.drop);
}
