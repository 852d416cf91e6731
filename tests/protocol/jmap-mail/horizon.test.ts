import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
  });
  afterAll(() => mail.close());

  test('RFC 8620 §5.2: past the horizon changes cannot be calculated, for each type once; the state that is given then works', async () => {
    await mail.add('Subject: one\n\ntext');
    const before = await mail.call('Mailbox/get', { ids: [] });
    const { modseq } = (await mail.db.read((read) => read.get<{ modseq: number }>(sql`SELECT modseq FROM account WHERE id = ${mail.account}`))) ?? { modseq: 0 };
    await mail.db.write([], (tx) => tx.run(sql`UPDATE account SET horizon_modseq = ${modseq + 5}, modseq = ${modseq + 10} WHERE id = ${mail.account}`));
    await expect(mail.call('Mailbox/changes', { sinceState: before.state })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
    const after = await mail.call('Mailbox/get', { ids: [] });
    expect(await mail.call('Mailbox/changes', { sinceState: after.state })).toMatchObject({ created: [], updated: [], destroyed: [], newState: after.state });
    const { state } = await mail.call('Email/get', { ids: [] });
    await mail.add('Subject: one\n\ntext');
    expect((await mail.call('Email/changes', { sinceState: state })).created).toHaveLength(1);
  });
});
