import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture, message } from './harness.ts';

const three = [message('one'), message('two'), message('three')];

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
  });
  afterAll(() => imap.close());

  describe('STORE', () => {
    test('RFC 9051 §6.4.6: sets, adds, removes, and tells', async () => {
      await imap.mailbox('store', ...three);
      const client = await imap.signIn('store');
      await client.talk(`
        C: a STORE 1:2 FLAGS (\\Seen work)
        S: * FLAGS (* work)
        S: * OK [PERMANENTFLAGS (* work \\*)] *
        S: * 1 FETCH (FLAGS (\\Seen \\Recent work))
        S: * 2 FETCH (FLAGS (\\Seen \\Recent work))
        S: a OK STORE completed
        C: b STORE 2 -FLAGS (\\Seen)
        S: * 2 FETCH (FLAGS (\\Recent work))
        S: b OK STORE completed
        C: c UID STORE 3 +FLAGS \\Deleted \\Flagged
        S: * 3 FETCH (FLAGS (\\Flagged \\Recent \\Deleted) UID 3)
        S: c OK STORE completed
        C: d STORE 1 FLAGS.SILENT ()
        S: d OK STORE completed
        C: e FETCH 1:* FLAGS
        S: * 1 FETCH (FLAGS (\\Recent))
        S: * 2 FETCH (FLAGS (\\Recent work))
        S: * 3 FETCH (FLAGS (\\Flagged \\Recent \\Deleted))
        S: e OK FETCH completed`);
    });

    test('flags that cannot be kept are passed over, the others are set (style: Outlook)', async () => {
      await imap.mailbox('odd', ...three);
      const client = await imap.signIn('odd');
      await client.talk(`
        C: a STORE 1 +FLAGS (\\Recent \\Nonsense \\Answered)
        S: * 1 FETCH (FLAGS (\\Answered \\Recent))
        S: a OK STORE completed
        C: b STORE 4 +FLAGS (\\Seen)
        S: b BAD There are only 3 messages
        C: c UID STORE 99 +FLAGS (\\Seen)
        S: c OK STORE completed`);
    });

    test('RFC 7162 §3.1.3: UNCHANGEDSINCE leaves what changed, and says which', async () => {
      await imap.mailbox('conditional', ...three);
      const client = await imap.signIn('conditional');
      const line = (await client.run('FETCH 1 MODSEQ')).at(-1);
      const modseq = Number(/MODSEQ \((\d+)\)/.exec(line ?? '')?.[1]);
      await client.run('STORE 2 +FLAGS (\\Answered)');
      const highest = Number(/HIGHESTMODSEQ (\d+)/.exec((await client.run('STATUS conditional (HIGHESTMODSEQ)'))[0] ?? '')?.[1]);
      expect(highest).toBeGreaterThan(modseq);
      await client.talk(`
        C: a STORE 1:2 (UNCHANGEDSINCE ${highest - 1}) +FLAGS (\\Seen)
        S: * 1 FETCH (FLAGS (\\Seen \\Recent) UID 1 MODSEQ (*))
        S: a OK [MODIFIED 2] *
        C: b UID STORE 2 (UNCHANGEDSINCE ${highest - 1}) +FLAGS (\\Seen)
        S: b OK [MODIFIED 2] *
        C: c STORE 1 (UNCHANGEDSINCE 99999999) +FLAGS.SILENT (\\Draft)
        S: * 1 FETCH (UID 1 MODSEQ (*))
        S: c OK STORE completed`);
    });

    test('RFC 9051 §6.3.3: not after EXAMINE', async () => {
      await imap.mailbox('readonly', ...three);
      const client = await imap.signIn();
      await client.run('EXAMINE readonly');
      await client.talk(`
        C: a STORE 1 +FLAGS (\\Seen)
        S: a NO *
        C: b EXPUNGE
        S: b NO *
        C: c MOVE 1 INBOX
        S: c NO *`);
    });
  });

  describe('two sessions', () => {
    test('RFC 9051 §7.5.1: EXPUNGE waits for a command that names no sequence numbers', async () => {
      await imap.mailbox('both', ...three);
      const first = await imap.signIn('both');
      const second = await imap.signIn('both');
      await first.run('STORE 1 +FLAGS (\\Deleted)');
      expect(await first.run('EXPUNGE')).toEqual(['* 1 EXPUNGE']);
      await second.talk(`
        C: a FETCH 2:3 UID
        S: * 2 FETCH (UID 2)
        S: * 3 FETCH (UID 3)
        S: a OK FETCH completed
        C: b FETCH 1 FLAGS
        S: b NO [EXPUNGEISSUED] *
        C: c STORE 3 +FLAGS (\\Flagged)
        S: * 3 FETCH (FLAGS (\\Flagged))
        S: c OK STORE completed
        C: d SEARCH FLAGGED
        S: * SEARCH 3
        S: d OK SEARCH completed
        C: e NOOP
        S: * 1 EXPUNGE
        S: e OK NOOP completed
        C: f FETCH 1:2 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: * 2 FETCH (FLAGS (\\Flagged))
        S: f OK FETCH completed`);
      expect(await first.run('NOOP')).toEqual(['* 2 FETCH (FLAGS (\\Flagged \\Recent))']);
    });

    test('new messages are told in any command, with the number the session counts', async () => {
      const id = await imap.mailbox('arrivals', ...three);
      const first = await imap.signIn('arrivals');
      const second = await imap.signIn('arrivals');
      await first.run('STORE 1:2 +FLAGS.SILENT (\\Deleted)');
      await first.run('EXPUNGE');
      await first.talk(`
        C: a APPEND arrivals {4+}
        C: X: y
        S: * 2 EXISTS
        S: * 2 RECENT
        S: a OK [APPENDUID * 4] APPEND completed`);
      await second.talk(`
        C: a FETCH 3 UID
        S: * 3 FETCH (UID 3)
        S: * 4 EXISTS
        S: * 0 RECENT
        S: a OK FETCH completed
        C: b FETCH 4 UID
        S: * 4 FETCH (UID 4)
        S: b OK FETCH completed
        C: c UID FETCH 4 UID
        S: * 4 FETCH (UID 4)
        S: * 2 EXPUNGE
        S: * 1 EXPUNGE
        S: c OK FETCH completed`);
      expect(id).toMatch(/^f/);
    });

    test('a change of flags is told once to the other session, not again to the one that made it', async () => {
      await imap.mailbox('flags', ...three);
      const first = await imap.signIn('flags');
      const second = await imap.signIn('flags');
      await first.run('STORE 1,3 +FLAGS.SILENT (\\Seen)');
      expect(await first.run('NOOP')).toEqual([]);
      expect(await second.run('NOOP')).toEqual(['* 1 FETCH (FLAGS (\\Seen))', '* 3 FETCH (FLAGS (\\Seen))']);
      expect(await second.run('NOOP')).toEqual([]);
    });

    test('while EXPUNGE waits, flags are told by the numbers that the session still counts', async () => {
      await imap.mailbox('waiting', ...three);
      const first = await imap.signIn('waiting');
      const second = await imap.signIn('waiting');
      await first.run('STORE 1 +FLAGS.SILENT (\\Deleted)');
      await first.run('EXPUNGE');
      await first.run('UID STORE 3 +FLAGS (\\Flagged)');
      await second.talk(`
        C: a FETCH 2 UID
        S: * 2 FETCH (UID 2)
        S: * 3 FETCH (FLAGS (\\Flagged))
        S: a OK FETCH completed
        C: b NOOP
        S: * 1 EXPUNGE
        S: b OK NOOP completed`);
    });

    test('RFC 7162 §3.2: with CONDSTORE on, what is told carries MODSEQ', async () => {
      await imap.mailbox('modseqs', ...three);
      const first = await imap.signIn('modseqs');
      const second = await imap.signIn('modseqs');
      await second.talk(`
        C: a ENABLE CONDSTORE
        S: * ENABLED CONDSTORE
        S: * OK [HIGHESTMODSEQ *] *
        S: a OK *`);
      await first.run('STORE 2 +FLAGS.SILENT (\\Seen)');
      await second.talk(`
        C: b NOOP
        S: * 2 FETCH (FLAGS (\\Seen) UID 2 MODSEQ (*))
        S: b OK NOOP completed`);
      await first.run('STORE 2 +FLAGS.SILENT (\\Deleted)');
      await second.talk(`
        C: c NOOP
        S: * 2 FETCH (FLAGS (\\Seen \\Deleted) UID 2 MODSEQ (*))
        S: c OK NOOP completed
        C: d EXPUNGE
        S: * 2 EXPUNGE
        S: d OK [HIGHESTMODSEQ *] EXPUNGE completed`);
    });

    test('views are shared, and released with the last session', async () => {
      await imap.mailbox('shared', ...three);
      const first = await imap.signIn('shared');
      const second = await imap.signIn('shared');
      await first.run('CLOSE');
      await second.run('STORE 1 +FLAGS (\\Flagged)');
      expect(await second.run('FETCH 1 FLAGS')).toEqual(['* 1 FETCH (FLAGS (\\Flagged))']);
      await imap.mail.add(message('late'), { mailboxes: [Number.parseInt((await imap.client.legacy.mailboxes()).find(({ path }) => path === 'shared')?.id.slice(1) ?? '', 32)] });
      expect(await second.run('NOOP')).toEqual(['* 4 EXISTS', '* 1 RECENT']);
      await second.run('UNSELECT');
    });
  });

  describe('EXPUNGE, CLOSE', () => {
    test('RFC 4315 §2.1: UID EXPUNGE takes the named ones only; RFC 9051 §6.4.1: CLOSE is silent', async () => {
      await imap.mailbox('expunge', ...three);
      const client = await imap.signIn('expunge');
      await client.run('STORE 1:3 +FLAGS.SILENT (\\Deleted)');
      await client.talk(`
        C: a UID EXPUNGE 2:3,17
        S: * 3 EXPUNGE
        S: * 2 EXPUNGE
        S: a OK EXPUNGE completed
        C: b UNSELECT
        S: b OK UNSELECT completed`);
      expect(await client.run('STATUS expunge (MESSAGES)')).toEqual(['* STATUS expunge (MESSAGES 1)']);
      await client.run('EXAMINE expunge');
      await client.run('CLOSE');
      expect(await client.run('STATUS expunge (MESSAGES)')).toEqual(['* STATUS expunge (MESSAGES 1)']);
      await client.run('SELECT expunge');
      expect(await client.run('CLOSE')).toEqual([]);
      expect(await client.run('STATUS expunge (MESSAGES)')).toEqual(['* STATUS expunge (MESSAGES 0)']);
    });
  });

  describe('COPY, MOVE', () => {
    test('RFC 4315 §3: COPYUID; RFC 9051 §6.4.7: TRYCREATE', async () => {
      await imap.mailbox('from', ...three);
      await imap.mailbox('to', message('already'));
      const client = await imap.signIn('from');
      await client.talk(`
        C: a COPY 1:2 to
        S: a OK [COPYUID * 1:2 2:3] COPY completed
        C: b COPY 1 nowhere
        S: b NO [TRYCREATE] *
        C: c UID COPY 99 to
        S: c OK There was nothing to copy
        C: d COPY 9 to
        S: d BAD *`);
      expect(await client.run('STATUS to (MESSAGES)')).toEqual(['* STATUS to (MESSAGES 3)']);
    });

    test('RFC 9051 §6.4.8: MOVE tells COPYUID, then EXPUNGE, then OK', async () => {
      await imap.mailbox('source', ...three);
      await imap.mailbox('target');
      const client = await imap.signIn('source');
      const other = await imap.signIn('target');
      await client.talk(`
        C: a UID MOVE 1,3 target
        S: * OK [COPYUID * 1,3 1:2] Moved
        S: * 2 EXISTS
        S: a OK MOVE completed`.replace('* 2 EXISTS', '* 3 EXPUNGE\n        S: * 1 EXPUNGE'));
      expect(await other.run('NOOP')).toEqual(['* 2 EXISTS', '* 2 RECENT']);
      expect(await client.run('FETCH 1 UID')).toEqual(['* 1 FETCH (UID 2)']);
    });

    test('design §5: copy to Trash, delete, copy back, EXPUNGE does not lose the message', async () => {
      await imap.mailbox('round', message('trip'));
      const client = await imap.signIn('round');
      await client.run('COPY 1 Trash');
      await client.run('STORE 1 +FLAGS (\\Deleted)');
      const back = await imap.signIn('Trash');
      const [line] = (await back.run('UID SEARCH SUBJECT trip')).map((text) => text.replace('* SEARCH ', ''));
      await back.run(`UID COPY ${line} round`);
      await client.run('EXPUNGE');
      expect((await client.run('UID SEARCH ALL'))[0]).toBe('* SEARCH 2');
    });
  });

  describe('IDLE (RFC 2177)', () => {
    test('tells arrivals, flags and EXPUNGE at once', async () => {
      await imap.mailbox('idle', ...three);
      const idling = await imap.signIn('idle');
      const acting = await imap.signIn('idle');
      await idling.talk(`
        C: a IDLE
        S: + idling`);
      await acting.run('STORE 2 +FLAGS (\\Seen)');
      await idling.talk('S: * 2 FETCH (FLAGS (\\Seen \\Recent))');
      await acting.run('STORE 2 +FLAGS.SILENT (\\Deleted)');
      await idling.talk('S: * 2 FETCH (FLAGS (\\Seen \\Recent \\Deleted))');
      await acting.run('EXPUNGE');
      await idling.talk('S: * 2 EXPUNGE');
      await acting.talk(`
        C: b APPEND idle {4+}
        C: X: y
        S: * 3 EXISTS
        S: * * RECENT
        S: b OK *`);
      await idling.talk(`
        S: * 3 EXISTS
        S: * * RECENT
        C: done
        S: a OK IDLE completed
        C: c NOOP
        S: c OK NOOP completed`);
    });

    test('without a mailbox, and with something else than DONE', async () => {
      const client = await imap.signIn();
      await client.talk(`
        C: a IDLE
        S: + idling
        C: DONE
        S: a OK IDLE completed
        C: b IDLE
        S: + idling
        C: c NOOP
        S: b BAD Expected DONE`);
    });

    test('a change by the core itself is told', async () => {
      const id = await imap.mailbox('quiet');
      const client = await imap.signIn('quiet');
      await client.talk(`
        C: a IDLE
        S: + idling`);
      const bytes = Buffer.from('Subject: x\r\n\r\n');
      await imap.client.legacy.append({ mailboxId: id, keywords: [], deleted: false, source: (async function* () { yield bytes; })(), sizeBytes: bytes.length });
      await client.talk(`
        S: * 1 EXISTS
        S: * 1 RECENT`);
    });
  });
});
