import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { numberOf } from '../../setup/mail.ts';
import { type ImapClient, type ImapFixture, imapFixture, message } from './harness.ts';

const five = ['one', 'two', 'three', 'four', 'five'].map((subject) => message(subject));

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let other: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    other = await imap.signIn();
  });
  afterAll(() => imap.close());

  /** A mailbox with five messages, and what a client remembers of it. */
  async function remembered(name: string): Promise<{ number: number; uidValidity: number; modseq: number }> {
    const number = numberOf('mailbox', await imap.mailbox(name, ...five));
    const [status = ''] = await other.run(`STATUS ${name} (UIDVALIDITY HIGHESTMODSEQ)`);
    const [, uidValidity, modseq] = /UIDVALIDITY (\d+) HIGHESTMODSEQ (\d+)/.exec(status) ?? [];
    return { number, uidValidity: Number(uidValidity), modseq: Number(modseq) };
  }

  async function expunge(name: string, uids: string): Promise<void> {
    await other.run(`SELECT ${name}`);
    await other.run(`UID STORE ${uids} +FLAGS.SILENT (\\Deleted)`);
    await other.run(`UID EXPUNGE ${uids}`);
    await other.run('UNSELECT');
  }

  async function withQresync(): Promise<ImapClient> {
    const client = await imap.signIn();
    await client.talk(`
      C: e ENABLE QRESYNC
      S: * ENABLED QRESYNC
      S: e OK *`);
    return client;
  }

  /** What SELECT answers beyond the usual. */
  const missed = (lines: readonly string[]): string[] => lines.filter((line) => /VANISHED|FETCH/.test(line));

  /** Tombstones are forgotten up to now, as when a client was away for longer than they are kept. */
  async function forget(name: string): Promise<void> {
    const account = imap.mail.ctx.principal.id;
    await imap.mail.core.db.write([account], async (tx) => {
      await tx.run(sql`UPDATE account SET horizon_modseq = ${tx.account(account).modseq} WHERE id = ${account}`);
      await tx.run(sql`DELETE FROM expunged WHERE mailbox_id IN (SELECT id FROM mailbox WHERE account_id = ${account} AND name = ${name})`);
    });
  }

  describe('SELECT (QRESYNC …)', () => {
    test('RFC 7162 §3.2.5.1: what vanished and what changed since, in this order, and nothing else', async () => {
      const { number, uidValidity, modseq } = await remembered('since');
      await other.run('SELECT since');
      await other.run('UID STORE 4 +FLAGS (\\Flagged)');
      await expunge('since', '2:3');
      await imap.mail.add(message('six'), { mailboxes: [number] });
      const client = await withQresync();
      await client.talk(`
        C: a SELECT since (QRESYNC (${uidValidity} ${modseq}))
        S: * FLAGS *
        S: * 4 EXISTS
        S: * 1 RECENT
        S: * OK [PERMANENTFLAGS *
        S: * OK [UNSEEN 1] *
        S: * OK [UIDVALIDITY ${uidValidity}] *
        S: * OK [UIDNEXT 7] *
        S: * OK [HIGHESTMODSEQ *
        S: * OK [MAILBOXID *
        S: * VANISHED (EARLIER) 2:3
        S: * 2 FETCH (FLAGS (\\Flagged) UID 4 MODSEQ (*))
        S: * 4 FETCH (FLAGS (\\Recent) UID 6 MODSEQ (*))
        S: a OK [READ-WRITE] *`);
    });

    test('RFC 7162 §3.2.5.1: only of the known UIDs; EXAMINE too', async () => {
      const { uidValidity, modseq } = await remembered('known');
      await expunge('known', '1,3,5');
      await other.run('SELECT known');
      await other.run('UID STORE 2,4 +FLAGS (\\Seen)');
      const client = await withQresync();
      const lines = missed(await client.run(`EXAMINE known (QRESYNC (${uidValidity} ${modseq} 3:4,4294967295))`));
      expect(lines).toEqual(['* VANISHED (EARLIER) 3', expect.stringMatching(/^\* 2 FETCH \(FLAGS \(\\Seen( \\Recent)?\) UID 4 /)]);
    });

    test('RFC 7162 §3.2.5: another UIDVALIDITY: as if nothing were given', async () => {
      const { uidValidity, modseq } = await remembered('validity');
      await expunge('validity', '2');
      const client = await withQresync();
      expect(missed(await client.run(`SELECT validity (QRESYNC (${uidValidity + 1} ${modseq} 1:5))`))).toEqual([]);
    });

    test('RFC 7162 §3.2.6: past the memory, everything known that is not there has vanished', async () => {
      const { uidValidity, modseq } = await remembered('forgotten');
      await expunge('forgotten', '2,4:5');
      await forget('forgotten');
      const client = await withQresync();
      expect(missed(await client.run(`SELECT forgotten (QRESYNC (${uidValidity} ${modseq}))`))).toEqual(['* VANISHED (EARLIER) 2,4:5']);
      expect(missed(await client.run(`SELECT forgotten (QRESYNC (${uidValidity} ${modseq} 1:2,5:4000000000))`))).toEqual(['* VANISHED (EARLIER) 2,5']);
      expect(missed(await client.run(`SELECT forgotten (QRESYNC (${uidValidity} ${modseq} 3))`))).toEqual([]);
    });

    test('RFC 7162 §3.2.5.2: what matches by sequence number is known up to there', async () => {
      const { uidValidity, modseq } = await remembered('match');
      await expunge('match', '2,4');
      const client = await withQresync();
      expect(missed(await client.run(`SELECT match (QRESYNC (${uidValidity} ${modseq} 1:5 (1:2 1,3)))`))).toEqual(['* VANISHED (EARLIER) 4']);
      await forget('match');
      // Left are 1, 3, 5: the client knew that 2 has gone, and believes the message behind 3 to be 4.
      expect(missed(await client.run(`SELECT match (QRESYNC (${uidValidity} ${modseq} 1:5 (1:2,3 1,3:4)))`))).toEqual(['* VANISHED (EARLIER) 4']);
      expect(missed(await client.run(`SELECT match (QRESYNC (${uidValidity} ${modseq} (3 5)))`))).toEqual([]);
      expect(missed(await client.run(`SELECT match (QRESYNC (${uidValidity} ${modseq} (1:1000000 1001:1001000)))`))).toEqual(['* VANISHED (EARLIER) 2,4']);
    });

    test('RFC 7162 §3.2.3, §7: BAD without ENABLE, and for what does not follow the grammar; the selected mailbox stays', async () => {
      await remembered('grammar');
      const client = await imap.signIn('grammar');
      await client.talk(`
        C: a SELECT INBOX (QRESYNC (1 1))
        S: a BAD QRESYNC is to be switched on *
        C: b ENABLE QRESYNC CONDSTORE
        S: * ENABLED QRESYNC CONDSTORE
        S: * OK [HIGHESTMODSEQ *
        S: b OK *
        C: c SELECT INBOX (QRESYNC (1))
        S: c BAD *
        C: d SELECT INBOX (QRESYNC (1 0))
        S: d BAD *
        C: e SELECT INBOX (QRESYNC (0 1))
        S: e BAD *
        C: f SELECT INBOX (QRESYNC (1 1 1:*))
        S: f BAD *
        C: g SELECT INBOX (QRESYNC (1 1 $))
        S: g BAD *
        C: h SELECT INBOX (QRESYNC (1 1 1:5 (1,2 3)))
        S: h BAD There are as many UIDs *
        C: i SELECT INBOX (QRESYNC (1 1 1:5 (2,1 1,2)))
        S: i BAD *
        C: j SELECT INBOX (QRESYNC (1 1) QRESYNC (1 1))
        S: j BAD *
        C: k FETCH 1 UID
        S: * 1 FETCH (UID 1)
        S: k OK *`);
    });

    test('a client that follows QRESYNC alone ends where one that reads everything does', async () => {
      const { number, ...start } = await remembered('follow');
      let { uidValidity, modseq } = start;
      let seed = Number(process.env['IMAP_SEED'] ?? Date.now() % 1_000_000);
      console.info(`IMAP_SEED=${seed}`);
      const random = (below: number): number => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((seed / 2_147_483_648) * below);
      };
      const flagsOf = (line: string): string => (/FLAGS \(([^)]*)\)/.exec(line)?.[1] ?? '').split(' ').filter((flag) => flag !== '\\Recent').sort().join(' ');
      const known = new Map<number, string>([1, 2, 3, 4, 5].map((uid) => [uid, '']));
      const client = await withQresync();
      for (let round = 0; round < 12; round++) {
        await other.run('SELECT follow');
        for (let step = random(6); step > 0; step--) {
          const uid = [...known.keys()][random(known.size)] ?? 1;
          const change = random(4);
          if (change === 0) await imap.mail.add(message(`m${round}.${step}`), { mailboxes: [number] });
          else if (change === 1) await other.run(`UID STORE ${uid} ${random(2) === 0 ? '+' : '-'}FLAGS (\\Flagged)`);
          else if (change === 2) await other.run(`UID MOVE ${uid} INBOX`);
          else await other.run(`UID COPY ${uid} follow`);
        }
        if (round === 6) await forget('follow');
        const lines = await client.run(`SELECT follow (QRESYNC (${uidValidity} ${modseq}))`);
        for (const line of lines) {
          const [, gone] = /VANISHED \(EARLIER\) (\S+)/.exec(line) ?? [];
          for (const range of gone?.split(',') ?? []) {
            const [first = 0, last = first] = range.split(':').map(Number);
            for (let uid = first; uid <= last; uid++) known.delete(uid);
          }
          const [, uid] = /FETCH .*UID (\d+)/.exec(line) ?? [];
          if (uid) known.set(Number(uid), flagsOf(line));
          modseq = Number(/HIGHESTMODSEQ (\d+)/.exec(line)?.[1] ?? modseq);
          uidValidity = Number(/UIDVALIDITY (\d+)/.exec(line)?.[1] ?? uidValidity);
        }
        const truth = new Map((await client.run('UID FETCH 1:* (FLAGS)')).map((line) => [Number(/UID (\d+)/.exec(line)?.[1]), flagsOf(line)]));
        expect([...known].sort(([a], [b]) => a - b)).toEqual([...truth]);
      }
    });
  });

  describe('once QRESYNC is on', () => {
    test('RFC 7162 §3.2.10.2: VANISHED in place of EXPUNGE, for EXPUNGE, UID EXPUNGE, MOVE and what others do', async () => {
      await remembered('instead');
      const client = await withQresync();
      await client.run('SELECT instead');
      await client.run('UID STORE 1:2 +FLAGS.SILENT (\\Deleted)');
      await client.talk(`
        C: a EXPUNGE
        S: * VANISHED 1:2
        S: a OK [HIGHESTMODSEQ *] EXPUNGE completed
        C: b UID MOVE 3 INBOX
        S: * OK [COPYUID *
        S: * VANISHED 3
        S: b OK MOVE completed`);
      await expunge('instead', '5');
      await client.talk(`
        C: c NOOP
        S: * VANISHED 5
        S: c OK *
        C: d FETCH 1 UID
        S: * 1 FETCH (UID 4)
        S: d OK *`);
    });

    test('RFC 7162 §3.2.10.2: not in FETCH, STORE and SEARCH by number; in their UID forms', async () => {
      await remembered('moments');
      const client = await withQresync();
      await client.run('SELECT moments');
      await expunge('moments', '1');
      await client.talk(`
        C: a FETCH 5 UID
        S: * 5 FETCH (UID 5)
        S: a OK *
        C: b SEARCH UID 2
        S: * SEARCH 2
        S: b OK *
        C: c UID FETCH 5 UID
        S: * 5 FETCH (UID 5)
        S: * VANISHED 1
        S: c OK *`);
    });

    test('RFC 7162 §3.2.10.2: in IDLE', async () => {
      await remembered('idle');
      const client = await withQresync();
      await client.run('SELECT idle');
      await client.talk(`
        C: a IDLE
        S: + *`);
      await expunge('idle', '2');
      // Whether the mark \Deleted is still told depends on when the session looks.
      let line = await client.line();
      while (line?.includes('FETCH')) line = await client.line();
      expect(line).toBe('* VANISHED 2');
      await client.talk(`
        C: DONE
        S: a OK *`);
    });

    test('RFC 7162 §3.2.4: FETCH that comes by itself carries UID and MODSEQ; what was asked for is answered as asked', async () => {
      await remembered('by-itself');
      const client = await withQresync();
      await client.run('SELECT by-itself');
      await client.talk(`
        C: a STORE 1 +FLAGS (\\Flagged)
        S: * 1 FETCH (FLAGS (\\Flagged \\Recent) UID 1 MODSEQ (*))
        S: a OK *
        C: b STORE 2 +FLAGS.SILENT (\\Flagged)
        S: * 2 FETCH (UID 2 MODSEQ (*))
        S: b OK *
        C: c FETCH 3 (FLAGS)
        S: * 3 FETCH (FLAGS (\\Recent))
        S: c OK *
        C: d FETCH 4 (BODY[]<0.4>)
        S: * 4 FETCH (BODY[]<0> {4}
        S: From FLAGS (\\Seen \\Recent) UID 4 MODSEQ (*))
        S: d OK *`);
    });

    test('RFC 7162 §3.2.8: CLOSE removes without a word and without HIGHESTMODSEQ, and the next QRESYNC tells', async () => {
      const { uidValidity, modseq } = await remembered('closing');
      const client = await withQresync();
      await client.run('SELECT closing');
      await client.run('UID STORE 2 +FLAGS.SILENT (\\Deleted)');
      await client.talk(`
        C: a CLOSE
        S: a OK CLOSE completed`);
      expect(missed(await client.run(`SELECT closing (QRESYNC (${uidValidity} ${modseq}))`))).toEqual(['* VANISHED (EARLIER) 2']);
    });

    test('RFC 7162 §3.2.11: CLOSED before another mailbox is told of', async () => {
      await remembered('closed');
      const client = await withQresync();
      await client.run('SELECT closed');
      const [first] = await client.run('SELECT INBOX');
      expect(first).toMatch(/^\* OK \[CLOSED\]/);
    });
  });

  describe('UID FETCH … (CHANGEDSINCE … VANISHED)', () => {
    test('RFC 7162 §3.2.6: what vanished of the set, before what changed', async () => {
      const { modseq } = await remembered('fetch');
      await expunge('fetch', '2,5');
      await other.run('SELECT fetch');
      await other.run('UID STORE 3 +FLAGS (\\Seen)');
      const client = await withQresync();
      await client.run('SELECT fetch');
      await client.talk(`
        C: a UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${modseq} VANISHED)
        S: * VANISHED (EARLIER) 2,5
        S: * 2 FETCH (FLAGS (\\Seen) UID 3 MODSEQ (*))
        S: a OK *
        C: b UID FETCH 3:4 (FLAGS) (CHANGEDSINCE ${modseq} VANISHED)
        S: * 2 FETCH (FLAGS (\\Seen) UID 3 MODSEQ (*))
        S: b OK *`);
    });

    test('RFC 7162 §3.2.10.1: what the session still counts is told later, without EARLIER', async () => {
      const { modseq } = await remembered('counted');
      const client = await withQresync();
      await client.run('SELECT counted');
      await expunge('counted', '2');
      await client.talk(`
        C: a UID FETCH 1:5 (FLAGS) (CHANGEDSINCE ${modseq} VANISHED)
        S: * VANISHED 2
        S: a OK *`);
    });

    test('RFC 7162 §3.2.6: BAD in FETCH, without CHANGEDSINCE, without ENABLE', async () => {
      await remembered('bad');
      const client = await withQresync();
      await client.run('SELECT bad');
      await client.talk(`
        C: a FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)
        S: a BAD *
        C: b UID FETCH 1:* (FLAGS) (VANISHED)
        S: b BAD *`);
      await (await imap.signIn('bad')).talk(`
        C: c UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)
        S: c BAD *`);
    });
  });
});
