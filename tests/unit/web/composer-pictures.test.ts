/** Which pictures of a text that is brought in become files of the draft. */
import { describe, expect, test } from 'vitest';
import type { DocNode } from '../../../web/mail/composer/doc.ts';
import { loosePictures, withPictures } from '../../../web/mail/composer/loose-pictures.ts';
import { pictureOfData } from '../../../web/mail/composer/picture-file.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const gif = 'GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;';

describe('an address that is the picture itself', () => {
  test.each([
    ['a picture', `data:image/png;base64,${png}`, 'image/png', 70],
    ['its type in capitals, with a parameter', `DATA:image/PNG;charset=utf-8;BASE64,${png}`, 'image/png', 70],
    ['line ends and escapes', `data:image/png;base64,${png.slice(0, 40)}\r\n ${png.slice(40).replaceAll('=', '%3D')}`, 'image/png', 70],
    ['without base64', `data:image/gif,${encodeURIComponent(gif)}`, 'image/gif', gif.length],
    ['called something else', `data:image/jpeg;base64,${png}`, 'image/png', 70],
  ])('%s', (_, address, type, size) => expect(pictureOfData(address)).toMatchObject({ type, size, name: `image.${type.slice(6)}` }));

  test.each([
    ['a drawing', `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg"/>')}`],
    ['a drawing under a false name', `data:image/png;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg"/>')}`],
    ['a page', `data:text/html;base64,${png}`],
    ['no base64', 'data:image/png;base64,!!!'],
    ['an address', 'https://www.example/data:image/png;base64,'],
    ['nothing', ''],
  ])('not %s', (_, address) => expect(pictureOfData(address)).toBeUndefined());
});

test('a picture of the draft stays, one on the web is left where it is, others are named anew or left out', () => {
  const image = (attrs: Record<string, unknown>): DocNode => ({ type: 'image', attrs: { cid: null, src: null, isBlocked: false, alt: '', ...attrs } });
  const [own, far, held, copied, gone] = [image({ cid: 'own', src: '/jmap/download/a/b/c' }), image({ src: 'https://www.example/a.png', isBlocked: true }), image({ src: 'data:x', alt: 'x' }), image({ cid: 'other' }), image({ src: 'file:///a.png' })];
  const nodes: DocNode[] = [{ type: 'paragraph', content: [own, far, { type: 'text', text: 'a' }] }, { type: 'blockquote', content: [{ type: 'paragraph', content: [held, copied, gone] }] }];
  const has = (cid: string): boolean => cid === 'own';
  expect(loosePictures(nodes, has)).toEqual([{ cid: null, src: 'data:x' }, { cid: 'other', src: null }, { cid: null, src: 'file:///a.png' }]);
  expect(withPictures(nodes, has, new Map([['data:x', 'one'], ['other', 'two']]))).toEqual([
    { type: 'paragraph', content: [image({ cid: 'own' }), far, { type: 'text', text: 'a' }] },
    { type: 'blockquote', content: [{ type: 'paragraph', content: [image({ cid: 'one', alt: 'x' }), image({ cid: 'two' })] }] },
  ]);
});
