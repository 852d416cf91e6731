#!/usr/bin/env node
// Makes a clone ready to run: packages installed, sources built. Node's built-ins only, since it runs before anything is installed.
// `node scripts/prepare.mjs` by hand does both and stops.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The oldest Node.js that every package we use accepts. */
const oldestNode = [20, 19];

/** What the compiler reads, and what is carried over as it is. */
const sourceExtensions = new Set(['.ts', '.tsx', '.mjs', '.js', '.json', '.css', '.html', '.svg', '.png', '.ico', '.txt', '.webmanifest']);
const compiledExtensions = new Set(['.ts', '.tsx']);

/**
 * A set of sources and where its build goes. `folders` and `files` (in the root) are what goes in; `keeps` is a folder of another build
 * within `out`; `make` fills a fresh folder.
 * @typedef {{out: string, folders: string[], files: RegExp, keeps?: string, make: (fresh: string) => void}} Build
 */

const rootSources = /^(tsconfig.*\.json|(?!vitest\.config).*\.ts)$/;

/** @type {Build} */
export const serverBuild = {
  out: 'dist',
  keeps: 'web',
  folders: ['openapi', 'config', 'db', 'api', 'shims', 'cli'],
  files: rootSources,
  make: (fresh) => compile('tsconfig.build.json', serverBuild, fresh),
};
/** @type {Build} */
export const webBuild = { out: 'dist/web', folders: ['web', 'openapi', 'api/shared', 'scripts/web'], files: /^tsconfig\.json$/, make: bundle };
/** @type {Build} */
export const benchBuild = {
  out: '.cache/bench',
  folders: [...serverBuild.folders, 'bench'],
  files: rootSources,
  make: (fresh) => compile('tsconfig.bench.json', benchBuild, fresh),
};

/** An expected failure: its message is for the person at the terminal, without a stack. */
export class PrepareError extends Error {}

const say = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

/**
 * Installs what is missing and builds what has changed. A few milliseconds where nothing has.
 * @param {Build[]} builds what to build; the server and the web client where absent
 */
export function prepare(...builds) {
  checkNode(process.versions.node);
  const wanted = (builds.length > 0 ? builds : [serverBuild, webBuild]).filter(hasSources);
  if (isInstalled() && wanted.every(isBuilt)) return;
  withLock(join(root, '.cache/prepare.lock'), say, () => {
    if (!isInstalled()) install();
    for (const build of wanted) if (!isBuilt(build)) run(build);
  });
}

/** A copy of the sources may leave the web client out; the server then serves none. */
function hasSources(/** @type {Build} */ build) {
  return build !== webBuild || existsSync(join(root, 'web/vite.config.ts'));
}

/** Runs `work` and turns an expected failure into one sentence and exit code 1. */
export function orExit(/** @type {() => void} */ work) {
  try {
    work();
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    say(error.message);
    process.exit(1);
  }
}

/** Refuses a Node.js that the packages do not run on. */
export function checkNode(/** @type {string} */ version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new PrepareError(
    `Messagerie needs Node.js ${oldestNode.join('.')} or newer (24 is best); this is ${version}. See https://nodejs.org/en/download`,
  );
}

// ── packages ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const installStamp = join(root, 'node_modules/.messagerie-install');

export function installKey() {
  const key = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json']) key.update(readFileSync(join(root, file)));
  // Native add-ons fit one ABI, one system, one processor.
  key.update(`${process.versions.modules} ${process.platform} ${process.arch}`);
  return key.digest('hex');
}

function isInstalled() {
  return readIfThere(installStamp) === installKey();
}

function install() {
  // A tree that somebody installed by hand, or a change of package.json that touches no package, needs no second installation.
  if (!(treeMatchesLock() && databaseOpens())) {
    say('Installing packages (a minute or two, the first time only) …');
    const log = join(root, '.cache/install.log');
    if (!npm(['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'], log)) {
      throw new PrepareError(`npm ci failed:\n${tail(log, 40)}\nThe whole output is in ${relative(root, log)}.`);
    }
    // npm 12 and --ignore-scripts skip the native build and still report success.
    if (!databaseOpens()) npm(['rebuild', 'better-sqlite3', '--ignore-scripts=false', '--foreground-scripts'], log);
    if (!databaseOpens()) {
      throw new PrepareError(
        `The package better-sqlite3 could not be built for Node.js ${process.versions.node}. It needs a C++ compiler, make and Python:\n` +
          '  Debian, Ubuntu:  apt-get install g++ make python3\n' +
          '  Fedora:          dnf install gcc-c++ make python3\n' +
          '  macOS:           xcode-select --install\n' +
          `Then start again. Last lines of ${relative(root, log)}:\n${tail(log, 20)}`,
      );
    }
  }
  linkCommand();
  writeFileSync(installStamp, installKey());
}

/** Whether node_modules holds every package of the lock file, in its version. */
function treeMatchesLock() {
  const lock = readJson('package-lock.json');
  const tree = readJson('node_modules/.package-lock.json');
  const manifest = readJson('package.json');
  if (!lock || !tree || !manifest) return false;
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    if (!sameEntries(lock.packages['']?.[kind], manifest[kind])) return false;
  }
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = tree.packages[path];
    return found ? found.version === wanted.version && existsSync(join(root, path)) : wanted.optional === true;
  });
}

function sameEntries(/** @type {Record<string, string>} */ a = {}, /** @type {Record<string, string>} */ b = {}) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Opens a database in a process of its own: an add-on of another ABI may take the process down. */
function databaseOpens() {
  const script = "const D = require('better-sqlite3'); new D(':memory:').prepare('select 1').get()";
  return spawnSync(process.execPath, ['-e', script], { cwd: root, stdio: 'ignore' }).status === 0;
}

function npm(/** @type {string[]} */ args, /** @type {string} */ log) {
  mkdirSync(dirname(log), { recursive: true });
  const env = { ...process.env };
  // Building against headers that are there already saves a download, and works without a network.
  const prefix = dirname(dirname(process.execPath));
  if (existsSync(join(prefix, 'include/node/node.h'))) env.npm_package_config_node_gyp_nodedir = prefix;
  const out = openSync(log, 'w');
  try {
    const options = /** @type {const} */ ({ cwd: root, env, stdio: ['ignore', out, out] });
    const path = process.env.npm_execpath ?? '';
    // Started by another package manager, npm_execpath names that one.
    if (/^npm-cli\.c?js$/.test(basename(path))) return spawnSync(process.execPath, [path, ...args], options).status === 0;
    const windows = process.platform === 'win32';
    return spawnSync(windows ? 'npm.cmd' : 'npm', args, { ...options, shell: windows }).status === 0;
  } finally {
    closeSync(out);
  }
}

/** npm does not link a package's own command: with this link `npx messagerie` finds it in the clone. */
function linkCommand() {
  if (process.platform === 'win32') return;
  const target = '../../scripts/messagerie.mjs';
  const link = join(root, 'node_modules/.bin/messagerie');
  chmodSync(join(root, 'scripts/messagerie.mjs'), 0o755);
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && readlinkSync(link) === target) return;
  rmSync(link, { force: true });
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link);
}

// ── build ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const stampName = '.build-stamp';

function isBuilt(/** @type {Build} */ build) {
  return readIfThere(join(root, build.out, stampName)) === buildKey(build);
}

/** Names, sizes and times of all that goes in: reading a few hundred files would take longer than starting. */
function buildKey(/** @type {Build} */ build) {
  const key = createHash('sha256').update(installKey());
  for (const file of sources(build)) {
    const { size, mtimeMs } = statSync(join(root, file));
    key.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return key.digest('hex');
}

/** @returns {string[]} paths from the root, sorted */
function sources(/** @type {Build} */ build) {
  const found = readdirSync(root).filter((name) => build.files.test(name));
  for (const folder of build.folders) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && sourceExtensions.has(extname(entry.name))) found.push(relative(root, join(entry.parentPath ?? entry.path, entry.name)));
    }
  }
  return found.sort();
}

/** Builds beside the old build and then swaps the folders, so that nobody starts on half of one. */
function run(/** @type {Build} */ build) {
  say(`Building ${build.out} …`);
  const key = buildKey(build);
  const out = join(root, build.out);
  const fresh = `${out}.new`;
  const old = `${out}.old`;
  rmSync(fresh, { recursive: true, force: true });
  try {
    build.make(fresh);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, stampName), key);
  rmSync(old, { recursive: true, force: true });
  // Interrupted between these lines, the other build is missing, and made again the next time.
  if (build.keeps && existsSync(join(out, build.keeps))) renameSync(join(out, build.keeps), join(fresh, build.keeps));
  if (existsSync(out)) renameSync(out, old);
  renameSync(fresh, out);
  rmSync(old, { recursive: true, force: true });
}

function compile(/** @type {string} */ project, /** @type {Build} */ build, /** @type {string} */ fresh) {
  tool('typescript/bin/tsc', ['-p', project, '--outDir', fresh]);
  for (const file of sources(build)) {
    if (!file.includes(sep) || compiledExtensions.has(extname(file)) || existsSync(join(fresh, file))) continue;
    mkdirSync(dirname(join(fresh, file)), { recursive: true });
    copyFileSync(join(root, file), join(fresh, file));
  }
}

/** The web client: bundled, then compressed once for all who will ask for it. */
function bundle(/** @type {string} */ fresh) {
  tool('vite/bin/vite.js', ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn', '--outDir', fresh, '--emptyOutDir']);
  const compress = join(root, 'scripts/web/compress.mjs');
  if (existsSync(compress)) node([compress, fresh]);
}

/** Runs a package's program; its output is shown only when it fails. */
function tool(/** @type {string} */ program, /** @type {string[]} */ args) {
  node([join(root, 'node_modules', program), ...args]);
}

function node(/** @type {string[]} */ args) {
  // Packages for the browser have a slower form for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  const done = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status !== 0) throw new PrepareError(`The build failed:\n${done.stdout}${done.stderr}`.trimEnd());
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function readIfThere(/** @type {string} */ file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @returns {any} undefined where the file is absent or broken */
function readJson(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
}

export function tail(/** @type {string} */ file, /** @type {number} */ lines) {
  return (readIfThere(file) ?? '').trimEnd().split('\n').slice(-lines).join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) orExit(() => prepare());
