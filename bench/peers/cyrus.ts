import { chownSync, closeSync, existsSync, futimesSync, mkdirSync, openSync, writeFileSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { deliver } from '../load/lmtp.ts';
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
  /** A folder for the packages that may not be installed beside another IMAP server: they are only unpacked. */
  readonly cache: string;
}

/**
 * Cyrus with IMAP, POP3, JMAP and its Xapian index, durable as it comes, in a folder of its own on free loopback ports; no service of the system is
 * touched. It needs root, since its processes run as the user `cyrus`. Any password opens its mailboxes.
 */
export function cyrus(options: CyrusOptions): Target {
  return {
    name: 'Cyrus',
    async version() {
      await requireProgram(cyrusProgram, options.install);
      if (process.getuid?.() !== 0) throw new Error('Cyrus can be measured by root only: its processes change to the user cyrus');
      await requireUnpacked(options);
      return (await runProgram('dpkg-query', ['-W', '-f', '${Version}', 'cyrus-common'])).split('-')[0] ?? '';
    },
    start: async (place) => start(await requireProgram(cyrusProgram, options.install), await requireUnpacked(options), place),
  };
}

/** @returns the folder with `imapd`, `pop3d` and the indexer `squatter` */
async function requireUnpacked({ install, cache }: CyrusOptions): Promise<string> {
  const unpacked = join(cache, 'unpacked', programs);
  if (['imapd', 'pop3d', 'squatter'].every((name) => existsSync(join(unpacked, name)))) return unpacked;
  if (!install) throw new Error("Cyrus's IMAP, POP3 and indexer are missing: npm run bench -- --install");
  mkdirSync(cache, { recursive: true });
  const script = 'cd "$1" && apt-get download cyrus-imapd cyrus-pop3d && for file in cyrus-imapd_*.deb cyrus-pop3d_*.deb; do dpkg-deb -x "$file" unpacked; done';
  await runProgram('sh', ['-c', script, 'sh', cache], { timeoutMs: 600_000 });
  return unpacked;
}

const folders = [
  'conf', ...['db', 'socket', 'proc', 'lock', 'log', 'msg', 'ptclient', 'sieve', 'user', 'quota', 'deliver'].map((name) => `conf/${name}`), 'spool', 'search', 'tmp', 'run',
  'run/proc', 'run/lock',
];

async function start(program: string, unpacked: string, { folder, accounts }: Place): Promise<Running> {
  const [lmtp = 0, http = 0, imap = 0, pop3 = 0] = await freePorts(4);
  const ports = { lmtp, http, imap, pop3 };
  const [user = 0, group = 0] = (await Promise.all(['-u', '-g'].map((what) => runProgram('id', [what, 'cyrus'])))).map(Number);
  for (const name of ['', ...folders]) {
    mkdirSync(join(folder, name), { recursive: true });
    chownSync(join(folder, name), user, group);
  }
  const settings = join(folder, 'imapd.conf');
  const services = join(folder, 'cyrus.conf');
  writeFileSync(settings, imapdConf(folder));
  writeFileSync(services, cyrusConf(settings, unpacked, folder, ports));
  const started = await startProcess(program, ['-C', settings, '-M', services, '-p', join(folder, 'run/master.pid'), '-D'], { logFile: join(folder, 'cyrus.out') });
  try {
    const [imapAnswerMs] = await Promise.race([Promise.all([imap, lmtp, pop3].map((port) => firstAnswer(port, started.startedAt))), started.failure]);
    await sendAtOnce(started.pid);
    return {
      name: 'Cyrus', pid: started.pid, ports, accounts, imapAnswerMs: imapAnswerMs ?? Number.NaN, stop: started.stop,
      fill: (account, messages) => fillSpool(settings, lmtp, account, messages, { user, group }),
    };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

/**
 * Cyrus leaves Nagle's algorithm on: the last piece of an answer waits up to 40 ms for the client's acknowledgement, which would be all that is measured.
 * It has no setting for that, so TCP_NODELAY is set on its listening sockets from outside; connections inherit it. @see pidfd_getfd(2)
 */
async function sendAtOnce(pid: number): Promise<void> {
  const script = `use Socket qw(IPPROTO_TCP TCP_NODELAY);
    my $master = syscall(434, $ARGV[0] + 0, 0);
    for my $theirs (3 .. 255) {
      my $own = syscall(438, $master, $theirs, 0);
      my $socket;
      $set++ if $own >= 0 && open($socket, '+<&=', $own) && setsockopt($socket, IPPROTO_TCP, TCP_NODELAY, 1);
    }
    die "none of its sockets can be reached\n" unless $set;`;
  await runProgram('perl', ['-e', script, `${pid}`]).catch((error: unknown) => {
    process.stderr.write(`Cyrus's answers wait for acknowledgements, its IMAP and POP3 figures are too low: ${error instanceof Error ? error.message : String(error)}\n`);
  });
}

/**
 * Writes messages into an INBOX: the first by LMTP, which makes it, the others as files beside that one, which Cyrus then takes into its index as it
 * does after a loss.
 */
async function fillSpool(settings: string, lmtp: number, { address }: Account, messages: Iterable<readonly Buffer[]>, owner: { user: number; group: number }): Promise<number> {
  const mailbox = `user/${address.split('@')[0]}`;
  const started = Math.floor(Date.now() / 1000) - 1_000_000;
  let folder = '';
  let count = 0;
  for (const message of messages) {
    count++;
    if (count === 1) {
      await deliver(lmtp, 1, once({ recipient: address, message }));
      folder = (await runProgram(`${programs}/mbpath`, ['-C', settings, mailbox])).trim();
      continue;
    }
    const handle = openSync(join(folder, `${count}.`), 'wx', 0o600);
    writevSync(handle, [...message]);
    futimesSync(handle, started + count, started + count);
    closeSync(handle);
    chownSync(join(folder, `${count}.`), owner.user, owner.group);
  }
  await runProgram(`${programs}/reconstruct`, ['-C', settings, mailbox], { timeoutMs: 600_000 });
  return count;
}

const once = <T>(one: T): (() => T | undefined) => {
  const rest = [one];
  return () => rest.shift();
};

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
virtdomains: userid
defaultdomain: bench.example
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

function cyrusConf(settings: string, unpacked: string, folder: string, { lmtp, http, imap, pop3 }: { lmtp: number; http: number; imap: number; pop3: number }): string {
  const service = (name: string, options = '', from = programs) => `cmd="${from}/${name} -C ${settings}${options}"`;
  return `START {
  recover ${service('ctl_cyrusdb', ' -r')}
}
SERVICES {
  http ${service('httpd', ' -U 10000 -T 600')} listen="127.0.0.1:${http}" prefork=8
  imap ${service('imapd', ' -U 10000 -T 600', unpacked)} listen="127.0.0.1:${imap}" prefork=8
  pop3 ${service('pop3d', ' -U 10000 -T 600', unpacked)} listen="127.0.0.1:${pop3}" prefork=1
  lmtp ${service('lmtpd', ' -a')} listen="127.0.0.1:${lmtp}" prefork=4
  lmtpunix ${service('lmtpd')} listen="${folder}/run/lmtp" prefork=0
}
DAEMON {
  squatter ${service('squatter', ' -R', unpacked)}
}
`;
}
