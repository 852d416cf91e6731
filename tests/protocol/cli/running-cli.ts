import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadServer } from '../../../cli/connect.ts';
import type { Io } from '../../../cli/io.ts';
import { run } from '../../../cli/program.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The output as JSON. */
  json<T = unknown>(): T;
}

/** The command with a data folder of its own, in this process. */
export async function commandIn(dataFolder: string, load: LoadServer, settings = '') {
  const folder = await mkdtemp(join(tmpdir(), 'messagerie-cli-'));
  const file = join(folder, 'messagerie.yaml');
  await writeFile(file, `data: ${JSON.stringify(dataFolder)}\n${settings}`);
  return {
    remove: () => rm(folder, { recursive: true, force: true }),
    configFile: file,
    /** @param input standard input */
    async messagerie(args: readonly string[], input = ''): Promise<Ran> {
      let out = '';
      let err = '';
      const io: Io = {
        out: (text) => { out += text; },
        err: (text) => { err += text; },
        env: {},
        cwd: folder,
        isTerminal: false,
        readInput: async () => input,
        readHidden: async () => input,
      };
      const code = await run(args, io, { load, version: '1.2.3' });
      return { code, out, err, json: <T>() => JSON.parse(out) as T };
    },
  };
}
