/** What a picture of the list may hold (`web/app/first-picture/nodes.ts`). */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mayHold, pictured } from '../../../web/app/first-picture/nodes.ts';

const web = fileURLToPath(new URL('../../../web/', import.meta.url));

/** States of a moment: where the pointer, the focus or something dragged is, what is chosen or open or being done. None of them is there when a page opens. */
const passing = [
  ...['choosing', 'entering', 'exiting', 'failed', 'focus-visible', 'focused', 'hovered', 'indeterminate', 'invalid', 'open', 'over', 'pending', 'placeholder', 'pressed', 'swipe', 'view'].map((name) => `data-${name}`),
  'aria-invalid',
];
/** Of the root element, which brings its own along. */
const ofRoot = ['data-theme', 'data-density'];

test('each attribute that stylesheets of the list and what stands around it ask for is kept', () => {
  const sheets = ['ui', 'app/shell', 'mail/list', 'mail/folders', 'mail/search', 'mail'].flatMap((folder) => readdirSync(web + folder).flatMap((name) => (name.endsWith('.css') ? [`${folder}/${name}`] : [])));
  expect(sheets.length).toBeGreaterThan(20);
  const asked = new Map(sheets.flatMap((file) => [...readFileSync(web + file, 'utf8').matchAll(/(?:\[|attr\()([a-z-]+)[\]=~^|*) ]/g)].map(([, name = '']) => [name, file] as const)));
  const lost = [...asked].filter(([name]) => ![...passing, ...ofRoot].includes(name) && pictured(name, '/icons/icon.svg') === undefined);
  expect(lost).toEqual([]);
});

test('nothing that runs, leads elsewhere, or asks for something', () => {
  for (const name of ['script', 'iframe', 'object', 'embed', 'style', 'link', 'meta', 'base', 'form', 'textarea', 'foreignObject', 'use', 'image', 'animate', 'video', 'template']) expect(mayHold(name), name).toBe(false);
  for (const name of ['onclick', 'onerror', 'id', 'name', 'value', 'srcset', 'action', 'formaction', 'autofocus', 'tabindex', 'contenteditable', 'popover', 'xlink:href', 'title']) expect(pictured(name, 'x'), name).toBeUndefined();
  for (const source of ['https://evil.example/x.png', '//evil.example/icons/x.png', '/api/v1/me', '/icons/../api/v1/me', 'data:image/png;base64,', 'javascript:1']) expect(pictured('src', source), source).toBeUndefined();
  expect(pictured('href', 'javascript:alert(1)')).toBe('#');
  expect(pictured('type', 'password')).toBe('text');
});
