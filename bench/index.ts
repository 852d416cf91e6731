/** `npm run bench`: the same workloads against Messagerie and its peers, in turn in one run, as ratios. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Bench, type Sides, type Workload } from './bench.ts';
import { type Figure, meetsAim } from './figure.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { cyrus as cyrusTarget } from './peers/cyrus.ts';
import { dovecot } from './peers/dovecot.ts';
import { messagerie } from './peers/messagerie.ts';
import { endAll } from './processes.ts';
import { asJson, table } from './report.ts';
import type { Target } from './target.ts';
import { workloads } from './workloads/index.ts';

const tmpfs = 0x01021994;

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${usage}\n\nWorkloads:\n${workloads.map(({ name, measures }) => `  ${name}: ${measures}`).join('\n')}\n`);
    return 0;
  }
  const chosen = choose(options.only);
  const { targets, cyrus, versions, missing } = await findTargets(options);
  for (const line of missing) say(line);
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'messagerie-bench-'));
  chmodSync(folder, 0o711); // Dovecot's processes pass through it as users without rights
  if (statfsSync(folder).type === tmpfs) say(`${folder} is in memory: syncing costs nothing there, give a disk by --folder`);
  const bench = new Bench({ options, targets, cyrus, folder, say });
  const finish = async () => {
    await bench.stop();
    if (options.keep) {
      say(`left: ${folder}`);
      return;
    }
    say(`removing ${folder}`);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  endOnSignals(finish);

  const figures: Figure[] = [];
  const failures: string[] = [];
  const start = performance.now();
  for (const workload of chosen) {
    say(`== ${workload.name}: ${workload.measures}`);
    try {
      figures.push(...(await bounded(workload, bench)));
    } catch (error) {
      failures.push(`${workload.name} failed: ${error instanceof Error ? error.message : String(error)}`);
      say(failures.at(-1) ?? '');
    }
  }
  const circumstances = {
    versions,
    node: process.version,
    kernel: release(),
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryMib: Math.round(totalmem() / 2 ** 20),
    rounds: options.rounds,
    quick: options.quick,
    dovecotFsync: options.fsync,
    seconds: Math.round((performance.now() - start) / 1000),
    date: new Date().toISOString(),
  };
  process.stdout.write(`\n${table(figures)}\n\n`);
  process.stdout.write(
    `${versions.join(', ')}; Node ${circumstances.node}, ${circumstances.processors}; medians of ${options.rounds} rounds in ${circumstances.seconds} s${options.quick ? ' (quick: rough)' : ''}\n`,
  );
  for (const failure of failures) process.stdout.write(`${failure}\n`);
  if (options.json !== undefined) writeFileSync(options.json, asJson(figures, { ...circumstances, failures, missing }));
  await finish(); // after the figures: removing a few hundred thousand files takes its time
  if (failures.length > 0) return 1;
  return options.strict && figures.some((figure) => meetsAim(figure) === false) ? 2 : 0;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function choose(only: readonly string[]): readonly Workload[] {
  const unknown = only.filter((name) => !workloads.some((workload) => workload.name === name));
  if (unknown.length > 0) {
    throw new Error(`no workload ${unknown.join(', ')}; there are: ${workloads.map(({ name }) => name).join(', ')}`);
  }
  return only.length === 0 ? workloads : workloads.filter(({ name }) => only.includes(name));
}

/** All sides; a peer that is missing is named with its packages and left out, unless it alone was asked for. */
async function findTargets(options: Options): Promise<{ targets: Sides<Target>; cyrus: Target | undefined; versions: string[]; missing: string[] }> {
  const { database, install, fsync } = options;
  const targets: { ours?: Target; peer?: Target } = {};
  let cyrus: Target | undefined;
  const versions: string[] = [];
  const missing: string[] = [];
  if (!options.peerOnly) {
    targets.ours = messagerie({ root: findRoot(), database, install });
    versions.push(`Messagerie ${await targets.ours.version()}`);
  }
  if (!options.oursOnly) {
    const peer = dovecot({ install, fsync });
    try {
      versions.push(`Dovecot ${await peer.version()} (Maildir, mail_fsync=${fsync})`);
      targets.peer = peer;
    } catch (error) {
      if (options.peerOnly || install) throw error;
      missing.push(error instanceof Error ? error.message : String(error));
    }
    const second = cyrusTarget({ install, cache: join(findRoot(), '.cache', 'peers') });
    try {
      versions.push(`Cyrus ${await second.version()}`);
      cyrus = second;
    } catch (error) {
      missing.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { targets, cyrus, versions, missing };
}

/** The clone: the nearest folder upwards, from here or from this file, whose package.json is Messagerie's. */
function findRoot(): string {
  for (const from of [process.cwd(), import.meta.dirname]) {
    for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
      const file = join(folder, 'package.json');
      if (existsSync(file) && /"name":\s*"messagerie"/.test(readFileSync(file, 'utf8'))) return folder;
    }
  }
  throw new Error('run this inside the clone of Messagerie');
}

/** A workload that hangs must not hold the run. */
async function bounded(workload: Workload, bench: Bench): Promise<Figure[]> {
  const minutes = bench.options.quick ? 4 : 12;
  const timer = new AbortController();
  try {
    return await Promise.race([
      workload.run(bench),
      pause(minutes * 60_000, undefined, { signal: timer.signal }).then(() => {
        throw new Error(`not ended after ${minutes} minutes`);
      }),
    ]);
  } finally {
    timer.abort();
  }
}

function endOnSignals(finish: () => Promise<void>): void {
  let signalled = false;
  for (const [name, number] of [['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]] as const) {
    process.on(name, () => {
      if (signalled) {
        endAll('SIGKILL');
        process.exit(128 + number);
      }
      signalled = true;
      endAll('SIGTERM');
      finish().finally(() => process.exit(128 + number));
    });
  }
  process.on('exit', () => endAll('SIGTERM'));
}

main().then(
  (code) => {
    process.exit(code); // sockets of a failed workload must not hold the process
  },
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
