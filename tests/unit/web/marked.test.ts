/** Search snippets (RFC 8621 §5): hits are marked; nothing of a message becomes markup. */
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Marked } from '../../../web/mail/search/marked.tsx';
import { nearHit } from '../../../web/mail/search/near-hit.ts';

const drawn = (text: string) => renderToStaticMarkup(createElement(Marked, { text })).replaceAll(/ class="[^"]*"/g, '');

test.each([
  ['nothing found here', 'nothing found here'],
  ['the <mark>budget</mark> of <mark>2026</mark>', 'the <mark>budget</mark> of <mark>2026</mark>'],
  ['<mark>الميزانية</mark> السنوية', '<mark>الميزانية</mark> السنوية'],
  ['R&amp;D &lt;b&gt; &quot;x&quot; &#39;y&#39;', 'R&amp;D &lt;b&gt; &quot;x&quot; &#x27;y&#x27;'],
  ['&lt;script&gt;alert(1)&lt;/script&gt;', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['<script>alert(1)</script> <mark><img src=x onerror=alert(1)></mark>', '&lt;script&gt;alert(1)&lt;/script&gt; <mark>&lt;img src=x onerror=alert(1)&gt;</mark>'],
  ['&amp;lt;', '&amp;lt;'],
  ['<mark>open', '&lt;mark&gt;open'],
])('%s', (text, html) => {
  expect(drawn(text)).toBe(html);
});

test.each([
  ['the <mark>budget</mark> of this year', 'the <mark>budget</mark> of this year'],
  ['nothing found here, however long it may be, and it is longer than a row', 'nothing found here, however long it may be, and it is longer than a row'],
  ['Dear all, thank you for coming today. As we said, the <mark>budget</mark> of <mark>2026</mark> is open', '…today. As we said, the <mark>budget</mark> of <mark>2026</mark> is open'],
  ['Dear all &amp; everybody, thank you for R&amp;D &lt;today&gt; <mark>budget</mark>', '…R&amp;D &lt;today&gt; <mark>budget</mark>'],
  [`${'x'.repeat(60)}<mark>y</mark>`, '…<mark>y</mark>'],
])('a preview begins near its first hit: %s', (text, near) => {
  expect(nearHit(text)).toBe(near);
});
