/** Answers within what is quoted: what Enter does there, and what goes out. */
import { getSchema } from '@tiptap/core';
import { Node } from '@tiptap/pm/model';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { describe, expect, test } from 'vitest';
import type { DocNode } from '../../../web/mail/composer/doc.ts';
import { docOfText } from '../../../web/mail/composer/doc.ts';
import { htmlOfDoc } from '../../../web/mail/composer/doc-html.ts';
import { textOfDoc } from '../../../web/mail/composer/doc-text.ts';
import type { Draft } from '../../../web/mail/composer/draft.ts';
import { extensionsOf } from '../../../web/mail/composer/editor/extensions.ts';
import { partQuotation } from '../../../web/mail/composer/editor/quotation.ts';
import { hintsOf } from '../../../web/mail/composer/hints.ts';
import { enterInQuote } from '../../../web/mail/composer/quoted-lines.ts';

const schema = getSchema(extensionsOf({ direction: 'ltr', placeholder: '', addressOf: () => undefined }));

const text = (words: string, ...marks: { type: string }[]): DocNode => ({ type: 'text', text: words, ...(marks.length > 0 ? { marks } : {}) });
const br: DocNode = { type: 'hardBreak' };
const p = (...content: (DocNode | string)[]): DocNode => ({ type: 'paragraph', content: content.map((one) => (typeof one === 'string' ? text(one) : one)) });
const node = (type: string, ...content: DocNode[]): DocNode => ({ type, content });
const cited = (...content: DocNode[]): DocNode => ({ type: 'blockquote', attrs: { isCited: true }, content });
const doc = (...content: DocNode[]): DocNode => ({ type: 'doc', content });

/** The editor's state with the caret at `|`, or a selection from one to the other. */
function at(written: DocNode): EditorState {
  let state = EditorState.create({ doc: Node.fromJSON(schema, written) });
  const places: number[] = [];
  for (;;) {
    let place: number | undefined;
    state.doc.descendants((one, pos) => {
      const index = one.text?.indexOf('|') ?? -1;
      if (index >= 0) place ??= pos + index;
    });
    if (place === undefined) break;
    state = state.apply(state.tr.delete(place, place + 1));
    places.push(place);
  }
  const [from = 0, to = from] = places;
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)));
}

/** After Enter and a word: lists and quotations in brackets. */
function answered(written: DocNode): string | undefined {
  const state = at(written);
  const parted = partQuotation(state);
  if (!parted) return undefined;
  const after = state.apply(parted);
  after.doc.check();
  const shape = (one: Node): string => {
    if (one.isText) return one.text ?? '';
    const inner: string[] = [];
    one.forEach((child) => void inner.push(shape(child)));
    const names: Record<string, string> = { blockquote: '>', bulletList: '*', orderedList: `${one.attrs['start']}.`, listItem: '-', table: 'T', tableRow: 'R', tableCell: 'C', signature: 'S' };
    if (one.type.name === 'hardBreak') return '/';
    return one.isTextblock ? inner.join('') : `${names[one.type.name] ?? ''}[${inner.join(' | ')}]`;
  };
  return shape(after.apply(after.tr.insertText('ANSWER')).doc);
}

describe('Enter within what is quoted', () => {
  test('at the end of a line the answer stands behind it, without empty lines around', () => expect(answered(doc(p('own'), cited(p('one|'), p('two'))))).toBe('[own | >[one] | ANSWER | >[two]]'));
  test('in the middle of one it parts the line', () => expect(answered(doc(cited(p('one', ' | two'))))).toBe('[>[one ] | ANSWER | >[ two]]'));
  test('at lines that break within a paragraph the break goes', () => {
    expect(answered(doc(cited(p('one|', br, 'two'))))).toBe('[>[one] | ANSWER | >[two]]');
    expect(answered(doc(cited(p('one', br, '|two'))))).toBe('[>[one] | ANSWER | >[two]]');
    expect(answered(doc(cited(p('one', br, '|', br, 'two'))))).toBe('[>[one] | ANSWER | >[two]]');
  });
  test('all levels are parted', () => expect(answered(doc(cited(p('a'), { type: 'blockquote', content: [p('b'), node('blockquote', p('c|'), p('d'))] })))).toBe('[>[a | >[b | >[c]]] | ANSWER | >[>[>[d]]]]'));
  test('at the very beginning and end nothing is parted', () => {
    expect(answered(doc(cited(p('|one'), p('two'))))).toBe('[ANSWER | >[one | two]]');
    expect(answered(doc(cited(p('one'), node('blockquote', p('two|')))))).toBe('[>[one | >[two]] | ANSWER]');
  });
  test('what is selected is replaced; a selection that leaves the quotation is left to the editor', () => {
    expect(answered(doc(cited(p('one| x'), p('y |two'))))).toBe('[>[one] | ANSWER | >[two]]');
    expect(answered(doc(p('o|wn'), cited(p('o|ne'))))).toBeUndefined();
  });
  test('lists are parted too, and numbers go on', () => {
    const items = (...lines: string[]) => lines.map((line) => node('listItem', p(line)));
    expect(answered(doc(cited(node('bulletList', ...items('a|', 'b')))))).toBe('[>[*[-[a]]] | ANSWER | >[*[-[b]]]]');
    expect(answered(doc(cited({ type: 'orderedList', attrs: { start: 3 }, content: items('a', 'b|', 'c') })))).toBe('[>[3.[-[a] | -[b]]] | ANSWER | >[5.[-[c]]]]');
    expect(answered(doc(cited({ type: 'orderedList', attrs: { start: 1 }, content: items('a', 'b|b', 'c') })))).toBe('[>[1.[-[a] | -[b]]] | ANSWER | >[2.[-[b] | -[c]]]]');
    // An item has to begin with a paragraph.
    expect(answered(doc(cited(node('bulletList', node('listItem', p('a|'), node('bulletList', ...items('b')))))))).toBe('[>[*[-[a]]] | ANSWER | >[*[-[ | *[-[b]]]]]]');
  });
  test('a layout of one column is parted, cells side by side stay together', () => {
    const row = (...cells: DocNode[][]) => node('tableRow', ...cells.map((cell) => node('tableCell', ...cell)));
    expect(answered(doc(cited(node('table', row([p('a|'), p('b')])))))).toBe('[>[T[R[C[a]]]] | ANSWER | >[T[R[C[b]]]]]');
    expect(answered(doc(cited(node('table', row([p('a|b')], [p('c')]), row([p('d')], [p('e')])))))).toBe('[>[T[R[C[ab] | C[c]]]] | ANSWER | >[T[R[C[d] | C[e]]]]]');
  });
  test('one’s own text, and what one sets off oneself, is not parted', () => {
    expect(answered(doc(p('own|'), cited(p('one'))))).toBeUndefined();
    expect(answered(doc(node('blockquote', p('own|'))))).toBeUndefined();
  });
  test('the answer does not look as the words before it did', () => {
    const state = at(doc(cited({ type: 'paragraph', content: [text('one|', { type: 'bold' })] }, p('two'))));
    const parted = partQuotation(state);
    const after = parted && state.apply(parted);
    expect(after?.storedMarks ?? after?.selection.$from.marks()).toEqual([]);
  });
});

const inline = doc(p('Bonjour,'), node('signature', p('Alice')), p('On 27/11/2026, Sara wrote:'), cited(p('the first question?'), node('blockquote', p('older'))), p('My ', text('answer', { type: 'bold' })), cited(p('the second?')), p('Yes.'));

describe('what goes out', () => {
  test('quotations say that they are, what one sets off oneself does not', () => {
    expect(htmlOfDoc(inline, 'ltr').match(/<blockquote type="cite"/g)).toHaveLength(2);
    expect(htmlOfDoc(doc(node('blockquote', p('a'))), 'ltr')).not.toContain('cite');
  });
  test('the text has ">" before what is quoted, and answers without', () =>
    expect(textOfDoc(inline)).toBe('Bonjour,\n\n-- \nAlice\nOn 27/11/2026, Sara wrote:\n> the first question?\n> > older\nMy answer\n> the second?\nYes.'));
});

describe('a file that is promised', () => {
  const draft = (more: Partial<Draft>) => ({ to: [], cc: [], bcc: [], subject: 'Re: x', format: 'html', doc: docOfText(''), text: '', attachments: [], ...more }) as unknown as Draft;
  const withHtml = (...content: DocNode[]) => hintsOf(draft({ doc: doc(...content) }));
  test('by what is quoted is not one’s own promise, nor by the subject of an answer', () => {
    expect(withHtml(p('Thanks.'), cited(p('the figures are attached')), p('Good.'), cited(node('bulletList', node('listItem', p('ci-joint')))))).toEqual([]);
    expect(hintsOf(draft({ format: 'plain', text: 'Thanks.\n> the figures are attached\nGood.\n>> ci-joint' }))).toEqual([]);
    expect(hintsOf(draft({ subject: 'Re: Facture en pièce jointe' }))).toEqual([]);
    expect(hintsOf(draft({ subject: 'Facture en pièce jointe' }))).toEqual(['forgottenAttachment']);
  });
  test('by an answer within is, also below the signature', () => {
    expect(withHtml(p('Thanks.'), node('signature', p('Alice')), cited(p('the figures?')), p('They are attached.'))).toEqual(['forgottenAttachment']);
    expect(hintsOf(draft({ format: 'plain', text: 'Thanks.\n\n-- \nAlice\n\n> the figures?\nThey are attached.' }))).toEqual(['forgottenAttachment']);
    expect(hintsOf(draft({ format: 'plain', text: 'Thanks.\n\n-- \nAlice, head of attachments' }))).toEqual([]);
  });
});

describe('Enter within a quoted line of text without formatting', () => {
  /** @param written with the caret at `|` */
  const enter = (written: string, staysWithin = false): string | undefined => {
    const from = written.indexOf('|');
    const bare = written.replaceAll('|', '');
    const edit = enterInQuote(bare, from, written.lastIndexOf('|') > from ? written.lastIndexOf('|') - 1 : from, staysWithin);
    if (!edit) return undefined;
    const after = bare.slice(0, edit.from) + edit.insert + bare.slice(edit.to);
    return `${after.slice(0, edit.caret)}|${after.slice(edit.caret)}`;
  };
  test('in the middle the rest stays quoted, as deep as it was', () => {
    expect(enter('own\n> one| two\n> three')).toBe('own\n> one\n|\n> two\n> three');
    expect(enter('> > o|ne')).toBe('> > o\n|\n> > ne');
    expect(enter('>o|n|e')).toBe('>o\n|\n> e');
  });
  test('before it the answer stands above the line', () => {
    expect(enter('|> one')).toBe('|\n> one');
    expect(enter('own\n> |one')).toBe('own\n|\n> one');
  });
  test('with Shift the next line is quoted too', () => expect(enter('> one| two', true)).toBe('> one\n> |two'));
  test('at the end, elsewhere and over several lines it is left alone', () => {
    for (const written of ['> one|\n> two', '> one|', 'ow|n\n> one', '|\n> one', '> o|ne\nown|', '']) expect(enter(written), written).toBeUndefined();
  });
});
