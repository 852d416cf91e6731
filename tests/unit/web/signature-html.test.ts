/** A signature is written as text, and sent as HTML that says the same. */
import { expect, test } from 'vitest';
import { signatureHtml } from '../../../web/settings/signature-html.ts';

test.each([
  ['', ''],
  ['  \n ', ''],
  ['Amina Cherif', '<div dir="auto">Amina Cherif</div>'],
  ['Amina\n\nأمينة\n', '<div dir="auto">Amina</div><div dir="auto"><br></div><div dir="auto">أمينة</div>'],
  ['<b>R&D</b> "x"', '<div dir="auto">&lt;b&gt;R&amp;D&lt;/b&gt; &quot;x&quot;</div>'],
])('%j', (text, html) => {
  expect(signatureHtml(text)).toBe(html);
});
