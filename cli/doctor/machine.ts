/** The machine: Node, the data folder, disk space, the clock. */
import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../output.ts';
import { type Check, failed, ok, warning } from './check.ts';

const oldestNode = [20, 19] as const;

export const nodeVersion: Check = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const detail = `Node.js ${process.versions.node}`;
  return [isEnough ? ok('node', detail) : failed('node', detail, `Install Node.js ${oldestNode.join('.')} or newer.`)];
};

export const dataFolder: Check = ({ config }) => {
  try {
    accessSync(config.data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [failed('data folder', `${config.data} is not there.`, 'Start the server once, or set MESSAGERIE_DATA (or `data`) to where the data is.')];
    return [failed('data folder', `${config.data} cannot be used by this user (${code}).`, 'Run the command as the user that runs the server, or give that user the folder.')];
  }
  const { mode, uid } = statSync(config.data);
  if (uid !== process.getuid?.()) {
    return [warning('data folder', `${config.data} belongs to another user.`, 'Run the command as that user: files that it makes here must be readable for the server.')];
  }
  if ((mode & 0o077) !== 0) return [warning('data folder', `${config.data} can be entered by other users.`, `Close it: chmod 700 ${config.data}`)];
  return [ok('data folder', config.data)];
};

const fewBytes = 1024 ** 3;
const almostNone = 128 * 1024 ** 2;

export const diskSpace: Check = ({ config }) => {
  try {
    const { bavail, bsize } = statfsSync(config.data);
    const free = bavail * bsize;
    const detail = `${formatBytes(free)} free`;
    const mend = 'Make room, or move the data folder to a larger disk: with a full one no mail is accepted.';
    if (free < almostNone) return [failed('disk', detail, mend)];
    return [free < fewBytes ? warning('disk', detail, mend) : ok('disk', detail)];
  } catch {
    return [];
  }
};

const earliest = Date.UTC(2026, 0, 1);
const futureMs = 10 * 60_000;

/** Without asking anybody: the clock cannot be before this program was written, and nothing that it has stored comes from the future. */
export const clock: Check = ({ config, now }) => {
  const mend = 'Set the clock, and let NTP keep it (timedatectl set-ntp true): dates, sign-ins and certificates depend on it.';
  const shown = new Date(now).toISOString();
  if (now < earliest) return [failed('clock', `The clock says ${shown}.`, mend)];
  for (const name of filesOf(config.data)) {
    const at = modifiedAt(join(config.data, name));
    if (at > now + futureMs) return [warning('clock', `The clock says ${shown}, and ${name} was written at ${new Date(at).toISOString()}.`, mend)];
  }
  return [ok('clock', shown)];
};

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function modifiedAt(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}
