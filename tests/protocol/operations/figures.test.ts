import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../../api/shared/log.ts';
import { createAccount } from '../../../api/people/accounts.ts';
import { listenerNames, loadConfig } from '../../../config.ts';
import { type RunningServer, startServer } from '../../../server.ts';
import { eachDatabase } from '../../setup/databases.ts';

const PASSWORD = 'correct horse battery';
const WRONG = 'Tr0ub4dor-and-3';
const CONTENT = 'the-body-that-nobody-else-reads';

/** Sends lines one after the other, each when the one before is answered. @returns all that was answered */
async function talk(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  let at = 0;
  return new Promise((resolve, reject) => {
    socket.on('data', (piece) => {
      said += piece.toString();
      const last = said.trimEnd().split('\r\n').at(-1) ?? '';
      if (!said.endsWith('\r\n') || !/^(?:\d{3} |\+ ?|\* OK|[a-z]\d* (?:OK|NO|BAD)|\+OK|-ERR)/.test(last)) return;
      const next = lines[at++];
      if (next === undefined) socket.end();
      else socket.write(next.endsWith('\r\n') ? next : `${next}\r\n`);
    });
    socket.on('close', () => resolve(said));
    socket.on('error', reject);
  });
}

eachDatabase((_, makeUrl) => {
  let running: RunningServer;
  let folder: string;
  let http: string;
  const lines: Record<string, unknown>[] = [];
  let written = '';
  const port = (name: string): number => running.listening.bound.find((one) => one.name === name)?.port ?? 0;
  const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const figures = async (): Promise<string> => (await fetch(`${http}/metrics`)).text();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'messagerie-figures-'));
    const file = join(folder, 'messagerie.yaml');
    const listeners = listenerNames.map((name) => `  ${name}: {address: 127.0.0.1, port: 0}`).join('\n');
    writeFileSync(file, `data: ${join(folder, 'data')}\ndemo: false\ndomains: [example.com]\ndatabase: {url: "${(await makeUrl()).url}"}\nlisteners:\n${listeners}\n`);
    const log = createLog({
      level: 'trace',
      stream: {
        write(line) {
          written += line;
          lines.push(JSON.parse(line) as Record<string, unknown>);
        },
      },
    });
    running = await startServer(loadConfig({ file, env: {}, systemFile: join(folder, 'none') }), log);
    http = `http://127.0.0.1:${port('http')}`;
    await createAccount(running.open.core, { address: 'ali@example.com', name: 'Ali', password: PASSWORD });
    await createAccount(running.open.core, { address: 'full@example.com', name: 'Full', password: PASSWORD, quotaBytes: 10 });
  });
  afterAll(async () => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a delivery is counted and leaves one line: id, recipients, size', async () => {
    const message = `Subject: ${CONTENT}-subject\r\n\r\n${CONTENT}\r\n`;
    await talk(port('lmtp'), ['LHLO test', 'MAIL FROM:<bob@elsewhere.example>', 'RCPT TO:<ali@example.com>', 'DATA', `${message}.\r\n`, 'QUIT']);
    const line = lines.find(({ msg }) => msg === 'message delivered');
    expect(line).toMatchObject({ protocol: 'lmtp', sender: 'bob@elsewhere.example', recipients: 1, delivered: 1, sizeBytes: message.length });
    expect(line?.id).toEqual(expect.any(String));
    expect(await figures()).toContain('messagerie_messages_delivered_total{protocol="lmtp"} 1');
  });

  test('a refused recipient is counted; a refused message leaves one line with its reason', async () => {
    await talk(port('smtp'), ['EHLO test', 'MAIL FROM:<bob@elsewhere.example>', 'RCPT TO:<nobody@example.com>', 'QUIT']);
    expect(await figures()).toContain('messagerie_recipients_refused_total{protocol="smtp",reason="unknown"} 1');
    const hops = Array.from({ length: running.open.core.limits.receivedFields + 1 }, () => 'Received: from a by b; Wed, 1 Jan 2025 00:00:00 +0000\r\n').join('');
    await talk(port('smtp'), ['EHLO test', 'MAIL FROM:<bob@elsewhere.example>', 'RCPT TO:<ali@example.com>', 'DATA', `${hops}\r\n${CONTENT}\r\n.\r\n`, 'QUIT']);
    expect(lines.filter(({ msg }) => msg === 'message refused')).toMatchObject([{ protocol: 'smtp', reason: 'tooManyHops', recipients: 1, sender: 'bob@elsewhere.example' }]);
    expect(await figures()).toContain('messagerie_messages_refused_total{protocol="smtp",reason="tooManyHops"} 1');
  });

  test('a refused sign-in is counted and leaves one line: who, from where, by which protocol, why', async () => {
    await talk(port('imap'), [`a LOGIN ali@example.com "${WRONG}"`, 'b LOGOUT']);
    // The password where the name belongs: not written down.
    await fetch(`${http}/jmap/session`, { headers: { Authorization: basic(WRONG, 'ali@example.com') } });
    const refused = lines.filter(({ msg }) => msg === 'sign-in refused');
    expect(refused).toMatchObject([
      { protocol: 'imap', remoteAddress: '127.0.0.1', by: 'password', user: 'ali@example.com', reason: 'credentialsInvalid' },
      { protocol: 'jmap', remoteAddress: '127.0.0.1', by: 'password', reason: 'credentialsInvalid' },
    ]);
    expect(refused[1]).not.toHaveProperty('user');
    expect(await figures()).toContain('messagerie_sign_in_failures_total{protocol="imap",reason="credentialsInvalid"} 1');
  });

  test('JMAP calls are counted by method with their duration; what is no method is not', async () => {
    const call = async (methodCalls: unknown[]): Promise<Response> => fetch(`${http}/jmap/api`, {
      method: 'POST', headers: { Authorization: basic('ali@example.com', PASSWORD), 'Content-Type': 'application/json' },
      body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'], methodCalls }),
    });
    await call([['Core/echo', { text: CONTENT }, 'a'], ['Invented/name', {}, 'b'], ['Mailbox/get', { accountId: 'anowhere' }, 'c']]);
    const page = await figures();
    expect(page).toContain('messagerie_jmap_calls_total{method="Core/echo",result="ok"} 1');
    expect(page).toContain('messagerie_jmap_calls_total{method="Mailbox/get",result="accountNotFound"} 1');
    expect(page).toContain('messagerie_jmap_call_duration_seconds_count{method="Core/echo"} 1');
    expect(page).not.toContain('Invented');
  });

  test('connections by listener, the queue by state, units of work and the event loop are among the figures', async () => {
    const page = await figures();
    expect(page).toMatch(/messagerie_connections\{listener="http"\} [1-9]/);
    expect(page).toContain('messagerie_connections_total{listener="lmtp",result="accepted"} 1');
    for (const state of ['waiting', 'sending', 'held']) expect(page).toContain(`messagerie_queue_entries{state="${state}"} 0`);
    expect(page).toMatch(/messagerie_unit_of_work_duration_seconds_count\{result="done"\} [1-9]/);
    expect(page).toMatch(/nodejs_eventloop_lag_p99_seconds \S/);
    expect(page).toContain('process_resident_memory_bytes');
  });

  test('a submission leaves one line; at the most talkative level no password, no subject and no content is in the log', async () => {
    const plain = Buffer.from(`\0ali@example.com\0${PASSWORD}`).toString('base64');
    const message = `From: ali@example.com\r\nTo: full@example.com\r\nSubject: ${CONTENT}-subject\r\n\r\n${CONTENT}\r\n`;
    const said = await talk(port('submission'), [
      'EHLO test', `AUTH PLAIN ${plain}`, 'MAIL FROM:<ali@example.com>', 'RCPT TO:<ali@example.com>', 'DATA', `${message}.\r\n`, 'QUIT',
    ]);
    expect(said).toMatch(/^235 /m);
    await talk(port('pop3'), ['USER ali@example.com', `PASS ${WRONG}`, 'QUIT']);
    await talk(port('imap'), [`a LOGIN ali@example.com "${PASSWORD}"`, 'b SELECT INBOX', 'c LOGOUT']);
    expect(lines.find(({ msg }) => msg === 'message submitted')).toMatchObject({ protocol: 'submission', user: 'ali@example.com', recipients: 1, sizeBytes: message.length });
    for (const secret of [PASSWORD, WRONG, CONTENT, plain, Buffer.from(PASSWORD).toString('base64')]) expect(written).not.toContain(secret);
  });

  test('design §12: ready means that the database answers', async () => {
    const ready = await fetch(`${http}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', checks: { database: 'ok' } }]);
  });
});
