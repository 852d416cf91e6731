import type { Browser } from 'playwright-core';
import type { Bench, Sides } from '../bench.ts';
import { roundcubeVersion, startRoundcube } from '../peers/roundcube.ts';
import type { Account, Running } from '../target.ts';
import { withChromium } from './chromium.ts';
import { messagerieWeb } from './messagerie-web.ts';
import { webMessages } from './messages.ts';
import { roundcubeWeb } from './roundcube-web.ts';
import type { Webmail } from './webmail.ts';

/** The reader's mailbox that all but the scrolling use. */
export const readerName = 'web';

/** A webmail with a filled mailbox. */
export interface WebSide {
  readonly webmail: Webmail;
  readonly server: Running;
  readonly account: Account;
}

/**
 * Chromium, ours, and Roundcube on Dovecot, each with the same messages in the Inbox of the same person. What was started here is ended afterwards.
 * @param peer whether Roundcube is wanted
 * @returns undefined, and says why, where there is no Chromium
 */
export function withWebmails<T>(bench: Bench, { peer }: { peer: boolean }, measure: (browser: Browser, sides: Sides<WebSide>) => Promise<T>): Promise<T | undefined> {
  return withChromium(bench, async (browser) => {
    const running = await bench.running();
    const sides: { ours?: WebSide; peer?: WebSide } = {};
    if (running.ours) sides.ours = { webmail: messagerieWeb(running.ours), server: running.ours, account: await filled(bench, running.ours) };
    if (!peer || !running.peer || !(await hasRoundcube(bench))) return measure(browser, sides);
    const account = await filled(bench, running.peer);
    const roundcube = await startRoundcube(running.peer, bench.freshFolder('Roundcube'), bench.options.install);
    try {
      return await measure(browser, { ...sides, peer: { webmail: roundcubeWeb(roundcube.port), server: running.peer, account } });
    } finally {
      await roundcube.stop();
    }
  });
}

const filled = (bench: Bench, server: Running): Promise<Account> => bench.mailbox(server, readerName, bench.options.quick ? 500 : 2_000, webMessages(readerName, 2_500));

async function hasRoundcube(bench: Bench): Promise<boolean> {
  try {
    bench.say(`beside Roundcube ${await roundcubeVersion(bench.options.install)}`);
    return true;
  } catch (error) {
    bench.say(error instanceof Error ? error.message : String(error));
    return false;
  }
}
