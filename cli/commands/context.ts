import type { Command } from 'commander';
import type { RestClient } from '../../api/client/http.ts';
import type { Config } from '../../config.ts';
import type { Connection } from '../connect.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';

/** What a command stands on. */
export interface CommandContext {
  readonly io: Io;
  /** Made once the options are known. */
  output(): Output;
  config(): Promise<Config>;
  /** `--config` as it was given. */
  configFile(): string | undefined;
  connection(): Promise<Connection>;
  client(): Promise<RestClient>;
  /** What the process ends with where nothing is thrown. */
  end(exitCode: number): void;
}

/** Adds commands to the program. */
export type AddCommands = (program: Command, context: CommandContext) => void;

/** All items of a list, page by page. */
export async function allPages<T>(page: (cursor: string | undefined) => Promise<{ items: T[]; next: string | null }>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const answer = await page(cursor);
    items.push(...answer.items);
    cursor = answer.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}
