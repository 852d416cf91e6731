/** VacationResponse/get and /set (RFC 8621 §8). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
  });
  afterAll(() => mail.close());

  const nothing = { id: 'singleton', isEnabled: false, fromDate: null, toDate: null, subject: null, textBody: null, htmlBody: null };

  test('§8: there is exactly one, its id is singleton, switched off before anybody wrote it', async () => {
    expect((await mail.call('VacationResponse/get', { ids: null })).list).toEqual([nothing]);
    expect(await mail.call('VacationResponse/get', { ids: ['singleton', 'other'], properties: ['isEnabled'] })).toMatchObject({ list: [{ id: 'singleton', isEnabled: false }], notFound: ['other'] });
  });

  test('§8.2: what is written is read again, by paths of a patch; null puts the default back; the state moves, and push hears of it', async () => {
    const before = await mail.call('VacationResponse/get', {});
    const heard: string[] = [];
    const end = mail.db.onChange((change) => heard.push(...change.types));
    const update = { isEnabled: true, fromDate: '2026-03-01T00:00:00Z', toDate: '2026-03-15T12:30:00.5Z', subject: 'Absent·e', textBody: 'أنا في إجازة', htmlBody: '<p>Away</p>' };
    const set = await mail.call('VacationResponse/set', { ifInState: before.state, update: { singleton: update } });
    end();
    expect(set).toMatchObject({ updated: { singleton: null }, oldState: before.state, notUpdated: null });
    expect(heard).toEqual(['VacationResponse']);
    const after = await mail.call('VacationResponse/get', {});
    expect(after).toMatchObject({ state: set.newState, list: [{ ...update, toDate: '2026-03-15T12:30:00.500Z' }] });
    expect(after.state).not.toBe(before.state);
    await mail.call('VacationResponse/set', { update: { singleton: { isEnabled: null, subject: null } } });
    expect((await mail.call('VacationResponse/get', {})).list[0]).toMatchObject({ isEnabled: false, subject: null, textBody: 'أنا في إجازة' });
    await expect(mail.call('VacationResponse/set', { ifInState: before.state, update: {} })).rejects.toMatchObject({ kind: 'stateMismatch' });
  });

  test('§8.2: it is neither made nor destroyed; nothing else can be changed', async () => {
    const answer = await mail.call('VacationResponse/set', { create: { a: { isEnabled: true } }, destroy: ['singleton', 'other'] });
    expect(answer).toMatchObject({ created: null, destroyed: null, notCreated: { a: { type: 'singleton' } }, notDestroyed: { singleton: { type: 'singleton' }, other: { type: 'notFound' } } });
    expect(answer.newState).toBe(answer.oldState);
    for (const [patch, properties] of [
      [{ isEnabled: 'yes' }, ['isEnabled']], [{ fromDate: '2026-03-01' }, ['fromDate']], [{ fromDate: '2026-13-01T00:00:00Z' }, ['fromDate']], [{ colour: 'red' }, ['colour']], [{ id: 'x' }, ['id']],
      [{ subject: 'x'.repeat(1001) }, ['subject']], [{ textBody: 'x'.repeat(100_001) }, ['textBody']], [{ htmlBody: 7 }, ['htmlBody']],
    ] as const) {
      const { notUpdated } = await mail.call('VacationResponse/set', { update: { singleton: patch } });
      expect(notUpdated?.['singleton'], JSON.stringify(patch).slice(0, 60)).toMatchObject({ type: 'invalidProperties', properties });
    }
    expect((await mail.call('VacationResponse/set', { update: { other: {} } })).notUpdated?.['other']).toMatchObject({ type: 'notFound' });
    expect((await mail.call('VacationResponse/set', { update: { singleton: { textBody: 'x'.repeat(100_000), subject: 'x'.repeat(1000) } } })).notUpdated).toBeNull();
  });
});
