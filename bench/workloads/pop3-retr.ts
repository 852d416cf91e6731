import type { Workload } from '../bench.ts';
import { Pop3Connection } from '../load/pop3.ts';
import { atLeastPeer, sideBySide } from '../side-by-side.ts';
import { timed } from '../statistics.ts';

/** Mail that is fetched by POP3, one message after the other. */
export const pop3Retr: Workload = {
  name: 'pop3-retr',
  measures: 'RETR of 1 000 messages of 2 KB in one session, one by one',
  async run(bench) {
    const count = bench.options.quick ? 500 : 1_000;
    const figure = await sideBySide(bench, await bench.mailServers(), { workload: 'pop3-retr', name: `RETR of ${count}`, unit: 'msg/s', aim: atLeastPeer }, async (server) => {
      const pop3 = await Pop3Connection.signIn(server.ports.pop3, await bench.mailbox(server, 'small', bench.sizes.small));
      const ms = await timed(async () => {
        for (let number = 1; number <= count; number++) {
          const bytes = await pop3.retrieve(number);
          if (bytes < 1_500) throw new Error(`RETR ${number} gave ${bytes} octets`);
        }
      });
      await pop3.ok('QUIT');
      pop3.close();
      return (count * 1000) / ms;
    });
    return [figure];
  },
};
