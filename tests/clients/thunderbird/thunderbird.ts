import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { program } from '../../setup/programs.ts';
import type { TestServer } from '../../setup/server.ts';
import { Marionette } from './marionette.ts';
import { type Person, writeProfile } from './profile.ts';

const actions = readFileSync(new URL('./actions.js', import.meta.url), 'utf8').replace(/^export /m, '');

/** Thunderbird with a window on a screen of its own, and a new profile with one account. */
export class Thunderbird {
  readonly folder: string;
  readonly #screen: ChildProcess;
  readonly #program: ChildProcess;
  readonly #marionette: Marionette;

  private constructor(folder: string, screen: ChildProcess, child: ChildProcess, marionette: Marionette) {
    this.folder = folder;
    this.#screen = screen;
    this.#program = child;
    this.#marionette = marionette;
  }

  static async start(server: TestServer, person: Person, { tls }: { tls: boolean }): Promise<Thunderbird> {
    const folder = mkdtempSync(join(tmpdir(), 'thunderbird-'));
    const profile = join(folder, 'profile');
    mkdirSync(profile);
    writeProfile(profile, server, person, tls);
    // It says which display it found free.
    const screen = spawn(program('Xvfb'), ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let child: ChildProcess | undefined;
    try {
      const [, display] = await said(screen, /^(\d+)\n/);
      child = spawn(program('thunderbird'), ['--profile', profile, '--no-remote', '--marionette', '--remote-allow-system-access'], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, MOZ_LOG: 'sync,IMAP:4', MOZ_LOG_FILE: join(folder, 'imap'), HOME: folder, DISPLAY: `:${display}`, MOZ_CRASHREPORTER_DISABLE: '1', MOZ_DISABLE_CONTENT_SANDBOX: '1', LIBGL_ALWAYS_SOFTWARE: '1', GDK_BACKEND: 'x11' },
      });
      const [, port] = await said(child, /Listening on port (\d+)/);
      const marionette = await Marionette.open(Number(port));
      const thunderbird = new Thunderbird(folder, screen, child, marionette);
      const certificate = tls ? await certificateAt(server.ports.imaps) : null;
      await thunderbird.does('prepare', { user: person.address, password: server.passwordOf(person.address), ports: [server.ports.imaps, server.ports.submission], certificate });
      return thunderbird;
    } catch (error) {
      child?.kill('SIGKILL');
      screen.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Carries out one of `actions.js` inside the program. */
  does<T>(action: string, ...args: readonly unknown[]): Promise<T> {
    return this.#marionette.execute(`${actions}\nreturn actions[arguments[0]](...arguments[1]);`, [action, args]) as Promise<T>;
  }

  /**
   * Whether the connection that has this folder open waits in IDLE, by the program's own log: it has read the server's `+`, and said nothing since. What it
   * is told before, even in one piece with the `+`, it looks at only later.
   */
  idles(folder: string): boolean {
    const lines = readFileSync(join(this.folder, 'imap.moz_log'), 'latin1').split('\n').filter((line) => line.includes(`:S-${folder}:`));
    const sent = lines.findLastIndex((line) => line.includes(':SendData: '));
    return / IDLE\r?$/.test(lines[sent] ?? '') && lines.slice(sent).some((line) => line.includes(':CreateNewLineFromSocket: + '));
  }

  async stop(): Promise<void> {
    this.#marionette.close();
    for (const child of [this.#program, this.#screen]) {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined;
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits for words on either stream. @throws Error with what it said where it ends before */
function said(child: ChildProcess, words: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let all = '';
    const hear = (piece: Buffer): void => {
      all += piece.toString();
      const found = words.exec(all);
      if (found) resolve(found);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code}: ${all}`)));
  });
}

/** The certificate that a port shows, DER in base64. */
async function certificateAt(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return raw.toString('base64');
}
