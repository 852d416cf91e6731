import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hostResolver } from '../../../api/shared/resolve-host.ts';

test('the hosts file comes before DNS; RFC 6761 §6.3: localhost is always this machine', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'messagerie-hosts-'));
  const hostsFile = path.join(folder, 'hosts');
  writeFileSync(hostsFile, '# names\n10.1.1.1\tcal.lan Cal2.lan # both\nfd00::1 cal.lan\n127.9.9.9 localhost\nnonsense x\n');
  const resolve = hostResolver({ hostsFile });
  expect(await resolve('CAL.lan.')).toEqual(['10.1.1.1', 'fd00::1']);
  expect(await resolve('cal2.lan')).toEqual(['10.1.1.1']);
  expect(await resolve('localhost')).toEqual(['127.0.0.1', '::1']);
  expect(await resolve('a.localhost')).toEqual(['127.0.0.1', '::1']);
  expect(await resolve('[::1]')).toEqual(['::1']);
  rmSync(folder, { recursive: true });
});
