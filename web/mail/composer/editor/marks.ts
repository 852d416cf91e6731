/** Colour and size of letters, of a few that go with light and dark readers. */
import { Mark, mergeAttributes } from '@tiptap/core';

/** Readable on white and on the dark of most readers. */
export const colours = { red: '#c0392b', orange: '#b9770e', green: '#1e8449', blue: '#2874a6', violet: '#8e44ad', grey: '#707b7c' } as const;
export type ColourName = keyof typeof colours;

export const sizes = ['small', 'normal', 'large', 'huge'] as const;
export type Size = (typeof sizes)[number];

const pixels: Readonly<Record<Exclude<Size, 'normal'>, number>> = { small: 12, large: 18, huge: 26 };

export const Colour = Mark.create({
  name: 'colour',
  addAttributes: () => ({ value: { default: null, rendered: false } }),
  parseHTML: () => [
    { style: 'color', getAttrs: (value) => nearestColour(String(value)) },
    { tag: 'span[data-colour]', getAttrs: (element) => nearestColour(colours[element.getAttribute('data-colour') as ColourName] ?? '') },
  ],
  // The style goes through CSSOM: as an attribute of HTML the content security policy forbids it.
  renderHTML: ({ HTMLAttributes, mark }) => ['span', mergeAttributes(HTMLAttributes, { 'data-colour': nameOf(String(mark.attrs['value'])) }), 0],
});

function nameOf(value: string): string {
  return (Object.keys(colours) as ColourName[]).find((name) => colours[name] === value.toLowerCase()) ?? '';
}

/** What is pasted keeps its colour only if it is one of ours: black and white text would vanish in the other theme. */
function nearestColour(value: string): { value: string } | false {
  const numbers = /rgb\((\d+), *(\d+), *(\d+)\)/.exec(value);
  const hex = numbers ? `#${numbers.slice(1, 4).map((one) => Number(one).toString(16).padStart(2, '0')).join('')}` : value;
  return nameOf(hex) === '' ? false : { value: hex };
}

export const LetterSize = Mark.create({
  name: 'size',
  addAttributes: () => ({ value: { default: null, rendered: false } }),
  parseHTML: () => [
    {
      style: 'font-size',
      getAttrs: (value) => {
        const found = (Object.keys(pixels) as (keyof typeof pixels)[]).find((name) => `${pixels[name]}px` === value);
        return found ? { value: found } : false;
      },
    },
    {
      tag: 'span[data-size]',
      getAttrs: (element) => {
        const value = element.getAttribute('data-size') as Size;
        return sizes.includes(value) && { value };
      },
    },
  ],
  renderHTML: ({ HTMLAttributes, mark }) => ['span', mergeAttributes(HTMLAttributes, { 'data-size': String(mark.attrs['value']) }), 0],
});
