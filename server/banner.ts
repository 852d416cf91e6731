import { networkInterfaces } from 'node:os';
import type { Demonstration } from '../api/demo/index.ts';
import type { Listening } from './listeners.ts';

/** What runs here, for whoever has just started it (contract: the banner goes to standard output). */
export function banner(listening: Listening, demonstration: Demonstration | null, version: string): string {
  const port = (name: string): number | undefined => listening.bound.find((listener) => listener.name === name)?.port;
  const http = port('http');
  const https = port('https');
  const lines = [`Messagerie ${version} is running`, ''];
  if (http !== undefined) lines.push(`  Web      http://localhost:${http}   (how to connect: http://localhost:${http}/connect)`);
  if (https !== undefined) lines.push(`  Web      https://localhost:${https}`);
  const pairs: [string, string[]][] = [['IMAP', ['imap', 'imaps']], ['POP3', ['pop3', 'pop3s']], ['SMTP', ['smtp']], ['Send', ['submission', 'submissions']], ['LMTP', ['lmtp']]];
  for (const [label, names] of pairs) {
    const shown = names.flatMap((name) => {
      const number = port(name);
      return number === undefined ? [] : [`${number}${name.endsWith('s') ? ' (TLS)' : ''}`];
    });
    if (shown.length > 0) lines.push(`  ${label.padEnd(8)} ${addressOf(listening)} port ${shown.join(', ')}`);
  }
  if (demonstration) {
    lines.push('', '  This is a demonstration of the organisation example.org. Sign in as:');
    if (demonstration.made) for (const { address, password } of demonstration.made) lines.push(`    ${address.padEnd(28)} ${password}`);
    else lines.push(`    (addresses and passwords: ${demonstration.accountsFile})`);
    if (demonstration.made) lines.push(`  (kept in ${demonstration.accountsFile})`);
  }
  lines.push('', '  Add a person:  npx messagerie user add ADDRESS --name NAME --password-stdin', '  Stop:          Ctrl-C', '');
  return lines.join('\n');
}

function addressOf(listening: Listening): string {
  if (listening.bound.every((listener) => listener.loopback)) return 'localhost';
  return Object.values(networkInterfaces()).flat().find((one) => one && !one.internal && one.family === 'IPv4')?.address ?? 'localhost';
}
