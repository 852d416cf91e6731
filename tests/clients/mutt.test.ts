import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs, program } from '../setup/programs.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { StandIn } from '../setup/smarthost.ts';
import { expectAgreement } from './agreement.ts';
import { bytesOf, deliver, mailOf, subjectsOf } from './mail.ts';
import { type Finished, run } from './run.ts';

const ALICE = 'alice@example.com';

needs('neomutt', 'script')('neomutt', () => {
  eachDatabase((_name, makeUrl) => {
    let server: TestServer;
    let smarthost: StandIn;
    let folder: string;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'mutt-'));
      smarthost = await new StandIn().listen();
      server = await startTestServer(makeUrl, { people: ['alice'], yaml: `smarthost: {host: 127.0.0.1, port: ${smarthost.port}, tls: none}` });
    });
    afterEach(async () => {
      await server.stop();
      await smarthost.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const configured = (more = ''): string => {
      const file = join(folder, 'muttrc');
      writeFileSync(file, `
set imap_user = "${ALICE}"
set imap_pass = "${PASSWORD}"
set imap_authenticators = "login"
set folder = "imap://127.0.0.1:${server.ports.imap}/"
set spoolfile = "+INBOX"
set record = "+Sent"
set postponed = "+Drafts"
set trash = "+Trash"
set smtp_url = "smtp://alice%40example.com@127.0.0.1:${server.ports.submission}/"
set smtp_pass = "${PASSWORD}"
set smtp_authenticators = "plain:login"
set ssl_starttls = no
set ssl_force_tls = no
set from = "${ALICE}"
set realname = "Alice Martin"
set use_envelope_from = yes
set hostname = "example.com"
set charset = "utf-8"
set sort = date-received
set confirmappend = no
set confirmcreate = no
set delete = yes
set quit = yes
set mark_old = no
set wait_key = no
set pipe_decode = no
set sleep_time = 0
set header_cache = ""
set tmpdir = "${folder}"
set editor = "echo Hello >>"
set fast_reply = yes
set askcc = no
set edit_headers = no
${more}
`);
      return file;
    };
    const environment = () => ({ HOME: folder, TERM: 'xterm', LC_ALL: 'C.UTF-8', COLUMNS: '120', LINES: '40' });
    /** Types these keys and functions into it, on a terminal of its own; they have to end it. */
    const types = (keys: string): Promise<Finished> => run(program('script'), [
      '-qefc', `${program('neomutt')} -n -F ${configured(`push "${keys}"`)}`, '/dev/null',
    ], { env: environment() });

    test('flags by pattern, reads one, saves some into a new folder, deletes one to Trash', async () => {
      await deliver(server, ALICE, ['report one', 'report two', 'Réunion', 'junk', 'rest'].map((subject) => ({ subject })));
      const copy = join(folder, 'read.eml');
      const { code, out } = await types([
        '<tag-pattern>~s report<enter><tag-prefix><flag-message>',
        '<limit>~s Réunion<enter><first-entry><display-message><exit>',
        `<pipe-message>cat > ${copy}<enter>`,
        '<limit>~A<enter>',
        '<tag-prefix><save-message>=Été<enter>',
        '<delete-pattern>~s junk<enter>',
        '<sync-mailbox><quit>',
      ].join(''));
      expect(code, out.slice(-3000)).toBe(0);
      const there = await mailOf(server, ALICE);
      expect(await subjectsOf(server, ALICE)).toEqual({ Inbox: ['Réunion', 'rest'], Été: ['report one', 'report two'], Trash: ['junk'] });
      expect(there['Été']?.map(({ keywords }) => keywords.includes('$flagged'))).toEqual([true, true]);
      expect(there['Inbox']?.map(({ keywords }) => keywords.includes('$seen'))).toEqual([true, false]);
      const read = (await bytesOf(server, ALICE, (there['Inbox'] ?? [])[0] as never)).toString();
      expect(readFileSync(copy, 'utf8').replace(/\r?\n/g, '\r\n')).toContain(read.slice(read.indexOf('\r\n\r\n')));
      expect(await expectAgreement(server, ALICE)).toBe(5);
    });

    test('sends in batch mode, without a copy of its own, and by hand with an attachment and a copy: Sent holds each once', async () => {
      const attachment = join(folder, 'rapport-été.txt');
      writeFileSync(attachment, 'ligne à ligne\n'.repeat(500));
      const batch = await run(program('neomutt'), ['-n', '-F', configured(), '-s', 'Déjeuner مرحبا', '-a', attachment, '--', 'friend@elsewhere.example'], {
        input: 'Voici le rapport.\n', env: environment(),
      });
      expect(batch.code, batch.out).toBe(0);
      const { code, out } = await types(`<mail>friend@elsewhere.example<enter>by hand<enter><attach-file>${attachment}<enter><send-message><quit>`);
      expect(code, out.slice(-3000)).toBe(0);
      await smarthost.until(() => smarthost.messages.length === 2);
      for (const { rcptTo, text } of smarthost.messages) {
        expect(rcptTo.map(({ address }) => address)).toEqual(['friend@elsewhere.example']);
        expect(text).toMatch(/^Content-Disposition: attachment/m);
      }
      const sent = (await mailOf(server, ALICE))['Sent'] ?? [];
      expect(Object.fromEntries(sent.map(({ subject, keywords }) => [subject, keywords]))).toEqual({ 'Déjeuner مرحبا': ['$seen'], 'by hand': ['$seen'] });
      expect(sent).toHaveLength(2);
      expect(await expectAgreement(server, ALICE)).toBe(2);
    });
  });
});
