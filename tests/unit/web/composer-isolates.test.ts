/** Names and addresses in lines of the other direction. */
import { expect, test } from 'vitest';
import { htmlOfIsolates, isolated, withoutIsolates } from '../../../web/mail/composer/isolates.ts';

const [james, sara] = [isolated('James Wilson <james@x.dz>'), isolated('سارة <sara@x.dz>')];
const line = `إلى: \u2068${james}, ${sara}\u2069`;

test('each goes out as an element of its own direction, and no isolate as a character', () => {
  expect(htmlOfIsolates(`من: ${james}`)).toBe('من: <span dir="ltr">James Wilson &lt;james@x.dz&gt;</span>');
  expect(htmlOfIsolates(line)).toBe('إلى: <span dir="ltr"><span dir="ltr">James Wilson &lt;james@x.dz&gt;</span>, <span dir="rtl">سارة &lt;sara@x.dz&gt;</span></span>');
});
test('text without formatting has none', () => expect(withoutIsolates(line)).toBe('إلى: James Wilson <james@x.dz>, سارة <sara@x.dz>'));
test('what is not closed within the line opens nothing', () => expect(htmlOfIsolates('a \u2066b <')).toBe('a b &lt;'));
