import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture, message, PASSWORD } from './harness.ts';

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let url: string | undefined = 'https://mail.example.org/jmap/session';
  beforeAll(async () => {
    imap = await imapFixture(makeUrl, { jmapSessionUrl: () => url });
    await imap.mailbox('box', message('one'));
  });
  afterAll(() => imap.close());

  test('RFC 8437 §3: back before sign-in; nothing selected, nothing expunged, nothing enabled', async () => {
    const client = await imap.signIn('box');
    await client.run('ENABLE CONDSTORE UTF8=ACCEPT');
    await client.run('STORE 1 +FLAGS (\\Deleted)');
    await client.talk(`
      C: a UNAUTHENTICATE
      S: a OK *
      C: b SELECT box
      S: b BAD *
      C: c UNAUTHENTICATE
      S: c BAD *
      C: d LOGIN ${imap.mail.ctx.principal.address} "wrong"
      S: d NO [AUTHENTICATIONFAILED] *
      C: e LOGIN ${imap.mail.ctx.principal.address} "${PASSWORD}"
      S: e OK [CAPABILITY *] *
      C: f ENABLE CONDSTORE
      S: * ENABLED CONDSTORE
      S: f OK *`);
    expect(await client.run('STATUS box (MESSAGES DELETED)')).toEqual(['* STATUS box (MESSAGES 1 DELETED 1)']);
  });

  test('RFC 8437 §3: the next sign-in may be right behind it', async () => {
    const client = await imap.signIn('box');
    const plain = Buffer.from(`\0${imap.mail.ctx.principal.address}\0${PASSWORD}`).toString('base64');
    await client.talk(`
      C: a UNAUTHENTICATE
      C: b AUTHENTICATE PLAIN ${plain}
      C: c EXAMINE box
      S: a OK *
      S: b OK *
      S: * FLAGS *`);
  });

  test('a client that has signed out is not told of what happens in the mailbox, and has the time of a new one', async () => {
    const client = await imap.signIn('box');
    await client.run('UNAUTHENTICATE');
    imap.revoke('the password was changed');
    expect(await client.run('NOOP')).toEqual([]);
  });

  test('RFC 9698: JMAPACCESS once signed in, and where it leads', async () => {
    const fresh = await imap.connect();
    expect((await fresh.run('CAPABILITY'))[0]).not.toContain('JMAPACCESS');
    const client = await imap.signIn();
    expect((await client.run('CAPABILITY'))[0]).toMatch(/ OBJECTID .* JMAPACCESS/);
    expect(await client.run('GETJMAPACCESS')).toEqual(['* JMAPACCESS "https://mail.example.org/jmap/session"']);
    expect((await fresh.attempt('GETJMAPACCESS')).tagged).toMatch(/^BAD/);
  });

  test('RFC 9698: not known, not offered', async () => {
    url = undefined;
    const client = await imap.signIn();
    expect((await client.run('CAPABILITY'))[0]).not.toContain('JMAPACCESS');
    expect((await client.attempt('GETJMAPACCESS')).tagged).toMatch(/^BAD/);
  });
});
