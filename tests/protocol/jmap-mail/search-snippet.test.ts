/** SearchSnippet/get (RFC 8621 §5). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmailFilter } from '../../../openapi/index.ts';
import { foldTyped } from '../../../api/mail/mime/index.ts';
import { toId } from '../../../api/ids.ts';
import { markFirst, showAround } from '../../../api/mail/query/mark-text.ts';
import { snippetTerms } from '../../../api/mail/query/snippet-terms.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';
import { message, withAttachment } from './messages.ts';
import { random } from './random.ts';

const encoded = (text: string): string => `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`;

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
  });
  afterAll(() => mail.close());

  const snippet = async (id: number, filter: EmailFilter) => {
    const { list } = await mail.call('SearchSnippet/get', { emailIds: [toId('email', id)], filter });
    return { subject: list[0]?.subject, preview: list[0]?.preview };
  };

  test('§5: hits of the subject and of the text are marked, &, < and > are escaped; null where nothing is found', async () => {
    const id = await mail.add(message({ id: 's1@x', subject: 'Q&A <draft> on budgets', body: 'The budget is 1 < 2 & rising.' }));
    expect(await snippet(id, { text: 'BUDGET' })).toEqual({
      subject: 'Q&amp;A &lt;draft&gt; on <mark>budget</mark>s', preview: 'The <mark>budget</mark> is 1 &lt; 2 &amp; rising.',
    });
    expect(await snippet(id, { subject: 'draft' })).toEqual({ subject: 'Q&amp;A &lt;<mark>draft</mark>&gt; on budgets', preview: null });
    expect(await snippet(id, { body: 'rising' })).toMatchObject({ subject: null, preview: 'The budget is 1 &lt; 2 &amp; <mark>rising</mark>.' });
    expect(await snippet(id, { text: 'xylophone' })).toEqual({ subject: null, preview: null });
    expect(await snippet(id, { from: 'ali', hasAttachment: false })).toEqual({ subject: null, preview: null });
    expect(await snippet(id, { operator: 'NOT', conditions: [{ text: 'budget' }] })).toEqual({ subject: null, preview: null });
    expect(await snippet(id, { header: ['Subject', 'draft'] })).toMatchObject({ subject: 'Q&amp;A &lt;<mark>draft</mark>&gt; on budgets' });
  });

  test('what was written otherwise is marked as it was written: accents, ligatures, Arabic forms, sigma (design §6)', async () => {
    const french = await mail.add(message({ id: 's2@x', subject: encoded('Là-bas, un Éléphant'), body: 'Un e\u0301le\u0301phant efﬁcace.' }));
    expect(await snippet(french, { text: 'elephant' })).toEqual({ subject: 'Là-bas, un <mark>Éléphant</mark>', preview: 'Un <mark>e\u0301le\u0301phant</mark> efﬁcace.' });
    expect((await snippet(french, { text: 'efficace' })).preview).toBe('Un e\u0301le\u0301phant <mark>efﬁcace</mark>.');
    const arabic = await mail.add(message({ id: 's3@x', subject: encoded('خطّة المَدْرَسَة الأولى'), body: 'اجتماع في مدرسـة إبراهيم' }));
    expect(await snippet(arabic, { text: 'مدرسه' })).toEqual({ subject: 'خطّة ال<mark>مَدْرَسَة</mark> الأولى', preview: 'اجتماع في <mark>مدرسـة</mark> إبراهيم' });
    expect((await snippet(arabic, { text: 'ابراهيم' })).preview).toBe('اجتماع في مدرسـة <mark>إبراهيم</mark>');
    const greek = await mail.add(message({ id: 's4@x', subject: encoded('Ο ΟΔΟΣ και οδός'), body: 'x' }));
    expect((await snippet(greek, { subject: 'οδος' })).subject).toBe('Ο <mark>ΟΔΟΣ</mark> και <mark>οδός</mark>');
  });

  test('several words: the whole where it stands, else each word; a quoted phrase stays one (§4.4.1)', async () => {
    const id = await mail.add(message({ id: 's5@x', subject: 'annual report', body: 'The report of the annual meeting; an annual report.' }));
    expect(await snippet(id, { text: 'annual report' })).toEqual({
      subject: '<mark>annual report</mark>', preview: 'The report of the annual meeting; an <mark>annual report</mark>.',
    });
    expect((await snippet(id, { text: 'report meeting' })).preview).toContain('<mark>report</mark> of the annual <mark>meeting</mark>');
    expect((await snippet(id, { text: '"the annual" report' })).preview).toContain('The <mark>report</mark> of <mark>the annual</mark> meeting');
  });

  test('HTML is read as text, quoted-printable decoded; a part further down is found; each Email once, strange ids are notFound', async () => {
    const id = await mail.add(withAttachment);
    expect((await snippet(id, { body: 'elephant' })).preview).toBe('Là-bas, un <mark>éléphant</mark>.');
    const name = toId('email', id);
    const hidden = await mail.add(message({ id: 's6@x' }), { deleted: true });
    const answer = await mail.call('SearchSnippet/get', { emailIds: [name, 'nonsense', name, toId('email', hidden)], filter: { text: 'x' } });
    expect(answer.list.map((one) => one.emailId)).toEqual([name]);
    expect(answer.notFound).toEqual(['nonsense', toId('email', hidden)]);
    expect(await mail.call('SearchSnippet/get', { emailIds: [name] })).toMatchObject({ notFound: null, list: [{ subject: null, preview: null }] });
  });

  test('§5: a preview is no bigger than 255 octets, wherever the hit stands in a long text', async () => {
    const filler = 'Été & <hiver>, '.repeat(3000);
    for (const [at, place] of [[0, 'start'], [8180, 'border'], [20_000, 'middle'], [filler.length, 'end']] as const) {
      const id = await mail.add(message({ id: `l${place}@x`, body: `${filler.slice(0, at)} needle${place} ${filler.slice(at)}` }));
      const { preview } = await snippet(id, { body: `needle${place}` });
      expect(preview).toContain(`<mark>needle${place}</mark>`);
      expect(Buffer.byteLength(preview as string)).toBeLessThanOrEqual(255);
      expect(preview).not.toMatch(/&(?!amp;|lt;|gt;)/);
    }
  });
});

describe('markText', () => {
  test('random texts and needles: what is marked folds to a needle, is escaped, whole, and at most 255 octets', () => {
    const { seed, below, pick, chance } = random();
    const alphabet = ['a', 'b', 'é', 'e\u0301', 'E', ' ', '<', '&', 'أ', 'ا', 'ة', 'ه', 'ـ', 'ﬁ', 'f', 'i', '😀', 'Σ', 'ς', '한', '\u064e', 'ß', 's', 'œ', 'o', '٣', '3', '\u202e'];
    const word = (length: number): string => Array.from({ length }, () => pick(alphabet)).join('');
    for (let round = 0; round < 2000; round++) {
      const text = word(below(chance(0.1) ? 400 : 60));
      const start = below(Math.max(1, text.length));
      const needle = text.slice(start, start + 1 + below(6)).trim();
      const where = `seed ${seed}, round ${round}: ${JSON.stringify({ text, needle })}`;
      const terms = snippetTerms({ body: needle }).body;
      const marked = markFirst(text, terms);
      const isThere = terms.some(({ whole, parts }) => [whole, ...parts].some((one) => foldTyped(text).replaceAll('ς', 'σ').includes(one)));
      if (!isThere) continue;
      expect(marked, where).toBeDefined();
      if (!marked) continue;
      const shown = showAround(marked, 255);
      expect(Buffer.byteLength(shown), where).toBeLessThanOrEqual(255);
      const inside = [...shown.matchAll(/<mark>(.*?)<\/mark>/gs)].map((match) => (match[1] as string).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
      expect(inside.length, where).toBeGreaterThan(0);
      for (const hit of inside) expect(text, where).toContain(hit);
      expect(shown.replace(/<\/?mark>/g, ''), where).not.toMatch(/[<>]/);
    }
  });
});
