import type { Bench, Side, Sides } from './bench.ts';
import type { Aim, Figure } from './figure.ts';
import { ImapConnection } from './load/imap.ts';

/** For rates: Dovecot's at least. */
export const atLeastPeer: Aim = { of: 'ratio', bound: 'at least', limit: 1 };
/** For times. */
export const atMostPeer: Aim = { of: 'ratio', bound: 'at most', limit: 1 };

/** A session for each side with a reader's INBOX selected, which holds `count` messages. */
export async function selectedInboxes(bench: Bench, reader: 'small' | 'large', count: number): Promise<Sides<ImapConnection>> {
  const open: { ours?: ImapConnection; peer?: ImapConnection } = {};
  for (const [side, server] of bench.order(await bench.running(), 0)) {
    const account = await bench.mailbox(server, reader, count);
    open[side] = await ImapConnection.signIn(server.ports.imap, account);
    await open[side].ok('SELECT INBOX');
  }
  return open;
}

export function closeBoth(sides: Sides<ImapConnection>): void {
  sides.ours?.close();
  sides.peer?.close();
}

/** One figure, taken from both sides in turn, after one go that does not count: servers are measured that have been running for a while. */
export async function sideBySide<T>(
  bench: Bench, sides: Sides<T>, about: Pick<Figure, 'workload' | 'name' | 'unit'> & { aim?: Aim; note?: string },
  measure: (subject: T, side: Side, round: number) => Promise<number>,
): Promise<Figure> {
  bench.say(about.name);
  for (const [side, subject] of bench.order(sides, 0)) await measure(subject, side, -1);
  const samples = await bench.interleave(sides, measure);
  return { ...about, ours: samples.ours, ...bench.reference(samples.peer) };
}
