/** The index of an account whose mail has gone (design §6, Search). */
import { expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { mergeInThread } from '../../../api/mail/search/threads.ts';
import { Segment } from '../../../api/mail/search/segment.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';
import { message } from '../jmap-mail/messages.ts';

test('a segment in which nothing is left is sound when it comes from a thread', async () => {
  const { segment, docCount } = await mergeInThread({ segments: [], gone: new Float64Array() });
  expect([docCount, [...new Segment(segment).docs]]).toEqual([0, []]);
});

eachDatabase((_name, makeUrl) => {
  test('when every Email of a segment is gone, verify has nothing to say, and what comes after is found', async () => {
    const mail = await mailFixture(makeUrl);
    try {
      const ids = await mail.addMany(['one', 'two'].map((body) => ({ message: message({ id: `${body}@x`, body }) })));
      const find = async (text: string) => (await mail.call('Email/query', { filter: { text } })).ids;
      expect(await find('two')).toHaveLength(1);
      await mail.call('Email/set', { destroy: ids.map((id) => toId('email', id)) });
      expect((await createVerifyService(mail.core).verify({})).differences).toEqual([]);
      expect(await find('two')).toEqual([]);
      const after = await mail.add(message({ id: 'three@x', body: 'two again' }));
      expect(await find('two')).toEqual([toId('email', after)]);
      expect((await createVerifyService(mail.core).verify({})).differences).toEqual([]);
    } finally {
      await mail.close();
    }
  });
});
