import { type Bench, domain } from '../bench.ts';
import { deliver } from '../load/lmtp.ts';
import type { MessageSource } from '../messages.ts';
import type { Running } from '../target.ts';

/** Cyrus with one user whose INBOX holds these messages; undefined where it is missing. The caller ends it. */
export async function cyrusWith(bench: Bench, user: string, source: MessageSource, count: number): Promise<Running | undefined> {
  if (!bench.cyrus) return undefined;
  bench.say(`starting Cyrus, and filling a mailbox of it with ${count} messages`);
  const running = await bench.cyrus.start({ folder: bench.freshFolder('Cyrus'), accounts: [{ address: `${user}@${domain}`, password: 'x', role: 'reader' }] });
  try {
    let serial = 0;
    const next = (limit: number) => () => (serial < limit ? { recipient: `${user}@${domain}`, message: source(serial++) } : undefined);
    // The first makes the mailbox, which two at once would both try.
    await deliver(running.ports.lmtp, 1, next(1));
    await deliver(running.ports.lmtp, 32, next(count));
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}
