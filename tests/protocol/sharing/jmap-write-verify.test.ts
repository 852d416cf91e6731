/** `messagerie verify` finds what sharing leaves pointing nowhere, and has nothing to say where all is well. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql, type Statement } from '../../../db/index.ts';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { message } from '../jmap-mail/messages.ts';
import { BOB, CAROL, type Sharing, sharing, TEAM } from './three-people.ts';

eachDatabase((_name, makeUrl) => {
  let at: Sharing;
  let shared: number;
  let email: number;
  beforeAll(async () => {
    at = await sharing(makeUrl);
    shared = await at.mail.addMailbox('Shared');
    email = await at.mail.add(message({ id: 'v@x' }), { mailboxes: [shared] });
    await at.grant(shared, BOB, 'lrs');
    await at.grant(shared, TEAM, 'lr');
    await at.bob.call('Email/set', { update: { [toId('email', email)]: { 'keywords/$seen': true } } });
    await at.bob.call('Mailbox/set', { update: { [toId('mailbox', shared)]: { isSubscribed: true } } });
  });
  afterAll(() => at.close());

  const run = (statement: Statement) => at.mail.db.write([], (tx) => tx.run(statement));
  const account = () => at.mail.account;
  const noted = (mailbox: number, principal: number, entry: string): Statement =>
    sql`INSERT INTO metadata (mailbox_id, principal_id, entry, account_id, value) VALUES (${mailbox}, ${principal}, ${entry}, ${account()}, ${Buffer.from('x')})`;
  const cases: [string, string, () => Statement, () => Statement, string][] = [
    ['a grant on a mailbox that is not there', 'reference', () => sql`INSERT INTO access_grant (object_type, object_id, principal_id, account_id, rights, modseq, created_at) VALUES ('mailbox', 999, ${BOB}, ${account()}, 3, 1, 0)`,
      () => sql`DELETE FROM access_grant WHERE object_id = 999`, 'a mailbox'],
    ['a grant to nobody', 'reference', () => sql`UPDATE access_grant SET principal_id = 99 WHERE principal_id = ${BOB}`, () => sql`UPDATE access_grant SET principal_id = ${BOB} WHERE principal_id = 99`, 'principal p33'],
    ['a grant to the owner', 'reference', () => sql`UPDATE access_grant SET principal_id = ${account()} WHERE principal_id = ${BOB}`, () => sql`UPDATE access_grant SET principal_id = ${BOB} WHERE principal_id = ${account()}`, 'a grant to somebody else'],
    ['a grant of no right', 'structure', () => sql`UPDATE access_grant SET rights = 0 WHERE principal_id = ${BOB}`, () => sql`UPDATE access_grant SET rights = 7 WHERE principal_id = ${BOB}`, 'lrswipkxtea'],
    ['a grant of rights that there are not', 'structure', () => sql`UPDATE access_grant SET rights = 4096 WHERE principal_id = ${BOB}`, () => sql`UPDATE access_grant SET rights = 7 WHERE principal_id = ${BOB}`, 'lrswipkxtea'],
    ['a grant of the future', 'modseq', () => sql`UPDATE access_grant SET modseq = modseq + 1000000 WHERE principal_id = ${BOB}`, () => sql`UPDATE access_grant SET modseq = modseq - 1000000 WHERE principal_id = ${BOB}`, 'mod-sequence at most'],
    ['an overlay on an Email that is not there', 'reference', () => sql`UPDATE seen_overlay SET email_id = email_id + 500 WHERE principal_id = ${BOB}`, () => sql`UPDATE seen_overlay SET email_id = email_id - 500 WHERE principal_id = ${BOB}`, 'Email '],
    ['an overlay of nobody', 'reference', () => sql`UPDATE seen_overlay SET principal_id = 99 WHERE principal_id = ${BOB}`, () => sql`UPDATE seen_overlay SET principal_id = ${BOB} WHERE principal_id = 99`, 'principal p33'],
    ['an overlay of the owner', 'reference', () => sql`UPDATE seen_overlay SET principal_id = ${account()} WHERE principal_id = ${BOB}`, () => sql`UPDATE seen_overlay SET principal_id = ${BOB} WHERE principal_id = ${account()}`, 'a keyword of the Email'],
    ['an overlay of the future', 'modseq', () => sql`UPDATE seen_overlay SET modseq = modseq + 1000000 WHERE principal_id = ${BOB}`, () => sql`UPDATE seen_overlay SET modseq = modseq - 1000000 WHERE principal_id = ${BOB}`, 'mod-sequence at most'],
    ['marks on a mailbox that is not there', 'reference', () => sql`UPDATE reader_mailbox SET mailbox_id = mailbox_id + 500 WHERE principal_id = ${BOB}`, () => sql`UPDATE reader_mailbox SET mailbox_id = mailbox_id - 500 WHERE principal_id = ${BOB}`, 'a mailbox'],
    ['marks of the future', 'modseq', () => sql`UPDATE reader_mailbox SET counter_modseq = counter_modseq + 1000000 WHERE principal_id = ${BOB}`, () => sql`UPDATE reader_mailbox SET counter_modseq = counter_modseq - 1000000 WHERE principal_id = ${BOB}`, 'counter mod-sequence'],
    ['rows of an account that is not there', 'reference', () => sql`UPDATE seen_overlay SET account_id = 77 WHERE principal_id = ${BOB}`, () => sql`UPDATE seen_overlay SET account_id = ${account()} WHERE principal_id = ${BOB}`, 'an account'],
    ['metadata on a mailbox that is not there', 'reference', () => noted(999, BOB, '/private/x'), () => sql`DELETE FROM metadata`, 'a mailbox'],
    ['metadata of nobody', 'reference', () => noted(shared, 99, '/private/x'), () => sql`DELETE FROM metadata`, 'principal p33'],
    ['shared metadata by the name of a private one', 'structure', () => noted(shared, 0, '/private/x'), () => sql`DELETE FROM metadata`, 'a name below'],
    ['a member that is nobody', 'reference', () => sql`UPDATE group_member SET member_id = 99 WHERE member_id = ${CAROL}`, () => sql`UPDATE group_member SET member_id = ${CAROL} WHERE member_id = 99`, 'a member'],
    ['a member of somebody who is no group', 'reference', () => sql`UPDATE group_member SET group_id = ${BOB} WHERE member_id = ${CAROL}`, () => sql`UPDATE group_member SET group_id = ${TEAM} WHERE member_id = ${CAROL}`, 'a group'],
    ['a group in itself', 'structure', () => sql`INSERT INTO group_member (group_id, member_id) VALUES (${TEAM}, ${TEAM})`, () => sql`DELETE FROM group_member WHERE group_id = ${TEAM} AND member_id = ${TEAM}`, 'a group that is not in itself'],
  ];

  test('a store with grants, readers and groups is sound', async () => {
    expect(await at.verify()).toEqual([]);
  });

  test.each(cases)('%s', async (_what, kind, damage, mend, expected) => {
    await run(damage());
    const found = (await at.verify()) as { kind: string; expected: string }[];
    await run(mend());
    expect(await at.verify(), 'mended').toEqual([]);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ kind, expected: expect.stringContaining(expected) as string });
  });
});
