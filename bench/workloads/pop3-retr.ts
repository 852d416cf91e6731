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
    const repeats = bench.options.quick ? 3 : 5;
    const figure = await sideBySide(bench, await bench.mailServers(), { workload: 'pop3-retr', name: `RETR of ${count}`, unit: 'msg/s', aim: atLeastPeer }, async (server) => {
      const account = await bench.mailbox(server, 'small', bench.sizes.small);
      // A session of a thousand is over in a tenth of a second: by itself it would show what else the machine did just then.
      let ms = 0;
      for (let n = 0; n < repeats; n++) ms += await retrieveFirst(count, await Pop3Connection.signIn(server.ports.pop3, account));
      return (repeats * count * 1000) / ms;
    });
    return [figure];
  },
};

/** Wall-clock milliseconds of taking the first messages of a maildrop. */
async function retrieveFirst(count: number, pop3: Pop3Connection): Promise<number> {
  const ms = await timed(async () => {
    for (let number = 1; number <= count; number++) {
      const bytes = await pop3.retrieve(number);
      if (bytes < 1_500) throw new Error(`RETR ${number} gave ${bytes} octets`);
    }
  });
  await pop3.ok('QUIT');
  pop3.close();
  return ms;
}
