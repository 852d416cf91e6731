import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock } from '../../../api/shared/lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'messagerie-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the data folder is made for its owner alone, and has one owner at a time', async () => {
  const data = path.join(folder, 'a', 'data');
  const lock = await acquireLock(data, 0);
  expect(lock).not.toBeNull();
  expect(statSync(data).mode & 0o777).toBe(0o700);
  expect(await acquireLock(data, 0)).toBeNull();
  lock?.release();
  lock?.release();
  const next = await acquireLock(data, 0);
  expect(next).not.toBeNull();
  next?.release();
});

test('whoever waits gets it when it is released', async () => {
  const lock = await acquireLock(folder, 0);
  const waiting = acquireLock(folder, 10_000);
  lock?.release();
  const got = await waiting;
  expect(got).not.toBeNull();
  got?.release();
});

test('kill -9 of the owner releases it', async () => {
  const script = `
    const Database = require(${JSON.stringify(path.resolve('node_modules/better-sqlite3'))});
    const db = new Database(${JSON.stringify(path.join(folder, 'lock.db'))});
    db.pragma('journal_mode = DELETE'); db.exec('BEGIN EXCLUSIVE');
    console.log('held'); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => owner.stdout.once('data', resolve));
  expect(await acquireLock(folder, 0)).toBeNull();
  const gone = new Promise((resolve) => owner.once('exit', resolve));
  owner.kill('SIGKILL');
  await gone;
  const lock = await acquireLock(folder, 0);
  expect(lock).not.toBeNull();
  lock?.release();
});

test('a folder that cannot be used says so', async () => {
  writeFileSync(path.join(folder, 'file'), '');
  await expect(acquireLock(path.join(folder, 'file'), 0)).rejects.toThrow(/data folder .*(cannot be made|cannot be locked)/i);
});
