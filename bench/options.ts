import { parseArgs } from 'node:util';

export interface Options {
  /** Names of workloads to run; empty: all. */
  readonly only: readonly string[];
  /** Fewer rounds, shorter windows, smaller mailboxes: shows that it works, the figures are rough. */
  readonly quick: boolean;
  readonly peerOnly: boolean;
  readonly oursOnly: boolean;
  readonly database: 'sqlite' | 'mariadb';
  /** File for all samples as JSON. */
  readonly json?: string;
  /** Install missing peers from Debian's packages (root). */
  readonly install: boolean;
  /** Where the temporary folder is made; must be a real disk. */
  readonly folder?: string;
  readonly rounds: number;
  readonly fsync: 'always' | 'optimized';
  /** Exit 2 when an aim is missed. */
  readonly strict: boolean;
  readonly keep: boolean;
  readonly help: boolean;
}

export const usage = `npm run bench [-- OPTIONS]

  --only NAME         this workload only; may be given more than once (names: --help shows them below)
  --quick             rough figures in some two minutes
  --rounds N          rounds of each figure, ours and the peer's in turn (default 5, quick 3)
  --database NAME     sqlite (default) or mariadb: what Messagerie stands on; a private mariadbd is started
  --peer-only         the peers alone
  --ours-only         Messagerie alone
  --install           install the peers that are missing from Debian's packages (root)
  --fsync MODE        Dovecot's mail_fsync: always (default) or optimized
  --folder FOLDER     where the temporary folder is made (default: the system's); needs a real disk
  --keep              leave the temporary folder
  --json FILE         write all samples
  --strict            exit 2 when an aim is missed`;

/** Reads the command line. Throws with a sentence for the user. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      database: { type: 'string', default: 'sqlite' },
      'peer-only': { type: 'boolean', default: false },
      'ours-only': { type: 'boolean', default: false },
      install: { type: 'boolean', default: false },
      fsync: { type: 'string', default: 'always' },
      folder: { type: 'string' },
      keep: { type: 'boolean', default: false },
      json: { type: 'string' },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { database, fsync } = values;
  if (database !== 'sqlite' && database !== 'mariadb') throw new Error('--database is sqlite or mariadb');
  if (fsync !== 'always' && fsync !== 'optimized') throw new Error('--fsync is always or optimized');
  const rounds = values.rounds === undefined ? (values.quick ? 3 : 5) : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Error('--rounds is a number from 1 to 100');
  if (values['peer-only'] && values['ours-only']) throw new Error('--peer-only and --ours-only exclude each other');
  return {
    only: values.only ?? [],
    quick: values.quick,
    peerOnly: values['peer-only'],
    oursOnly: values['ours-only'],
    database,
    install: values.install,
    rounds,
    fsync,
    strict: values.strict,
    keep: values.keep,
    help: values.help,
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(values.folder === undefined ? {} : { folder: values.folder }),
  };
}
