import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { findAdminSocket } from '../../api/client/admin-socket.ts';
import { connectSocket, restClient } from '../../api/client/http.ts';
import { domain, type Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { quantile, timed } from '../statistics.ts';
import type { Account } from '../target.ts';

const firstNames = ['Amélie', 'Jean', 'Fatima', 'محمد', 'Nadia', 'Karim', 'Sophie', 'Luc', 'Zoé', 'أحمد', 'Paul', 'Marie', 'Yacine', 'Hélène', 'سارة', 'Omar', 'Claire', 'Idir', 'Lina', 'Samir'];
const lastNames = ['Durand', 'Martin', 'Benali', 'الزهراء', 'Lefèvre', 'Haddad', 'Moreau', 'Petit', 'Bouzid', 'بن علي', 'Garcia', 'Roux', 'Mansouri', 'Faure', 'قاسم', 'Mercier', 'Blanc', 'Khelifi', 'Girard', 'Saïdi'];
const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? '';
const nameOf = (n: number): string => `${pick(firstNames, n)} ${pick(lastNames, Math.floor(n / firstNames.length))}`;

const reader: Account = { address: `writer@${domain}`, password: 'Bench-4f2c-9ab7-Lyon', role: 'reader' };

/** Whom somebody means by the letters typed so far, in an organisation of 20 000 accounts, for a person who has written to 1 000 others. */
export const completion: Workload = {
  name: 'completion',
  measures: 'GET /api/v1/me/recipients for each letter typed, among 20 000 accounts and 1 000 people one has written to',
  async run(bench) {
    const { ours: target } = bench.targets;
    if (!target) return [];
    const { quick, rounds } = bench.options;
    const people = quick ? 2_000 : 20_000;
    const folder = bench.freshFolder('completion');
    const server = await target.start({ folder, accounts: [reader] });
    const agent = new Agent({ keepAlive: true, maxSockets: 1, noDelay: true });
    try {
      const { http } = server.ports;
      if (http === undefined) throw new Error('no HTTP port');
      bench.say(`making ${people} accounts`);
      await makePeople(join(folder, 'data'), people);
      for (let n = 0; n < 10; n++) await writeTo(agent, http, n * 100, 100);
      await complete(agent, http, 'a');
      const typed = Array.from({ length: quick ? 200 : 1_000 }, (_, n) => {
        const name = nameOf(n * 37);
        return name.slice(0, 1 + (n % name.length));
      });
      const middle: number[] = [];
      const slow: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const times: number[] = [];
        for (const letters of typed) times.push(await timed(() => complete(agent, http, letters)));
        middle.push(quantile(times, 0.5));
        slow.push(quantile(times, 0.99));
      }
      const name = `completion among ${people}`;
      const figures: Figure[] = [
        { workload: 'completion', name: `${name}, p50`, unit: 'ms', ours: middle },
        { workload: 'completion', name: `${name}, p99`, unit: 'ms', ours: slow, aim: { of: 'value', bound: 'at most', limit: 20 } },
      ];
      return figures;
    } finally {
      agent.destroy();
      await server.stop();
    }
  },
};

/** Without passwords: nobody signs in to them, and hashing would take an hour. */
async function makePeople(dataFolder: string, count: number): Promise<void> {
  const socket = await connectSocket(findAdminSocket(dataFolder));
  if (!socket) throw new Error('the console of the server does not answer');
  const client = restClient(socket);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await client.call('createAccount', { body: { address: `person${n}@${domain}`, name: nameOf(n), language: 'en', administrator: false } });
  };
  await Promise.all(Array.from({ length: 16 }, work));
  await client.close();
}

/** One message to many; it waits, so that nothing tries to send it. */
async function writeTo(agent: Agent, port: number, first: number, count: number): Promise<void> {
  const to = Array.from({ length: count }, (_, n) => ({ name: nameOf(first + n), email: `friend${first + n}@elsewhere.example` }));
  const sendAt = new Date(Date.now() + 20 * 86_400_000).toISOString();
  await send(agent, port, 'POST', '/api/v1/messages', JSON.stringify({ to, subject: 'bench', text: 'x', sendAt, saveToSent: false }));
}

async function complete(agent: Agent, port: number, letters: string): Promise<void> {
  await send(agent, port, 'GET', `/api/v1/me/recipients?query=${encodeURIComponent(letters)}`);
}

function send(agent: Agent, port: number, method: string, path: string, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const authorization = `Basic ${Buffer.from(`${reader.address}:${reader.password}`).toString('base64')}`;
    const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) };
    const sending = request({ agent, host: '127.0.0.1', port, method, path, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        if ((response.statusCode ?? 500) < 300) resolve(text);
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 300)}`));
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
