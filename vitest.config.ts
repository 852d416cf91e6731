import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // One process, shared modules: thousands of small tests over sockets and SQLite run four times as fast as isolated ones.
    pool: 'threads',
    isolate: false,
    // Two of them leave two cores half idle: browsers, databases and clients are waited for.
    maxWorkers: 3,
    globalSetup: ['tests/setup/mariadb.ts', 'tests/browser/setup/chromium.ts'],
    reporters: ['default', './scripts/reporter.mjs'],
    // How long a busy machine may take before a test counts as hung: no test measures by it.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
