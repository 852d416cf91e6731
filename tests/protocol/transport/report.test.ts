import { expect, test } from 'vitest';
import { oneLine } from '../../../api/transport/outcome.ts';
import { decodeEncodedWords, fieldsOf, lastField, parseMessage, rawValue, unfold } from '../../../api/mail/mime/index.ts';
import { sql, sweepBlobs } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { mailbox, message, people, readable, submit, to, worlds } from './harness.ts';

const subjectOf = (report: string): string => {
  const bytes = Buffer.from(report);
  const field = lastField(fieldsOf(bytes), 'subject');
  return field ? decodeEncodedWords(unfold(rawValue(bytes, field)), 'anywhere') : '';
};

test('RFC 8621 §7, smtpReply: a reply of several lines becomes one', () => {
  expect(oneLine('550-5.7.1 Our system has detected that this message is\r\n550 5.7.1 likely spam.')).toBe('550 5.7.1 Our system has detected that this message is likely spam.');
  expect(oneLine('450 4.2.1 busy')).toBe('450 4.2.1 busy');
  expect(oneLine('550-No\r\n550-such\r\n550 person')).toBe('550 No such person');
});

eachDatabase((_name, makeUrl) => {
  const { world, node, smarthost } = worlds(makeUrl);

  test('a report is in the language of the account: English, French, Arabic', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === 'RCPT' ? '550 5.1.1 no such person' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const all = await people(server, { alice: {}, benoit: { language: 'fr' }, khadija: { language: 'ar' } });
    const expected = {
      alice: ['Not delivered: Café {date}', 'Your message “Café {date}” of January 5, 2026 at 9:00', 'It will not be tried again.'],
      benoit: ['Non distribué : Café {date}', 'Votre message « Café {date} » du 5 janvier 2026', 'Aucun autre essai ne sera fait.'],
      khadija: ['لم تُسلَّم: Café {date}', 'تعذّر تسليم رسالتك «Café {date}» المؤرخة ٥ يناير ٢٠٢٦', 'لن تُعاد المحاولة.'],
    };
    for (const name of ['alice', 'benoit', 'khadija'] as const) {
      const person = all[name];
      await submit(server, person, ['eve@elsewhere.test'], message({ From: person.address, Subject: '=?utf-8?q?Caf=C3=A9_=7Bdate=7D?=' }));
      await server.transport.idle();
      const [report] = await mailbox(server, person);
      const [subject, lead, advice] = expected[name] as [string, string, string];
      const shown = readable(report?.text ?? '').replace(/[\u00a0\u202f\u2009]/g, ' ');
      expect(subjectOf(report?.text ?? '')).toBe(subject);
      expect(shown).toContain(lead);
      expect(shown).toContain(advice);
      expect(shown).toContain('eve@elsewhere.test');
      expect(shown).toContain('550 5.1.1 no such person');
      const parsed = parseMessage(Buffer.from(report?.text ?? ''));
      expect(parsed.root.parts.map((part) => `${part.type}/${part.subtype}`)).toEqual(['text/plain', 'message/delivery-status', 'text/rfc822-headers']);
    }
  });

  test('RFC 3461 §4.3: RET=FULL brings the whole message back', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === 'RCPT' ? '550 5.1.1 no' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], message({ From: 'alice@example.org', Subject: 'x' }, 'Déjà vu.'), { parameters: { RET: 'FULL' } });
    await server.transport.idle();
    const [report] = await mailbox(server, alice);
    expect(report?.text).toMatch(/Content-Type: message\/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nReceived: /);
    expect(report?.text).toContain('Déjà vu.');
  });

  test('RFC 8621 §7, dsnBlobIds: a report stays readable as long as its submission, whatever becomes of the Email; then it goes', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === 'RCPT' ? '550 5.1.1 no' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], message({ From: 'alice@example.org', Subject: 'x' }));
    await server.transport.idle();
    const [row] = await server.db.read((read) => read.all<{ id: number; dsn_blobs: string }>(sql`SELECT id, dsn_blobs FROM submission`));
    const hash = (JSON.parse(row?.dsn_blobs ?? '[]') as string[])[0]?.slice(1) ?? '';
    // As after the Email of the report was destroyed, a long time ago.
    await server.db.write([], async (tx) => {
      await tx.run(sql`DELETE FROM email WHERE blob_hash = ${hash}`);
      await tx.run(sql`UPDATE stored_blob SET touched_at = 0`);
    });
    await sweepBlobs(server.db, Date.now());
    expect(await server.db.blobs.verify(hash)).toBe('ok');
    await server.db.write([], async (tx) => void (await tx.run(sql`UPDATE submission SET dsn_blobs = NULL, mdn_blobs = ${JSON.stringify([`b${hash}`])}`)));
    await sweepBlobs(server.db, Date.now());
    expect(await server.db.blobs.verify(hash)).toBe('ok');
    await server.db.write([], async (tx) => void (await tx.run(sql`DELETE FROM submission`)));
    expect(await sweepBlobs(server.db, Date.now())).toBe(1);
    expect(await server.db.blobs.verify(hash)).toBe('missing');
  });

  test('a sender whose mailbox is full gets the report when there is room again', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: { quotaBytes: 1000 } });
    await submit(server, alice, ['eve@elsewhere.test'], message({ From: 'alice@example.org', Subject: 'x' }, 'x'.repeat(600)));
    await server.transport.idle();
    standIn.answer = (verb) => (verb === 'RCPT' ? '550 5.1.1 no' : undefined);
    const { updateAccount } = await import('../../../api/people/accounts.ts');
    await server.db.write([], async (tx) => void (await tx.run((await import('../../../db/index.ts')).sql`UPDATE account SET sent_copy = 0 WHERE id = ${alice.id}`)));
    await submit(server, alice, ['eve@elsewhere.test'], message({ From: 'alice@example.org', Subject: 'y' }));
    await server.transport.idle();
    expect(await mailbox(server, alice)).toEqual([]);
    await updateAccount(server.core, 'alice@example.org', { quotaBytes: 100_000 });
    await server.clock.advance(60_000);
    await server.transport.idle();
    expect((await mailbox(server, alice))[0]?.text).toMatch(/^Return-Path: <>/);
  });
});
