/** What an account does without, in IMAP and in POP3. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updateAccount, type Capability } from '../../../api/people/accounts.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { PASSWORD } from '../../setup/server.ts';
import { dialogue } from '../smtp/dialogue.ts';
import { address, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob']);
  });
  afterAll(() => shared.close());
  const leaveOut = (...names: Capability[]) => updateAccount(shared.server.running.open.core, address('ali'), { capabilitiesOff: names });

  test('IMAP: not shown from the sign-in on, not to be enabled, commands unknown; for this account alone', async () => {
    await leaveOut('QRESYNC', 'IDLE', 'MOVE', 'UIDPLUS', 'THREAD=REFERENCES', 'TOP');
    const ali = await shared.signIn('ali', 'INBOX');
    const [line = ''] = await ali.run('CAPABILITY');
    const shown = line.split(' ');
    for (const name of ['QRESYNC', 'IDLE', 'MOVE', 'UIDPLUS', 'THREAD=REFERENCES']) expect(shown).not.toContain(name);
    expect(shown).toEqual(expect.arrayContaining(['IMAP4rev1', 'CONDSTORE', 'THREAD=ORDEREDSUBJECT', 'UNSELECT']));
    await ali.talk(`
      C: a ENABLE QRESYNC
      S: * ENABLED
      S: a OK *
      C: b IDLE
      S: b BAD Unknown command IDLE
      C: c UID MOVE 1 Trash
      S: c BAD Unknown command UID MOVE
      C: d UID EXPUNGE 1
      S: d BAD Unknown command UID EXPUNGE
      C: e EXPUNGE
      S: e OK *
      C: f THREAD REFERENCES UTF-8 ALL
      S: f BAD *
      C: g UNSELECT
      S: g OK *
      C: h UNAUTHENTICATE
      S: h OK *`);
    expect((await ali.run('CAPABILITY')).join(' ')).toContain(' IDLE ');
    const { tagged } = await ali.attempt(`LOGIN ${address('ali')} "${PASSWORD}"`);
    expect(tagged).toMatch(/^OK \[CAPABILITY /);
    expect(tagged).not.toContain(' IDLE ');
    expect((await (await shared.signIn('bob')).run('CAPABILITY')).join(' ')).toContain(' QRESYNC ');
  });

  test('POP3: CAPA shows it before the sign-in only; its command is unknown', async () => {
    await leaveOut('TOP', 'PIPELINING', 'IDLE');
    const peer = await dialogue(shared.server.ports.pop3, {});
    const capa = async (): Promise<string[]> => {
      await peer.talk('C: CAPA\nS: +OK *');
      const lines: string[] = [];
      for (let line = await peer.line(); line !== '.'; line = await peer.line()) lines.push(line ?? '');
      return lines;
    };
    await peer.talk('S: +OK *');
    expect(await capa()).toEqual(expect.arrayContaining(['TOP', 'UIDL', 'PIPELINING']));
    await peer.talk(`C: USER ${address('ali')}\nS: +OK *\nC: PASS ${PASSWORD}\nS: +OK *`);
    const after = await capa();
    expect(after).toEqual(expect.arrayContaining(['UIDL', 'EXPIRE NEVER']));
    expect(after).not.toContain('TOP');
    expect(after).not.toContain('PIPELINING');
    await peer.talk('C: TOP 1 0\nS: -ERR Unknown command\nC: UIDL\nS: +OK *\nS: .\nC: QUIT\nS: +OK *');
    peer.close();
  });

  test('what is switched on again is there from the next sign-in on', async () => {
    await leaveOut('IDLE');
    const before = await shared.signIn('ali', 'INBOX');
    await leaveOut();
    await before.talk('C: a IDLE\nS: a BAD *');
    await (await shared.signIn('ali', 'INBOX')).talk('C: a IDLE\nS: + *\nC: DONE\nS: a OK *');
  });
});
