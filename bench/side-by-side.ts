import type { Bench, MailSide, MailSides } from './bench.ts';
import type { Aim, Figure } from './figure.ts';
import { ImapConnection } from './load/imap.ts';

/** For rates: Dovecot's at least. */
export const atLeastPeer: Aim = { of: 'ratio', bound: 'at least', limit: 1 };
/** For times. */
export const atMostPeer: Aim = { of: 'ratio', bound: 'at most', limit: 1 };

/** A session with each server with a reader's INBOX selected, which holds `count` messages. */
export async function selectedInboxes(bench: Bench, reader: 'small' | 'large', count: number): Promise<MailSides<ImapConnection>> {
  const open: { [S in MailSide]?: ImapConnection } = {};
  for (const [side, server] of bench.order(await bench.mailServers(), 0)) {
    const account = await bench.mailbox(server, reader, count);
    open[side] = await ImapConnection.signIn(server.ports.imap, account);
    await open[side].ok('SELECT INBOX');
  }
  return open;
}

export function closeAll({ ours, peer, cyrus }: MailSides<ImapConnection>): void {
  for (const imap of [ours, peer, cyrus]) imap?.close();
}

/** One figure, taken from all sides in turn, after one go that does not count: servers are measured that have been running for a while. */
export async function sideBySide<T>(
  bench: Bench, sides: MailSides<T>, about: Pick<Figure, 'workload' | 'name' | 'unit'> & { aim?: Aim; note?: string },
  measure: (subject: T, side: MailSide, round: number) => Promise<number>,
): Promise<Figure> {
  bench.say(about.name);
  const subjects = bench.order(sides, 0) as [MailSide, T][];
  for (const [side, subject] of subjects) await measure(subject, side, -1);
  const samples = await bench.interleave(sides, (subject, side, round) => measure(subject as T, side, round));
  return { ...about, ours: samples.ours, ...bench.beside(samples) };
}
