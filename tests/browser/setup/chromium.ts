/** vitest's global set-up: one Chromium for the run, started when the first test asks for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserServer } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findRather } from '../../../scripts/programs.mjs';
import { openDoor } from '../../setup/door.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `browser.ts` asks for the browser's address. */
    chromiumDoor: string;
  }
}

/** A socket's path has room for 107 bytes. */
const longestFolder = 80;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = tmpdir().length > longestFolder ? '/tmp' : tmpdir();
  const folder = await mkdtemp(join(parent, 'messagerie-chromium-'));
  const path = join(folder, 'wanted.sock');
  let server: Promise<BrowserServer> | undefined;
  const door = await openDoor(path, async () => {
    server ??= launch();
    return (await server).wsEndpoint();
  });
  project.provide('chromiumDoor', path);
  return async () => {
    door.close();
    await server?.then((one) => one.close(), () => {});
    await rm(folder, { recursive: true, force: true });
  };
}

async function launch(): Promise<BrowserServer> {
  const executablePath = findRather('chromium');
  if (executablePath === undefined) throw new Error('chromium is not installed');
  const [{ chromium }, { launchOptions }] = await Promise.all([import('playwright-core'), import('./launch.ts')]);
  return chromium.launchServer(launchOptions(executablePath));
}
