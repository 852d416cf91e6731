/** What the server that holds a data folder listens on: it may have been started with other settings than the command that looks. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ListeningOn {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

const file = (dataFolder: string): string => join(dataFolder, 'listeners.json');

export function writeListeners(dataFolder: string, listeners: readonly ListeningOn[]): void {
  writeFileSync(file(dataFolder), `${JSON.stringify(listeners.map(({ name, address, port }) => ({ name, address, port })))}\n`, { mode: 0o600 });
}

export function removeListeners(dataFolder: string): void {
  rmSync(file(dataFolder), { force: true });
}

/** To be asked while a server runs: what a killed one has left says nothing. @returns null where nothing was written */
export function readListeners(dataFolder: string): readonly ListeningOn[] | null {
  try {
    const read: unknown = JSON.parse(readFileSync(file(dataFolder), 'utf8'));
    return Array.isArray(read) && read.every(isListener) ? read : null;
  } catch {
    return null;
  }
}

function isListener(one: unknown): one is ListeningOn {
  const { name, address, port } = (one ?? {}) as Partial<ListeningOn>;
  return typeof name === 'string' && typeof address === 'string' && Number.isInteger(port);
}
