import { setTimeout } from 'node:timers/promises';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type LaunchOptions } from 'playwright-core';
import type { Bench } from '../bench.ts';
import { requireProgram } from '../peers/debian.ts';

/** Makes browsers of people that have been nowhere yet. */
export interface Contexts {
  newContext(options: BrowserContextOptions): Promise<BrowserContext>;
}

/** @returns undefined, and says why, where there is no Chromium */
export async function withChromium<T>(bench: Bench, measure: (browser: Browser) => Promise<T>): Promise<T | undefined> {
  const options = await launchOptions(bench);
  if (!options) return undefined;
  const browser = await chromium.launch(options);
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

/** A browser that has just begun has other things to do than to show pages. */
const settledMs = 3_000;

/**
 * Each context is a browser with a folder of its own, as people have it. Those of {@link withChromium} are windows in private: they keep nothing on disk, among
 * it the code that Chromium has compiled, which is what it saves at a second visit.
 */
export function ownProfiles(bench: Bench): Contexts {
  return {
    async newContext(options) {
      const context = await chromium.launchPersistentContext(bench.freshFolder('profile'), { ...options, ...(await launchOptions(bench)) });
      await setTimeout(settledMs);
      return context;
    },
  };
}

async function launchOptions(bench: Bench): Promise<LaunchOptions | undefined> {
  let executablePath: string;
  try {
    // Letters that a webmail's own fonts lack are drawn with the system's.
    executablePath = await requireProgram({ program: 'chromium', packages: ['chromium', 'fonts-dejavu-core'], path: process.env['MESSAGERIE_TEST_CHROMIUM'] }, bench.options.install);
  } catch (error) {
    bench.say(error instanceof Error ? error.message : String(error));
    return undefined;
  }
  return {
    executablePath,
    // The bench ends what runs by itself; the browser goes when its pipe closes.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
      // The sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  };
}
