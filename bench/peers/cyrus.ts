import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstAnswer, freePorts } from '../ports.ts';
import { runProgram, startProcess } from '../processes.ts';
import type { Account, Place, Running, Target } from '../target.ts';
import { type DebianProgram, requireProgram } from './debian.ts';

const programs = '/usr/lib/cyrus/bin';

/** The JMAP server is in the package for calendars. */
const cyrusProgram: DebianProgram = {
  program: 'cyrus-master',
  path: `${programs}/master`,
  packages: ['cyrus-caldav', 'cyrus-common'],
  files: [`${programs}/master`, `${programs}/httpd`],
};

export interface CyrusOptions {
  readonly install: boolean;
  /** A folder to keep the indexer in: its package may not be installed beside another IMAP server, so it is only unpacked. */
  readonly cache: string;
}

/**
 * Cyrus with JMAP and its Xapian index, durable as it comes, in a folder of its own on free loopback ports; no service of the system is touched. It
 * needs root, since its processes run as the user `cyrus`. Its users have names without a domain, and any password opens them.
 */
export function cyrus(options: CyrusOptions): Target {
  return {
    name: 'Cyrus',
    async version() {
      await requireProgram(cyrusProgram, options.install);
      if (process.getuid?.() !== 0) throw new Error('Cyrus can be measured by root only: its processes change to the user cyrus');
      await requireIndexer(options);
      return (await runProgram('dpkg-query', ['-W', '-f', '${Version}', 'cyrus-common'])).split('-')[0] ?? '';
    },
    start: async (place) => start(await requireProgram(cyrusProgram, options.install), await requireIndexer(options), place),
  };
}

async function requireIndexer({ install, cache }: CyrusOptions): Promise<string> {
  const indexer = join(cache, 'unpacked', programs, 'squatter');
  if (existsSync(indexer)) return indexer;
  if (!install) throw new Error("Cyrus's indexer is missing: npm run bench -- --install");
  mkdirSync(cache, { recursive: true });
  await runProgram('sh', ['-c', 'cd "$1" && apt-get download cyrus-imapd && dpkg-deb -x cyrus-imapd_*.deb unpacked', 'sh', cache], { timeoutMs: 600_000 });
  return indexer;
}

const folders = [
  'conf', ...['db', 'socket', 'proc', 'lock', 'log', 'msg', 'ptclient', 'sieve', 'user', 'quota', 'deliver'].map((name) => `conf/${name}`), 'spool', 'search', 'tmp', 'run',
  'run/proc', 'run/lock',
];

async function start(program: string, indexer: string, { folder, accounts }: Place): Promise<Running> {
  const [lmtp = 0, http = 0] = await freePorts(2);
  const [user = 0, group = 0] = (await Promise.all(['-u', '-g'].map((what) => runProgram('id', [what, 'cyrus'])))).map(Number);
  for (const name of ['', ...folders]) {
    mkdirSync(join(folder, name), { recursive: true });
    chownSync(join(folder, name), user, group);
  }
  const settings = join(folder, 'imapd.conf');
  const services = join(folder, 'cyrus.conf');
  writeFileSync(settings, imapdConf(folder));
  writeFileSync(services, cyrusConf(settings, indexer, folder, { lmtp, http }));
  const started = await startProcess(program, ['-C', settings, '-M', services, '-p', join(folder, 'run/master.pid'), '-D'], { logFile: join(folder, 'cyrus.out') });
  try {
    const answerMs = await Promise.race([firstAnswer(lmtp, started.startedAt), started.failure]);
    const named = accounts.map((account): Account => ({ ...account, address: account.address.split('@')[0] ?? '' }));
    return { name: 'Cyrus', pid: started.pid, ports: { lmtp, imap: 0, pop3: 0, http }, accounts: named, imapAnswerMs: answerMs, stop: started.stop };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

/** Nothing is switched off that makes it durable; what would hold it back (duplicate suppression) is. The first delivery makes a user's mailbox. */
function imapdConf(folder: string): string {
  return `configdirectory: ${folder}/conf
partition-default: ${folder}/spool
defaultpartition: default
temp_path: ${folder}/tmp
proc_path: ${folder}/run/proc
mboxname_lockpath: ${folder}/run/lock
lmtpsocket: ${folder}/run/lmtp
idlesocket: ${folder}/run/idle
notifysocket: ${folder}/run/notify
admins: cyrus
virtdomains: off
unixhierarchysep: yes
altnamespace: yes
allowplaintext: yes
autocreate_post: yes
autocreate_quota: 0
autocreate_users: anyone
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN
httpmodules: jmap
conversations: yes
conversations_db: twoskip
duplicatesuppression: no
search_engine: xapian
defaultsearchtier: t1
t1searchpartition-default: ${folder}/search
search_index_headers: yes
sync_log: yes
sync_log_channels: squatter
servername: bench.example
`;
}

function cyrusConf(settings: string, indexer: string, folder: string, { lmtp, http }: { lmtp: number; http: number }): string {
  const service = (name: string, options = '') => `cmd="${programs}/${name} -C ${settings}${options}"`;
  return `START {
  recover ${service('ctl_cyrusdb', ' -r')}
}
SERVICES {
  http ${service('httpd', ' -U 10000 -T 600')} listen="127.0.0.1:${http}" prefork=8
  lmtp ${service('lmtpd', ' -a')} listen="127.0.0.1:${lmtp}" prefork=4
  lmtpunix ${service('lmtpd')} listen="${folder}/run/lmtp" prefork=0
}
DAEMON {
  squatter cmd="${indexer} -C ${settings} -R"
}
`;
}
