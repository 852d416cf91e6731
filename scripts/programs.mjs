// The programs that the suites drive, and Debian's packages for them.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, openSync, closeSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { root, tail } from './prepare.mjs';

/** Program → package. The core packages of MariaDB have no service that would start by itself; mariadb-install-db calls the third program. */
const packageOf = {
  mariadbd: 'mariadb-server-core',
  'mariadb-install-db': 'mariadb-server-core',
  my_print_defaults: 'mariadb-client-core',
  strace: 'strace',
  mbsync: 'isync',
  fetchmail: 'fetchmail',
  getmail: 'getmail6',
  neomutt: 'neomutt',
  offlineimap: 'offlineimap3',
  script: 'bsdutils',
  thunderbird: 'thunderbird',
  Xvfb: 'xvfb',
  'camel-lock-helper-1.2': 'evolution-data-server',
  swaks: 'swaks',
  python3: 'python3',
  openssl: 'openssl',
  curl: 'curl',
  chromium: 'chromium',
};

/** Programs that are taken where they can be had, each in place of one above: Chromium without what only its window needs takes a third less of the processor. */
const rather = { chromium: 'chromium-headless-shell' };

/** Perl modules that a program above loads only when asked to: swaks for TLS. */
const perlModules = { 'Net::SSLeay': 'libnet-ssleay-perl' };

/** Bindings that the system's Python loads, by name and version, for Camel's library. */
const bindings = { 'Camel 1.2': ['gir1.2-camel-1.2', 'python3-gi'] };

/** Chromium draws what our fonts lack (Cyrillic, Greek) with the system's, and comes without any. */
const fonts = { '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf': 'fonts-dejavu-core' };

/** Daemons are often outside a user's PATH. */
const furtherFolders = ['/usr/sbin', '/usr/libexec', '/usr/local/sbin'];

/**
 * Where a program is. `MESSAGERIE_TEST_<NAME>` comes first (MESSAGERIE_TEST_MARIADBD), then PATH, then the daemons' folders.
 * @param {string} name
 * @returns {string | undefined} its path
 */
export function findProgram(name) {
  const named = process.env[`MESSAGERIE_TEST_${name.toUpperCase().replaceAll('-', '_')}`];
  if (named) return named;
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...furtherFolders];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram);
}

/**
 * What suites drive for a program: one that does the same with less, where it is there and nobody has named another.
 * @param {keyof typeof rather} name
 * @returns {string | undefined} its path
 */
export function findRather(name) {
  const isNamed = process.env[`MESSAGERIE_TEST_${name.toUpperCase()}`];
  return (isNamed ? undefined : findProgram(rather[name])) ?? findProgram(name);
}

function isProgram(/** @type {string} */ file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Installs what is missing where this may be done (root on Debian or Ubuntu), else says how. Never fails: suites name what they miss. */
export function installPrograms() {
  const missing = missingPackages();
  const lighter = Object.values(rather).filter((name) => findProgram(name) === undefined);
  if (missing.length + lighter.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    if (missing.length > 0) console.log(`Some suites will be skipped. What they drive comes with: sudo ${command}`);
    return;
  }
  console.log(`Installing what the suites drive: ${[...missing, ...lighter].join(' ')}`);
  const log = join(root, '.cache/apt.log');
  mkdirSync(join(root, '.cache'), { recursive: true });
  const out = openSync(log, 'w');
  const withoutServices = denyServices();
  try {
    apt(out, ['update']); // where it fails, the lists that are there may still do
    if (missing.length > 0) apt(out, ['install', '-y', '--no-install-recommends', ...missing]);
    // Not every system has these: alone they cannot hold up the others.
    for (const name of lighter) apt(out, ['install', '-y', '--no-install-recommends', name]);
  } finally {
    withoutServices();
    closeSync(out);
  }
  const still = missingPackages();
  if (still.length > 0) console.log(`Not installed: ${still.join(' ')}. Last lines of ${relative(root, log)}:\n${tail(log, 15)}`);
}

function missingPackages() {
  const missing = Object.entries(packageOf).filter(([program]) => findProgram(program) === undefined);
  const modules = Object.entries(perlModules).filter(([module]) => spawnSync('perl', [`-M${module}`, '-e1'], { stdio: 'ignore' }).status !== 0);
  const libraries = Object.entries(bindings).filter(([library]) => !isBound(library)).flatMap(([, packages]) => packages.map((name) => [name, name]));
  const letters = Object.entries(fonts).filter(([file]) => !existsSync(file));
  return [...new Set([...missing, ...modules, ...libraries, ...letters].map(([, name]) => name))];
}

function isBound(/** @type {string} */ library) {
  return spawnSync('/usr/bin/python3', ['-c', 'import gi, sys; gi.require_version(*sys.argv[1].split())', library], { stdio: 'ignore' }).status === 0;
}

function apt(/** @type {number} */ out, /** @type {string[]} */ args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=600', ...args], { env, stdio: ['ignore', out, out] }).status === 0;
}

/**
 * Packages with daemons start them when installed, on their fixed ports; a policy-rc.d that says no prevents it. One that is there stays.
 * @returns {() => void} takes it away again
 */
function denyServices() {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => {};
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return () => rmSync(policy, { force: true });
}
