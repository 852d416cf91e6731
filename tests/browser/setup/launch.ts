import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { findProgram } from '../../../scripts/programs.mjs';

/** How suites start a browser. @param executablePath one of Chromium's forms */
export function launchOptions(executablePath: string): LaunchOptions {
  return {
    executablePath,
    args: [
      // Nothing is found but this machine: a request to elsewhere fails, and is reported by the test.
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
      '--font-render-hinting=none',
      // The sandbox refuses to run as root, as whom containers do.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  };
}

/** Chromium with all that it has, such as its viewer of PDF, for the test that is about it; the caller closes it. */
export function launchWhole(): Promise<Browser> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('chromium is not installed');
  return chromium.launch(launchOptions(executablePath));
}
