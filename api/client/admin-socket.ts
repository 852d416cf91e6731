/** Where the console's socket is: in the data folder, or where its path would be too long, in the runtime folder. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The kernel has room for 107 bytes. */
const longestPath = 100;

/** The file that holds the socket's path where it is not in the data folder. */
export const adminPathFile = (dataFolder: string): string => join(dataFolder, 'admin.path');

/** Where the server puts the socket. */
export function adminSocketPath(dataFolder: string): { path: string; isElsewhere: boolean } {
  const path = join(dataFolder, 'admin.sock');
  if (Buffer.byteLength(path) <= longestPath) return { path, isElsewhere: false };
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const folder = runtime !== undefined && runtime !== '' && Buffer.byteLength(runtime) <= 60 ? runtime : tmpdir().length <= 60 ? tmpdir() : '/tmp';
  return { path: join(folder, `messagerie-${userInfo().uid}`, `${name}.sock`), isElsewhere: true };
}

/** Where the command looks for it. */
export function findAdminSocket(dataFolder: string): string {
  try {
    const path = readFileSync(adminPathFile(dataFolder), 'utf8').trim();
    if (path !== '') return path;
  } catch {
    // No such file: the socket is at its usual place.
  }
  return adminSocketPath(dataFolder).path;
}
