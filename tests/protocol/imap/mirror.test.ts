import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture, message } from './harness.ts';

/** What a client believes, from nothing but the answers it got. */
class Mirror {
  readonly client: ImapClient;
  /** By sequence number − 1; unknown until told. */
  uids: (number | undefined)[] = [];
  flags: (string | undefined)[] = [];
  readonly history: string[] = [];

  constructor(client: ImapClient) {
    this.client = client;
  }

  async run(command: string): Promise<void> {
    const { untagged, tagged } = await this.client.attempt(command);
    this.history.push(`C: ${command}`, ...untagged.map((line) => `S: ${line}`), `S: ${tagged}`);
    for (const line of untagged) this.#apply(line, command);
    if (/^BAD|SERVERBUG/.test(tagged)) throw new Error(this.history.slice(-30).join('\n'));
  }

  #apply(line: string, command: string): void {
    const [, number, kind, rest] = /^\* (\d+) (EXISTS|EXPUNGE|FETCH)(.*)$/.exec(line) ?? [];
    const at = Number(number) - 1;
    if (kind === 'EXISTS') {
      if (at + 1 < this.uids.length) throw new Error(`EXISTS went down: ${this.history.slice(-30).join('\n')}`);
      this.uids.length = this.flags.length = at + 1;
    } else if (kind === 'EXPUNGE') {
      if (/^(FETCH|STORE|SEARCH)/.test(command)) throw new Error(`EXPUNGE in ${command}`);
      if (at >= this.uids.length) throw new Error(`EXPUNGE of nothing: ${this.history.slice(-30).join('\n')}`);
      this.uids.splice(at, 1);
      this.flags.splice(at, 1);
    } else if (kind === 'FETCH') {
      const uid = /UID (\d+)/.exec(rest ?? '')?.[1];
      const told = /FLAGS \(([^)]*)\)/.exec(rest ?? '')?.[1];
      if (uid !== undefined) {
        const known = this.uids[at];
        if (known !== undefined && known !== Number(uid)) throw new Error(`Message ${at + 1} was UID ${known}, is ${uid}:\n${this.history.slice(-30).join('\n')}`);
        this.uids[at] = Number(uid);
      }
      if (told !== undefined) this.flags[at] = told.split(' ').filter((flag) => flag !== '\\Recent').sort().join(' ');
    }
  }
}

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
  });
  afterAll(() => imap.close());

  test('RFC 9051 §5.2, §7.5.1: three sessions that change one mailbox at random all end with the truth', async () => {
    let seed = Number(process.env['IMAP_SEED'] ?? Date.now() % 1_000_000);
    console.info(`IMAP_SEED=${seed}`);
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
    await imap.mailbox('mirror', ...Array.from({ length: 10 }, (_, i) => message(`m${i}`)));
    await imap.mailbox('aside');
    const mirrors: Mirror[] = [];
    for (let i = 0; i < 3; i++) {
      const mirror = new Mirror(await imap.signIn());
      if (i === 2) await mirror.run('ENABLE CONDSTORE');
      await mirror.run('SELECT mirror');
      await mirror.run('FETCH 1:* (UID FLAGS)');
      mirrors.push(mirror);
    }
    for (let step = 0; step < 250; step++) {
      const mirror = pick(mirrors);
      const count = mirror.uids.length;
      const some = count === 0 ? '1:*' : pick([`${random(count) + 1}`, `${random(count) + 1}:*`, '1:*', `${random(count) + 1},${random(count) + 1}`]);
      const uids = mirror.uids.filter((uid) => uid !== undefined);
      const uid = uids.length === 0 ? '1' : pick([String(pick(uids)), `${pick(uids)}:*`]);
      const flag = pick(['\\Seen', '\\Flagged', '\\Deleted', 'work', '\\Deleted']);
      await mirror.run(pick([
        `STORE ${some} ${pick(['+', '-', ''])}FLAGS (${flag})`, `UID STORE ${uid} ${pick(['+', '-', ''])}FLAGS (${flag})`, 'EXPUNGE', `UID EXPUNGE ${uid}`, 'NOOP', 'NOOP', 'CHECK',
        `FETCH ${some} (UID FLAGS)`, `UID FETCH ${uid} (FLAGS)`, `FETCH ${some} (UID RFC822.SIZE)`, `SEARCH ${flag === 'work' ? 'KEYWORD work' : 'SEEN'}`, 'UID SEARCH ALL',
        `UID COPY ${uid} mirror`, `UID COPY ${uid} aside`, `UID MOVE ${uid} aside`, 'APPEND mirror {9+}\r\nSubject: ', 'APPEND mirror (\\Seen) {9+}\r\nSubject: ', 'STATUS mirror (MESSAGES UNSEEN)',
      ].filter((command) => mirror.uids.length < 60 || !/COPY|APPEND/.test(command))));
    }
    const truth = new Mirror(await imap.signIn());
    await truth.run('SELECT mirror');
    await truth.run('FETCH 1:* (UID FLAGS)');
    for (const mirror of mirrors) {
      await mirror.run('NOOP');
      expect(mirror.uids.length).toBe(truth.uids.length);
      // What the client has heard of a message is still so.
      expect(Array.from(mirror.uids, (uid, i) => uid ?? truth.uids[i])).toEqual(truth.uids);
      expect(Array.from(mirror.flags, (flags, i) => flags ?? truth.flags[i])).toEqual(truth.flags);
    }
    expect(imap.logged).toEqual([]);
  });
});
