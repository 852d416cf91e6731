import type { Workload } from '../bench.ts';
import type { ImapConnection } from '../load/imap.ts';
import { messageSource } from '../messages.ts';
import { atLeastPeer, closeAll, selectedInboxes, sideBySide } from '../side-by-side.ts';
import { timed } from '../statistics.ts';

const workload = 'imap-append';

/** A message as a literal that is not waited for (RFC 7888); the text is UTF-8 throughout. */
function literal(pieces: readonly Buffer[]): string {
  const message = Buffer.concat(pieces);
  return `{${message.length}+}\r\n${message.toString('utf8')}`;
}

/** Messages in one command: what both sides take. */
const together = 100;

/** Messages that a program puts into a folder, as it does to bring old mail along: each in a command of its own, and a hundred in one. */
export const imapAppend: Workload = {
  name: workload,
  measures: `APPEND of 1 000 messages of 2 KB, one by one and ${together} in one command (MULTIAPPEND)`,
  async run(bench) {
    const count = bench.options.quick ? 200 : 1_000;
    const source = messageSource('append', 2_000);
    let serial = 0;
    const next = (): string => literal(source(serial++));
    const sides = await selectedInboxes(bench, 'small', bench.sizes.small);
    const inFolder = async (imap: ImapConnection, append: (folder: string) => Promise<unknown>): Promise<number> => {
      const folder = `appended${serial}`;
      await imap.ok(`CREATE ${folder}`);
      const ms = await timed(() => append(folder));
      const { lines } = await imap.ok(`STATUS ${folder} (MESSAGES)`, true);
      if (!lines.some((line) => line.includes(`MESSAGES ${count}`))) throw new Error(`after APPEND of ${count}: ${lines.join(' ')}`);
      await imap.ok(`DELETE ${folder}`);
      return (count * 1000) / ms;
    };
    const single = await sideBySide(bench, sides, { workload, name: `APPEND of ${count}, one by one`, unit: 'msg/s', aim: atLeastPeer }, (imap) => {
      const messages = Array.from({ length: count }, next);
      return inFolder(imap, async (folder) => {
        for (const message of messages) await imap.ok(`APPEND ${folder} (\\Seen) ${message}`);
      });
    });
    const bulk = await sideBySide(bench, sides, { workload, name: `APPEND of ${count}, ${together} in one`, unit: 'msg/s', aim: atLeastPeer }, (imap) => {
      const parts = Array.from({ length: count / together }, () => Array.from({ length: together }, () => `(\\Seen) ${next()}`).join(' '));
      return inFolder(imap, async (folder) => {
        for (const messages of parts) await imap.ok(`APPEND ${folder} ${messages}`);
      });
    });
    closeAll(sides);
    return [single, bulk];
  },
};
