import { Command, CommanderError } from 'commander';
import { isCoreError } from '../api/client/errors.ts';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { addAliasCommands } from './commands/alias.ts';
import { addBackupCommand } from './commands/backup.ts';
import { addAppPasswordCommands } from './commands/app-password.ts';
import type { AddCommands, CommandContext } from './commands/context.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addDomainCommands } from './commands/domain.ts';
import { addFolderCommands } from './commands/folder.ts';
import { addGroupCommands } from './commands/group.ts';
import { addQueueCommands } from './commands/queue.ts';
import { addRestoreCommand } from './commands/restore.ts';
import { addServeCommand } from './commands/serve.ts';
import { addTokenCommands } from './commands/token.ts';
import { addUserCommands } from './commands/user.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { connect, type Connection, loadServer, type LoadServer } from './connect.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { output } from './output.ts';

const after = `
Exit codes:
  ${exitCodes.ok}   done
  ${exitCodes.refused}   refused, and why on standard error; doctor and verify: something was found
  ${exitCodes.usage}   the command line is not understood
  ${exitCodes.unavailable}  neither a server nor the data folder can be reached
  ${exitCodes.config}  the configuration is wrong

The command works whether or not a server runs. The configuration is looked for in --config,
MESSAGERIE_CONFIG, ./messagerie.yaml, /etc/messagerie/messagerie.yaml.`;

const addAll = (load: LoadServer): readonly AddCommands[] => [
  addUserCommands, addDomainCommands, addAliasCommands, addGroupCommands, addFolderCommands, addQueueCommands, addTokenCommands, addAppPasswordCommands, addVerifyCommand, addDoctorCommand, addBackupCommand(load), addRestoreCommand(load), addServeCommand(load),
];

/** All commands, to be looked at and not to be run. */
export function commandTree(): Command {
  const program = new Command('messagerie');
  for (const add of addAll(loadServer)) add(program, {} as CommandContext);
  return program;
}

/** Runs one command line. @returns the exit code */
export async function run(argv: readonly string[], io: Io, options: { load?: LoadServer; version?: string } = {}): Promise<number> {
  const { load = loadServer } = options;
  let exitCode: number = exitCodes.ok;
  let config: Promise<Config> | undefined;
  let connection: Promise<Connection> | undefined;
  const program = new Command('messagerie')
    .description('Messagerie: mail for an organisation')
    .option('--json', 'print JSON')
    .option('--config <file>', 'the configuration file')
    .version(options.version ?? '0.0.0', '--version', 'print the version')
    .helpCommand('help [command]', 'help about a command')
    .addHelpText('after', after)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showSuggestionAfterError()
    .exitOverride();
  const globals = (): { json?: true; config?: string } => program.opts();
  const context: CommandContext = {
    io,
    output: () => output(io, globals().json === true),
    configFile: () => globals().config,
    config: () => (config ??= Promise.resolve().then(() => loadConfig({ file: globals().config, env: io.env, cwd: io.cwd }))),
    connection: () => (connection ??= context.config().then((loaded) => connect(loaded, load))),
    client: async () => (await context.connection()).client,
    end: (code) => {
      exitCode = code;
    },
  };
  for (const add of addAll(load)) add(program, context);
  inherit(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, io, argv.includes('--json'));
  } finally {
    await connection?.then(({ client }) => client.close(), () => undefined);
  }
}

/** Sub-commands end, speak and explain themselves as the program does. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child);
  }
}

/** Says what went wrong, on standard error. @returns the exit code */
function explain(error: unknown, io: Io, json: boolean): number {
  if (error instanceof CommanderError) {
    // Help and version were asked for; what is wrong with the line commander has said already.
    if (error.exitCode === 0) return exitCodes.ok;
    if (json) io.err(`${JSON.stringify({ code: 'usage', message: error.message })}\n`);
    return exitCodes.usage;
  }
  const { code, exitCode, message } = described(error);
  io.err(json ? `${JSON.stringify({ code, message })}\n` : `messagerie: ${message}\n`);
  return exitCode;
}

function described(error: unknown): { code: string; exitCode: number; message: string } {
  if (error instanceof CommandError) return error;
  if (error instanceof ConfigError) return { code: 'config', exitCode: exitCodes.config, message: error.message };
  if (isCoreError(error)) return { code: error.kind, exitCode: error.kind === 'unavailable' ? exitCodes.unavailable : exitCodes.refused, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'fault', exitCode: exitCodes.fault, message: `Something went wrong: ${message}` };
}
