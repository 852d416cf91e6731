import { expect, test } from 'vitest';
import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import { sql } from '../../../db/index.ts';
import { normaliseForMerge } from '../../../api/mail/mime/index.ts';
import { arrive } from '../../../api/mail/store/arrival.ts';
import { createEmail } from '../../../api/mail/store/create-email.ts';
import { EmailChanges } from '../../../api/mail/store/email-changes.ts';
import { MailUnit } from '../../../api/mail/store/mail-unit.ts';
import { mergeIntoSent } from '../../../api/transport/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { later, mailbox, message, type Node, people, type Person, submit, worlds } from './harness.ts';

const minute = 60_000;
const fields = { From: 'alice@example.org', To: 'bob@example.org', Subject: 'Hi', Date: 'Mon, 05 Jan 2026 09:00:00 +0000', 'Message-ID': '<one@example.org>' };
const text = message(fields);

/** What APPEND does with a message, as far as Sent is concerned. */
async function append(node: Node, person: Person, bytes: string, role = 'sent', receivedAt = 1000): Promise<number> {
  const arrived = await arrive(node.db.blobs, Buffer.from(bytes), { maxBytes: 100_000, limits: {} });
  return node.db.write([person.id], async (tx) => {
    const changes = new EmailChanges(new MailUnit(tx, person.id, node.clock.now()));
    const mailboxId = (await mailboxByRole(tx, person.id, role))?.id as number;
    const { open, uids } = await createEmail(changes, node.db.blobs, { arrived, prefix: null, mailboxIds: [mailboxId], bits: 4, extra: null, receivedAt });
    await mergeIntoSent(changes, { open, mailboxId, mergeKey: normaliseForMerge(Buffer.from(bytes)) });
    await changes.settle();
    return uids.get(mailboxId) as number;
  });
}

const submissions = (node: Node): Promise<{ email_id: number }[]> => node.db.read((read) => read.all(sql`SELECT email_id FROM submission ORDER BY id`));

eachDatabase((_name, makeUrl) => {
  const { world, node } = worlds(makeUrl);

  test('contract, Submission by SMTP: the client appends its copy after the server filed one; the client’s stays, with a UID of its own', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    await submit(server, alice, ['bob@example.org'], text);
    const [filed] = await mailbox(server, alice, 'sent');
    const own = text.replace('Subject', 'Bcc: carol@example.org\r\nX-Mozilla-Status: 0001\r\nSubject');
    const uid = await append(server, alice, own);
    const after = await mailbox(server, alice, 'sent');
    expect(after).toMatchObject([{ uid, text: own, seen: false }]);
    expect(uid).toBeGreaterThan(filed?.uid as number);
    expect(await submissions(server)).toEqual([{ email_id: after[0]?.emailId }]);
    const gone = await server.db.read((read) => read.all<{ uid: number }>(sql`SELECT uid FROM expunged`));
    expect(gone).toEqual([{ uid: filed?.uid }]);
  });

  test('NeoMutt dates its own copy anew: it is the same message all the same', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    await submit(server, alice, ['bob@example.org'], text);
    const own = message({ ...fields, Date: 'Mon, 05 Jan 2026 09:00:01 +0000' });
    const uid = await append(server, alice, own);
    expect(await mailbox(server, alice, 'sent')).toMatchObject([{ uid, text: own }]);
  });

  test('the client’s copy came first: the server files none', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    const own = `Bcc: carol@example.org\n${text.replaceAll('\r\n', '\n')}`;
    const uid = await append(server, alice, own);
    await submit(server, alice, ['bob@example.org'], text);
    const after = await mailbox(server, alice, 'sent');
    expect(after).toMatchObject([{ uid, text: own, seen: false }]);
    expect(await submissions(server)).toEqual([{ email_id: after[0]?.emailId }]);
  });

  test('a second APPEND of the same message is a second message: only the server’s copy gives way', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    await submit(server, alice, ['bob@example.org'], text);
    await append(server, alice, text, 'sent', server.clock.now());
    await append(server, alice, text, 'sent', server.clock.now());
    expect(await mailbox(server, alice, 'sent')).toHaveLength(2);
  });

  test('other bytes, another Message-ID, another folder, more than ten minutes: both copies stay', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    const send = (id: string): Promise<unknown> => submit(server, alice, ['bob@example.org'], message({ ...fields, 'Message-ID': id }));
    await send('<a@x>');
    await append(server, alice, message({ ...fields, 'Message-ID': '<a@x>' }, 'Other words.'));
    expect(await mailbox(server, alice, 'sent')).toHaveLength(2);
    await append(server, alice, message({ ...fields, 'Message-ID': '<b@x>' }));
    expect(await mailbox(server, alice, 'sent')).toHaveLength(3);
    await append(server, alice, message({ ...fields, 'Message-ID': '<a@x>' }), 'archive');
    expect(await mailbox(server, alice, 'sent')).toHaveLength(3);
    await later(server, 10 * minute + 1);
    await append(server, alice, message({ ...fields, 'Message-ID': '<a@x>' }));
    expect(await mailbox(server, alice, 'sent')).toHaveLength(4);
    await later(server, 10 * minute + 1);
    await send('<b@x>');
    expect(await mailbox(server, alice, 'sent')).toHaveLength(5);
  });

  test('exactly ten minutes later it is still merged, from both sides', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    await submit(server, alice, ['bob@example.org'], text);
    await later(server, 10 * minute);
    await append(server, alice, text);
    expect(await mailbox(server, alice, 'sent')).toHaveLength(1);
    await append(server, alice, message({ ...fields, 'Message-ID': '<two@x>' }));
    await later(server, 10 * minute);
    await submit(server, alice, ['bob@example.org'], message({ ...fields, 'Message-ID': '<two@x>' }));
    expect(await mailbox(server, alice, 'sent')).toHaveLength(2);
  });

  test('account.sent_copy off: nothing is filed', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    await server.db.write([], (tx) => tx.run(sql`UPDATE account SET sent_copy = 0 WHERE id = ${alice.id}`));
    await submit(server, alice, ['bob@example.org'], text);
    expect(await mailbox(server, alice, 'sent')).toEqual([]);
  });

  test('both at the same moment: one copy, the client’s', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    for (let i = 0; i < 8; i++) {
      const one = message({ ...fields, 'Message-ID': `<${i}@x>` });
      await Promise.all(i % 2 === 0 ? [submit(server, alice, ['bob@example.org'], one), append(server, alice, one)] : [append(server, alice, one), submit(server, alice, ['bob@example.org'], one)]);
      const copies = (await mailbox(server, alice, 'sent')).filter((copy) => copy.text.includes(`<${i}@x>`));
      expect(copies.map((copy) => copy.seen), String(i)).toEqual([false]);
    }
  });
});
