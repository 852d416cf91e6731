import { chmodSync, chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstAnswer, freePorts } from '../ports.ts';
import { runProgram, startProcess } from '../processes.ts';
import type { Running } from '../target.ts';
import { type DebianProgram, requireProgram } from './debian.ts';

const modules = '/usr/lib/apache2/modules';

/** Apache's program and PHP in it without the package `apache2`, which would bring a service; no database but SQLite is set up. */
const roundcubeProgram: DebianProgram = {
  program: 'apache2',
  packages: ['roundcube-core', 'roundcube-sqlite3', 'roundcube-plugins', 'php-sqlite3', 'libapache2-mod-php', 'apache2-bin', 'dbconfig-no-thanks'],
  files: ['/var/lib/roundcube/public_html', '/var/lib/roundcube/plugins/archive', `${modules}/mod_mpm_prefork.so`],
};

export interface RunningRoundcube {
  readonly port: number;
  stop(): Promise<void>;
}

/** @returns its version. @throws the sentence that says what to install */
export async function roundcubeVersion(install: boolean): Promise<string> {
  await requireProgram(roundcubeProgram, install);
  return (await runProgram('dpkg-query', ['-W', '-f', '${Version}', 'roundcube-core'])).split(/[+-]/)[0] ?? '';
}

/**
 * Roundcube on an IMAP server that runs, with its defaults, the plugin for archiving, and Debian's rules for compression and
 * expiry; in Apache with PHP in its processes, as Debian serves it. All it writes lies in `folder`.
 */
export async function startRoundcube(imap: Running, folder: string, install: boolean): Promise<RunningRoundcube> {
  const program = await requireProgram(roundcubeProgram, install);
  const asRoot = process.getuid?.() === 0;
  const [port = 0] = await freePorts(1);
  const config = join(folder, 'config');
  const own = asRoot ? await idsOf('www-data') : undefined;
  chmodSync(folder, 0o755);
  for (const name of ['config', 'logs', 'temp', 'db', 'run']) {
    mkdirSync(join(folder, name));
    if (own) chownSync(join(folder, name), own.user, own.group);
  }
  for (const name of ['defaults.inc.php', 'mimetypes.php']) symlinkSync(join('/etc/roundcube', name), join(config, name));
  writeFileSync(join(config, 'config.inc.php'), roundcubeConfig(folder, imap.ports.imap));
  writeFileSync(join(folder, 'apache.conf'), apacheConfig({ folder, port, php: await phpModule(), asRoot }));
  const started = await startProcess(program, ['-f', join(folder, 'apache.conf'), '-DFOREGROUND'], { logFile: join(folder, 'apache.out'), ownGroup: true });
  try {
    await Promise.race([firstAnswer(port, started.startedAt, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'), started.failure]);
  } catch (error) {
    await started.stop();
    throw error;
  }
  return { port, stop: started.stop };
}

async function idsOf(name: string): Promise<{ user: number; group: number }> {
  const [user = 0, group = 0] = (await Promise.all(['-u', '-g'].map((what) => runProgram('id', [what, name])))).map(Number);
  return { user, group };
}

async function phpModule(): Promise<string> {
  const version = (await runProgram('php', ['-r', 'echo PHP_MAJOR_VERSION.".".PHP_MINOR_VERSION;'])).trim();
  const file = `${modules}/libphp${version}.so`;
  if (!existsSync(file)) throw new Error(`${file} is missing: install libapache2-mod-php`);
  return file;
}

function roundcubeConfig(folder: string, imapPort: number): string {
  return `<?php
$config = [];
$config['db_dsnw'] = 'sqlite:///${folder}/db/roundcube.sqlite?mode=0640';
$config['imap_host'] = '127.0.0.1:${imapPort}';
$config['smtp_host'] = '127.0.0.1:9';
$config['des_key'] = 'bench-bench-bench-bench!';
$config['log_dir'] = '${folder}/logs/';
$config['temp_dir'] = '${folder}/temp/';
$config['enable_spellcheck'] = false;
$config['plugins'] = ['archive'];
$config['archive_mbox'] = 'Archive';
$config['create_default_folders'] = true;
$config['skin'] = 'elastic';
`;
}

const loaded = ['authz_core', 'authz_host', 'access_compat', 'alias', 'dir', 'env', 'expires', 'filter', 'deflate', 'brotli', 'headers', 'mime', 'rewrite', 'setenvif'];

/** The rules of the package's own .htaccess hold: AllowOverride. */
function apacheConfig({ folder, port, php, asRoot }: { folder: string; port: number; php: string; asRoot: boolean }): string {
  return `ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/run/apache.pid
DefaultRuntimeDir ${folder}/run
ErrorLog ${folder}/apache.log
LoadModule mpm_prefork_module ${modules}/mod_mpm_prefork.so
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
LoadModule php_module ${php}
${asRoot ? 'User www-data\nGroup www-data\n' : ''}TypesConfig /etc/mime.types
StartServers 6
MinSpareServers 6
MaxRequestWorkers 32
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 30
DocumentRoot /var/lib/roundcube/public_html
DirectoryIndex index.php
SetEnv ROUNDCUBE_CONFIG_DIR ${folder}/config
<FilesMatch "\\.php$">
  SetHandler application/x-httpd-php
</FilesMatch>
<Directory />
  AllowOverride None
  Require all denied
</Directory>
<Directory /var/lib/roundcube/public_html/>
  Options +FollowSymLinks
  AllowOverride All
  Require all granted
</Directory>
<Directory /usr/share/>
  Options +FollowSymLinks
  Require all granted
</Directory>
<Directory /var/lib/roundcube/>
  Options +FollowSymLinks
  AllowOverride All
  Require all granted
</Directory>
`;
}
