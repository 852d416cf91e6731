/** What Outlook and Apple's programs are known to say, played from `tests/fixtures/clients/`. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { address, type SharedFixture, sharedFixture } from '../protocol/imap/shared-harness.ts';
import { eachDatabase } from '../setup/databases.ts';
import { PASSWORD } from '../setup/server.ts';
import { expectAgreement } from './agreement.ts';
import { deliver, subjectsOf } from './mail.ts';
import { play, readTranscript } from './transcript.ts';

const folder = fileURLToPath(new URL('../fixtures/clients/', import.meta.url));
const transcripts = readdirSync(folder).filter((name) => name.endsWith('.txt')).map((name) => ({ name, scenes: readTranscript(folder + name) }));

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['bob']);
  });
  afterAll(() => shared.close());

  /** A new person with three messages in the inbox; with `shared`, a folder of Bob's as well, where they may read and mark as read. */
  async function stage(person: string, withShared: boolean): Promise<void> {
    await shared.server.addUser(person, { quotaBytes: 50_000_000, name: 'Alice Martin' });
    await deliver(shared.server, address(person), [{ subject: 'plain' }, { subject: 'with a file', attachmentBytes: 60_000 }, { subject: 'مرحبا' }]);
    if (withShared) await shared.grant(await shared.fill('bob', `For ${person}`, 'contract one', 'contract two', 'contract three'), person, 'lrs');
  }

  for (const { name, scenes } of transcripts) {
    describe(name, () => {
      for (const [i, scene] of scenes.entries()) {
        test(scene.title, async () => {
          const person = `${name.replace(/\W.*$/, '')}${i + 1}`;
          const user = address(person);
          const withShared = JSON.stringify(scene).includes('%{shared}');
          await stage(person, withShared);
          await play(scene, {
            port: shared.server.ports.imap,
            values: { user, password: PASSWORD, plain: Buffer.from(`\0${user}\0${PASSWORD}`).toString('base64'), shared: `Other Users/${address('bob')}/For ${person}` },
            async happens(words) {
              const [, verb, rest = ''] = /^(arrives|mail is) (.*)$/.exec(words) ?? [];
              if (verb === 'arrives') await deliver(shared.server, user, [{ subject: rest }]);
              else if (verb === 'mail is') expect(await subjectsOf(shared.server, user)).toEqual(JSON.parse(rest));
              else throw new Error(`Nobody knows how this happens: ${words}`);
            },
          });
          // Another's folder is in the IMAP account, and an account of its own in JMAP.
          await expectAgreement(shared.server, withShared ? address('bob') : user);
        });
      }
    });
  }
});
