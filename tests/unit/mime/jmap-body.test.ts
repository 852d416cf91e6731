import { describe, expect, test } from 'vitest';
import { bodyLists, jmapBody, parseMessage, projectMessage } from '../../../api/mail/mime/index.ts';
import { message, utf8 } from './text.ts';

interface Leaf {
  id: string;
  type: string;
  header?: string;
}
type Tree = Leaf | { multipart: string; parts: Tree[] };

function write(tree: Tree, depth = 0): string {
  if (!('multipart' in tree)) return `Content-Type: ${tree.type}\nContent-ID: <${tree.id}>\n${tree.header ?? ''}\n${tree.id}`;
  const boundary = `b${depth}-${Math.abs(tree.parts.length)}`;
  return `Content-Type: multipart/${tree.multipart}; boundary="${boundary}"\n\n${tree.parts.map((part) => `--${boundary}\n${write(part, depth + 1)}\n`).join('')}--${boundary}--`;
}

function listsOf(tree: Tree): Record<'text' | 'html' | 'attachments', string> {
  const lists = bodyLists(parseMessage(message(write(tree))).root);
  const ids = (parts: readonly { contentId: string | null }[]): string => parts.map((part) => part.contentId).join('');
  return { text: ids(lists.text), html: ids(lists.html), attachments: ids(lists.attachments) };
}

const plain = (id: string, header = ''): Leaf => ({ id, type: 'text/plain', header });
const html = (id: string): Leaf => ({ id, type: 'text/html' });
const image = (id: string, header = ''): Leaf => ({ id, type: 'image/jpeg', header });
const of = (multipart: string, ...parts: Tree[]): Tree => ({ multipart, parts });

describe('RFC 8621 §4.1.4 textBody, htmlBody, attachments', () => {
  test('the example of the RFC', () => {
    const inline = 'Content-Disposition: inline\n';
    expect(listsOf(of('mixed',
      plain('A', inline),
      of('mixed',
        of('alternative', of('mixed', plain('B', inline), image('C', inline), plain('D', inline)), of('related', html('E'), image('F'))),
        image('G', 'Content-Disposition: attachment\n'), { id: 'H', type: 'application/x-excel' }, { id: 'J', type: 'message/rfc822' }),
      plain('K', inline)))).toEqual({ text: 'ABCDK', html: 'AEK', attachments: 'CFGHJ' });
  });

  test('one format only serves for both lists', () => {
    expect(listsOf(plain('A'))).toEqual({ text: 'A', html: 'A', attachments: '' });
    expect(listsOf(html('A'))).toEqual({ text: 'A', html: 'A', attachments: '' });
    expect(listsOf(of('alternative', html('A')))).toEqual({ text: 'A', html: 'A', attachments: '' });
    expect(listsOf(of('alternative', plain('A'), { id: 'B', type: 'text/calendar' }))).toEqual({ text: 'A', html: 'A', attachments: 'B' });
  });

  test('a named text behind the first part is an attachment, an image is shown', () => {
    expect(listsOf(of('mixed', plain('A'), plain('B', 'Content-Disposition: inline; filename=x\n'), image('C')))).toEqual({ text: 'AC', html: 'AC', attachments: 'B' });
  });

  test('§4.1.4 partId and blobId are null for multiparts only', () => {
    const { root } = parseMessage(message(write(of('mixed', plain('A'), of('related', html('B'))))));
    const structure = jmapBody(root, (part) => `blob-${part.partId}`);
    expect(structure.bodyStructure).toMatchObject({ partId: null, blobId: null, type: 'multipart/mixed', subParts: [{ partId: '1', blobId: 'blob-1', subParts: null }, { partId: null, subParts: [{ partId: '2.1', blobId: 'blob-2.1', cid: 'B' }] }] });
    expect(structure.textBody[0]).toBe(structure.bodyStructure.subParts?.[0]);
  });
});

describe('RFC 8621 §4.1.4 hasAttachment', () => {
  const has = (tree: Tree): boolean => projectMessage(message(write(tree))).hasAttachment;

  test('what a person would download', () => {
    expect(has(plain('A'))).toBe(false);
    expect(has(of('mixed', plain('A'), { id: 'B', type: 'application/pdf' }))).toBe(true);
    expect(has(of('mixed', plain('A'), image('B', 'Content-Disposition: attachment\n')))).toBe(true);
    expect(has(of('mixed', plain('A'), { id: 'B', type: 'message/rfc822' }))).toBe(true);
    expect(has(of('mixed', plain('A'), { id: 'B', type: 'application/pdf', header: 'Content-Disposition: inline\n' }))).toBe(false);
    expect(has(of('related', html('A'), image('B')))).toBe(false);
    expect(has(of('signed', plain('A'), { id: 'B', type: 'application/pkcs7-signature' }))).toBe(false);
  });
});

describe('RFC 8621 §4.1.4 preview', () => {
  const preview = (text: string): string => projectMessage(message(text)).preview;

  test('at most 256 characters, no half of a pair', () => {
    expect(preview(`\n\n${'a'.repeat(1_000)}`)).toBe('a'.repeat(256));
    expect(preview(`Content-Type: text/plain; charset=utf-8\n\n${utf8(`${'a'.repeat(255)}😀`)}`)).toBe('a'.repeat(255));
  });

  test('white space collapsed, quotes and signature left out', () => {
    expect(preview('Subject: x\n\n Hello\n\n> quoted\n\tworld\n-- \nAnn\n')).toBe('Hello world');
    expect(preview('Subject: x\n\n> only\n> quotes\n')).toBe('> only > quotes');
    expect(preview('Subject: x\n\n')).toBe('');
  });

  test('of HTML: text only, entities decoded, no styles, scripts or comments', () => {
    expect(preview('Content-Type: text/html; charset=utf-8\n\n<!DOCTYPE html><html><head><title>T</title><style>p{color:red}</style></head><body><!-- c --><script>x()</script><p>One &amp; <b>two</b></p><p>three&nbsp;&eacute;<br>four</body></html>')).toBe('One & two three é four');
    expect(preview('Content-Type: text/html\n\n<head><body>a<table><tr><td>b<td>c</table>')).toBe('a b c');
  });

  test('plain text is preferred, HTML where that is empty', () => {
    expect(preview(write(of('alternative', plain('A'), html('B'))))).toBe('A');
    expect(preview('Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<p>x\n--b--')).toBe('x');
  });

  test('decoded from base64 and quoted-printable, long ones cut without rubbish at the end', () => {
    const long = Buffer.from('é'.repeat(10_000)).toString('base64');
    expect(preview(`Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${long}`)).toBe('é'.repeat(256));
  });
});
