import { chmodSync, chownSync, closeSync, mkdirSync, openSync, writeFileSync, writevSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { firstAnswer, freePorts } from '../ports.ts';
import { runProgram, startProcess } from '../processes.ts';
import type { Place, Running, Target } from '../target.ts';
import { type DebianProgram, requireProgram } from './debian.ts';

export const dovecotProgram: DebianProgram = {
  program: 'dovecot',
  packages: ['dovecot-imapd', 'dovecot-lmtpd', 'dovecot-pop3d'],
  files: ['/usr/lib/dovecot/imap', '/usr/lib/dovecot/lmtp', '/usr/lib/dovecot/pop3'],
};

/** Who owns the mail when Dovecot runs as root: ids only, no account of the system's is needed. */
const mailOwner = 65_534;

/**
 * Dovecot with Maildir and durable settings in a folder of its own, on free loopback ports; no service of the system is
 * touched. What would hold it back is lifted: no delay after a wrong password, login processes that serve many, process
 * limits far above the load.
 */
export function dovecot({ install, fsync }: { install: boolean; fsync: 'always' | 'optimized' }): Target {
  const program = () => requireProgram(dovecotProgram, install);
  return {
    name: 'Dovecot',
    version: async () => (await runProgram(await program(), ['--version'])).trim().split(' ')[0] ?? '',
    start: async (place) => start(await program(), place, fsync),
  };
}

async function start(program: string, place: Place, fsync: string): Promise<Running> {
  const asRoot = process.getuid?.() === 0;
  const [lmtp = 0, imap = 0, pop3 = 0, imaps = 0] = await freePorts(4);
  const { folder } = place;
  const mail = join(folder, 'mail');
  mkdirSync(mail, { recursive: true });
  chmodSync(folder, 0o755); // its processes pass through as users without rights
  if (asRoot) chownSync(mail, mailOwner, mailOwner);
  await writePasswords(place);
  const configuration = join(folder, 'dovecot.conf');
  const certificate = await makeCertificate(folder);
  const group = (await runProgram('id', ['-gn'])).trim();
  writeFileSync(configuration, settings({ folder, mail, asRoot, group, fsync, lmtp, imap, pop3, imaps, certificate }));

  const dovecotProcess = await startProcess(program, ['-F', '-c', configuration], { logFile: join(folder, 'dovecot.out') });
  const { pid, startedAt, failure, stop } = dovecotProcess;
  try {
    const [imapAnswerMs] = await Promise.race([
      Promise.all([firstAnswer(imap, startedAt), firstAnswer(lmtp, startedAt), firstAnswer(pop3, startedAt)]),
      failure,
    ]);
    return {
      name: 'Dovecot',
      pid,
      ports: { lmtp, imap, pop3, ...(certificate ? { imaps } : {}) },
      accounts: place.accounts,
      imapAnswerMs,
      fill: async (account, messages) => fillMaildir(join(mail, account.address, 'Maildir'), messages, asRoot),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Signed by itself, of the kind that ours makes. Undefined without the program `openssl`: IMAP is measured without TLS then. */
async function makeCertificate(folder: string): Promise<Certificate | undefined> {
  const files = { certificateFile: join(folder, 'certificate.pem'), keyFile: join(folder, 'key.pem') };
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', '/CN=localhost'];
  try {
    await runProgram('openssl', ['req', '-x509', ...kind, '-keyout', files.keyFile, '-out', files.certificateFile]);
    return files;
  } catch {
    return undefined;
  }
}

/**
 * passwd-file with one line an account. Recipients' passwords cost bcrypt's work to check, like those of a careful site;
 * readers' are plain, so that opening connections is not what is measured.
 */
async function writePasswords({ folder, accounts }: Place): Promise<void> {
  const slow = new Map<string, string>();
  for (const { role, password } of accounts) {
    if (role === 'recipient' && !slow.has(password)) {
      slow.set(password, (await runProgram('doveadm', ['-c', '/dev/null', 'pw', '-s', 'BLF-CRYPT', '-r', '10', '-p', password])).trim());
    }
  }
  const lines = accounts.map(({ address, password, role }) => {
    const hash = role === 'recipient' ? slow.get(password) : `{PLAIN}${password}`;
    return `${address}:${hash}::::::`;
  });
  writeFileSync(join(folder, 'passwd'), `${lines.join('\n')}\n`, { mode: 0o644 });
}

interface Settings {
  readonly folder: string;
  readonly mail: string;
  readonly asRoot: boolean;
  /** Name of our own group; Dovecot without root stays in it. */
  readonly group: string;
  readonly fsync: string;
  readonly lmtp: number;
  readonly imap: number;
  readonly pop3: number;
  readonly imaps: number;
  readonly certificate: Certificate | undefined;
}

function settings({ folder, mail, asRoot, group, fsync, lmtp, imap, pop3, imaps, certificate }: Settings): string {
  const user = userInfo();
  const owner = asRoot ? { uid: mailOwner, gid: mailOwner } : user;
  const users = asRoot
    ? ''
    : `default_internal_user = ${user.username}
default_internal_group = ${group}
default_login_user = ${user.username}
service imap-login {
  chroot =
}
service pop3-login {
  chroot =
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
  return `${users}base_dir = ${folder}/run
state_dir = ${folder}/state
instance_name = messagerie-bench
log_path = ${folder}/dovecot.log
protocols = imap lmtp pop3
listen = 127.0.0.1
${certificate ? `ssl = yes
ssl_cert = <${certificate.certificateFile}
ssl_key = <${certificate.keyFile}` : 'ssl = no'}
disable_plaintext_auth = no
hostname = bench.example
postmaster_address = postmaster@bench.example

mail_location = maildir:~/Maildir
mail_uid = ${owner.uid}
mail_gid = ${owner.gid}
first_valid_uid = 0
first_valid_gid = 0
mail_fsync = ${fsync}
mail_max_userip_connections = 0

auth_mechanisms = plain login
auth_cache_size = 16 M
auth_failure_delay = 0 secs
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/passwd
}
userdb {
  driver = passwd-file
  args = username_format=%u ${folder}/passwd
  default_fields = uid=${owner.uid} gid=${owner.gid} home=${mail}/%u
}
namespace inbox {
  inbox = yes
}

default_process_limit = 5000
default_client_limit = 20000
default_vsz_limit = 0
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = ${certificate ? imaps : 0}
    ssl = yes
  }
  service_count = 0
  process_min_avail = 2
}
service pop3-login {
  inet_listener pop3 {
    port = ${pop3}
  }
  inet_listener pop3s {
    port = 0
  }
  service_count = 0
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtp}
  }
  process_min_avail = 4
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
`;
}

/**
 * Writes messages into an INBOX as if delivered before. They lie in `cur` with their sizes in the name, as Dovecot's
 * own deliveries do.
 */
function fillMaildir(maildir: string, messages: Iterable<readonly Buffer[]>, asRoot: boolean): number {
  for (const folder of [join(maildir, '..'), maildir, ...['cur', 'new', 'tmp'].map((name) => join(maildir, name))]) {
    mkdirSync(folder, { recursive: true });
    if (asRoot) chownSync(folder, mailOwner, mailOwner);
  }
  const started = Math.floor(Date.now() / 1000) - 1_000_000;
  let count = 0;
  for (const pieces of messages) {
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const file = join(maildir, 'cur', `${started + count}.M${count}P1.bench,S=${size},W=${size}:2,`);
    const handle = openSync(file, 'wx', 0o600);
    writevSync(handle, [...pieces]);
    closeSync(handle);
    if (asRoot) chownSync(file, mailOwner, mailOwner);
    count++;
  }
  return count;
}
