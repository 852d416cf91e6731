import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from './databases.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A port that nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface ProcessPorts {
  readonly http: number;
  readonly lmtp: number;
  readonly imap: number;
}

/** The built server as a process of its own, to be killed and traced. */
export class ServerProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'messagerie-process-'));
  readonly file = join(this.folder, 'messagerie.yaml');
  ports: ProcessPorts = { http: 0, lmtp: 0, imap: 0 };
  child: ChildProcess | undefined;
  readonly #database: TestDatabase;
  #errors = '';

  constructor(database: TestDatabase) {
    this.#database = database;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  async configure(data = this.data): Promise<void> {
    this.ports = { http: await freePort(), lmtp: await freePort(), imap: await freePort() };
    const used = Object.entries(this.ports).map(([name, port]) => `  ${name}: {address: 127.0.0.1, port: ${port}}`);
    const unused = ['https', 'smtp', 'submission', 'submissions', 'imaps', 'pop3', 'pop3s'].map((name) => `  ${name}: false`);
    const url = this.#database.url.startsWith('sqlite:') ? `sqlite:${join(data, 'messagerie.db')}` : this.#database.url;
    writeFileSync(this.file, [`data: ${data}`, 'demo: false', `database: {url: "${url}"}`, 'domains: [example.com]', 'listeners:', ...used, ...unused, ''].join('\n'));
  }

  /** Starts it; resolves when it says that it runs. @param before a program that runs it, such as strace with its options */
  async start(before: readonly string[] = []): Promise<void> {
    // Its ports were free a moment ago; between two lives another test's connection may have one of them for its own end.
    for (let tries = 20; ; tries -= 1) {
      try {
        return await this.#startOnce(before);
      } catch (error) {
        if (tries === 0 || !this.#errors.includes('is taken by another program')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  async #startOnce(before: readonly string[]): Promise<void> {
    const [program = process.execPath, ...args] = [...before, process.execPath, join(root, 'dist/server.js'), '--config', this.file];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, MESSAGERIE_CONFIG: this.file } });
    this.child = child;
    this.#errors = '';
    child.stderr?.on('data', (piece: Buffer) => {
      this.#errors = (this.#errors + piece.toString()).slice(-10_000);
    });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stdout?.on('data', (piece: Buffer) => {
        said += piece.toString();
        if (said.includes('is running')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${this.#errors}`)));
    });
  }

  /** Runs the command against it. @returns what it printed */
  async command(args: readonly string[], input = ''): Promise<string> {
    const child = spawn(process.execPath, [join(root, 'dist/cli/index.js'), ...args, '--config', this.file], { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (out += piece.toString()));
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number];
    if (code !== 0) throw new Error(`messagerie ${args.join(' ')} ended with ${code}: ${out}`);
    return out;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    // Not 'exit': a tracer has written everything only when it has closed its end as well.
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    await this.#database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
