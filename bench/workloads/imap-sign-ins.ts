import type { Workload } from '../bench.ts';
import { ImapConnection } from '../load/imap.ts';
import { atLeastPeer, sideBySide } from '../side-by-side.ts';
import { timed } from '../statistics.ts';

const connections = 8;

/** Sessions that come and go, as those of programs that look for mail: connection, greeting, LOGIN, LOGOUT. */
export const imapSignIns: Workload = {
  name: 'imap-sign-ins',
  measures: `sign-ins per second over ${connections} connections at a time, by people whose passwords were right a moment before`,
  async run(bench) {
    const total = bench.options.quick ? 200 : 1_000;
    const servers = await bench.mailServers();
    const about = { workload: 'imap-sign-ins', name: `sign-ins, ${connections} at a time`, unit: 'per s', aim: atLeastPeer, note: "Dovecot's passwords are plain, Cyrus looks at none, ours are hashed and remembered while they are in use" };
    const figure = await sideBySide(bench, servers, about, async (server) => {
      const readers = server.accounts.filter(({ role }) => role === 'reader');
      const visit = async (n: number): Promise<void> => {
        const account = readers[n % readers.length];
        if (!account) throw new Error(`${server.name} has no readers`);
        const imap = await ImapConnection.signIn(server.ports.imap, account);
        await imap.ok('LOGOUT');
        imap.close();
      };
      for (let n = 0; n < readers.length; n++) await visit(n);
      let next = 0;
      const ms = await timed(() => Promise.all(Array.from({ length: connections }, async () => {
        while (next < total) await visit(next++);
      })));
      return (total * 1000) / ms;
    });
    return [figure];
  },
};
