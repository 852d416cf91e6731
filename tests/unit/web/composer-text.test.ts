/** What is written, as HTML and as text. */
import { describe, expect, test } from 'vitest';
import { firstStrong, subjectDirection } from '../../../web/text/direction.ts';
import { docOfText, isBlank } from '../../../web/mail/composer/doc.ts';
import { docDir, htmlOfDoc } from '../../../web/mail/composer/doc-html.ts';
import { textOfDoc } from '../../../web/mail/composer/doc-text.ts';
import { flowed } from '../../../web/mail/composer/flowed.ts';
import { hintsOf } from '../../../web/mail/composer/hints.ts';
import { htmlOf } from '../../../web/mail/composer/message.ts';
import { holdUntil, presetsAt } from '../../../web/mail/composer/schedule.ts';
import type { Draft } from '../../../web/mail/composer/draft.ts';
import { createFormat } from '../../../web/text/format.ts';

const text = (words: string, ...marks: { type: string; attrs?: object }[]) => ({ type: 'text', text: words, marks: marks as never });
const p = (...content: object[]) => ({ type: 'paragraph', content: content as never });
const doc = (...content: object[]) => ({ type: 'doc', content: content as never });
const list = (type: string, ...items: object[]) => ({ type, content: items.map((item) => ({ type: 'listItem', content: [item] })) });

test.each([['Re: محضر', 'rtl'], ['(3) Re: Fwd: محضر', 'rtl'], ['[list] Re: محضر', 'rtl'], ['(3) محضر', 'auto'], ['RE : Fwd: محضر', 'rtl'], ['Re[2]: محضر', 'rtl'], ['رد: Minutes', 'ltr'], ['Re: 12', 'auto'], ['Re:', 'auto'], ['محضر', 'auto'], ['Minutes: محضر', 'auto'], ['', 'auto']])('the direction of the subject %j', (subject, dir) => expect(subjectDirection(subject)).toBe(dir));
test.each([['Bonjour مرحبا', 'ltr'], ['مرحبا Bonjour', 'rtl'], ['12 « مرحبا »', 'rtl'], ['123 !', undefined], ['שלום', 'rtl']])('the first strong letter of %j', (words, dir) => expect(firstStrong(words)).toBe(dir));

describe('HTML', () => {
  test('each block carries its direction, on the element and in its style', () => {
    const html = htmlOfDoc(doc(p(text('Bonjour')), p(text('مرحبا')), list('bulletList', p(text('نقطة')))), 'ltr');
    expect(html).toContain('<p dir="ltr" style="margin:0;text-align:left">Bonjour</p>');
    expect(html).toContain('<p dir="rtl" style="margin:0;text-align:right">مرحبا</p>');
    expect(html).toContain('<ul dir="rtl" style="margin:4px 0;padding:0 28px 0 0"><li dir="rtl"');
  });
  test('the whole goes by its first letter', () => expect(docDir(doc({ type: 'paragraph' }, p(text('مرحبا'))), 'ltr')).toBe('rtl'));
  test('nothing that was written becomes markup', () => {
    const html = htmlOfDoc(doc(p(text('<img src=x onerror=alert(1)> & "'), text('x', { type: 'link', attrs: { href: 'javascript:alert(1)' } }), text('y', { type: 'colour', attrs: { value: 'red;background:url(//x)' } }))), 'ltr');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;');
    expect(html).not.toMatch(/javascript|background/);
  });
  test('the space behind a bold word is one that a line may be broken at', () => {
    expect(htmlOfDoc(doc(p(text('a', { type: 'bold' }), text(' b'))), 'ltr')).toContain('<b>a</b> b</p>');
    expect(htmlOfDoc(doc(p(text('a ', { type: 'bold' }), text(' b'))), 'ltr')).toContain('<b>a </b>&nbsp;b</p>');
    expect(htmlOfDoc(doc(p(text('a'), { type: 'hardBreak' }, text(' b'))), 'ltr')).toContain('a<br>&nbsp;b</p>');
  });
  test('a space that ends a line stays: a draft that is opened again goes on behind it', () => {
    expect(htmlOfDoc(doc(p(text('Dear Sir, '))), 'ltr')).toContain('Dear Sir,&nbsp;</p>');
    expect(htmlOfDoc(doc(p(text('a '), { type: 'hardBreak' }, text('b ', { type: 'bold' }), text('c'))), 'ltr')).toContain('a&nbsp;<br><b>b </b>c</p>');
  });
  test('spaces that stand together stay; an empty line has its height', () => expect(htmlOfDoc(doc(p(text('a  b')), { type: 'paragraph' }), 'ltr')).toContain('a &nbsp;b</p><p dir="ltr" style="margin:0;text-align:left"><br></p>'));
});

test('the text says what the formatting did', () => {
  const nested = { type: 'listItem', content: [p(text('b')), list('bulletList', p(text('c')))] };
  const whole = doc(p(text('Voir '), text('le site', { type: 'link', attrs: { href: 'https://x.dz/a' } }), text(' et '), text('x.dz', { type: 'link', attrs: { href: 'https://x.dz' } })),
    { type: 'orderedList', attrs: { start: 3 }, content: [{ type: 'listItem', content: [p(text('a'))] }, nested] }, { type: 'blockquote', content: [p(text('cité'))] }, { type: 'signature', content: [p(text('Alice'))] });
  expect(textOfDoc(whole)).toBe('Voir le site <https://x.dz/a> et x.dz\n3. a\n4. b\n   • c\n> cité\n\n-- \nAlice');
});

test('each line above a message that is passed on stands on the side of its own letters', () => {
  const quote = { kind: 'forward', heading: ['De : سارة', 'الموضوع'], html: '<p>مرحبا</p>', text: 'مرحبا', dir: 'rtl', images: [] } as const;
  const html = htmlOf({ identityId: undefined, to: [], cc: [], bcc: [], subject: '', priority: 'normal', format: 'html', doc: docOfText('x'), text: '', quote, closing: undefined, attachments: [] }, 'ltr');
  expect(html).toContain('<div dir="ltr" style="text-align:left">De : سارة</div><div dir="rtl" style="text-align:right">الموضوع</div>');
});

test('a signature alone is nothing written', () => {
  expect(isBlank(doc({ type: 'paragraph' }, { type: 'signature', content: [p(text('Alice'))] }))).toBe(true);
  expect(isBlank(docOfText('x'))).toBe(false);
});

describe('format=flowed (RFC 3676)', () => {
  test('long lines are broken at a space that stays', () => {
    const line = 'mot '.repeat(40).trim();
    const lines = flowed(line).split('\r\n');
    expect(lines.every((one) => one.length <= 72)).toBe(true);
    expect(lines.slice(0, -1).every((one) => one.endsWith(' '))).toBe(true);
    expect(lines.join('')).toBe(line);
  });
  test('what would be taken for a quote or a stuffed line gets a space; quotes keep their mark', () => expect(flowed('From x\n indented\n> cité\n-- ').split('\r\n')).toEqual([' From x', '  indented', '> cité', '-- ']));
  test('a word alone is never parted', () => expect(flowed('x'.repeat(200))).toBe('x'.repeat(200)));
});

describe('hints', () => {
  const draft = (words: string, more: Partial<Draft> = {}) => ({ to: [], cc: [], bcc: [], subject: 'x', format: 'html', doc: docOfText(words), text: '', attachments: [], ...more }) as unknown as Draft;
  test.each(['Vous trouverez ci-joint le rapport', 'voir la pièce jointe', 'En PJ, le plan', 'Please find attached the plan', 'see the attachment', 'تجدون في المرفقات التقرير', 'أرفقت لكم الملف', 'Vous trouverez le fichier joint'])('%s', (words) =>
    expect(hintsOf(draft(words))).toEqual(['forgottenAttachment']));
  test.each(['Bonjour, rejoins-nous demain', 'I am attacking the problem', 'مرحبا بكم'])('%s promises nothing', (words) => expect(hintsOf(draft(words))).toEqual([]));
  test('who is attached to somebody promises nothing', () => expect(hintsOf(draft('I am attached to him'))).toEqual([]));

  test('with a file there is nothing to be asked', () => expect(hintsOf(draft('ci-joint', { attachments: [{ id: '1', name: 'a', type: 'b', size: 1, blobId: 'b' }] }))).toEqual([]));
  test('a signature promises nothing', () => expect(hintsOf(draft('', { doc: doc(p(text('Bonjour')), { type: 'signature', content: [p(text('attachment'))] }) as never }))).toEqual([]));
});

test('times that are offered lie ahead; the working week begins where the calendar has it', () => {
  const saturday = new Date('2026-11-28T09:00:00Z');
  const clock = (timeZone: string, firstDayOfWeek: 0 | 1 | 6 = 6) => createFormat({ language: 'fr', timeZone, firstDayOfWeek });
  const offered = (now: Date, zone: string, firstDay?: 0 | 1 | 6) => presetsAt(now, clock(zone, firstDay)).map(({ preset, at }) => `${preset} ${at.toISOString().slice(5, 16)}`);
  expect(offered(saturday, 'Africa/Algiers')).toEqual(['thisEvening 11-28T17:00', 'tomorrowMorning 11-29T07:00', 'tomorrowAfternoon 11-29T13:00']);
  for (const firstDay of [0, 1] as const) expect(offered(saturday, 'Africa/Algiers', firstDay)).toContain('nextWeek 11-30T07:00');
  for (const { at } of presetsAt(new Date('2026-11-28T22:50:00Z'), clock('Africa/Algiers'))) expect(at.getTime()).toBeGreaterThan(saturday.getTime());
  // In Tokyo it is evening by then, in Honolulu it is still the day before.
  expect(offered(saturday, 'Asia/Tokyo')).toEqual(['tomorrowMorning 11-28T23:00', 'tomorrowAfternoon 11-29T05:00']);
  expect(offered(saturday, 'Pacific/Honolulu')[0]).toBe('tomorrowMorning 11-28T18:00');
  expect(holdUntil(new Date('2026-11-29T07:00:00.123Z'))).toBe('2026-11-29T07:00:00Z');
});
