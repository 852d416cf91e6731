import { expect, test } from 'vitest';
import { chooseFields, FieldNames } from '../../../shims/imap/fetch/header-fields.ts';

const header = Buffer.from([
  'Subject: one\r\n', ' folded\r\n', 'FROM : a@b\r\n', 'X-From: c\r\n', 'to:d\r\n', 'no colon here\r\n', 'Content-Type: text/plain\n', '\tcharset=x\n', 'Cc: e\r\n', '\r\n', 'To: body\r\n',
].join(''));
const chosen = (names: readonly string[], excluded = false): string => chooseFields(header, new FieldNames(names), excluded).toString();

test('RFC 9051 §6.4.5.1: fields by name in any case, with what is folded, in the order of the header, and the blank line', () => {
  expect(chosen(['to', 'SUBJECT'])).toBe('Subject: one\r\n folded\r\nto:d\r\n\r\n');
  expect(chosen(['From'])).toBe('FROM : a@b\r\n\r\n');
  expect(chosen(['content-type', 'cc'])).toBe('Content-Type: text/plain\n\tcharset=x\nCc: e\r\n\r\n');
  expect(chosen([])).toBe('\r\n');
  expect(chosen(['bcc', 'fro', 'from-'])).toBe('\r\n');
});

test('HEADER.FIELDS.NOT: all others, also what is no field', () => {
  expect(chosen(['subject', 'x-from', 'cc', 'content-type'], true)).toBe('FROM : a@b\r\nto:d\r\nno colon here\r\n\r\n');
  expect(chosen([], true)).toBe(`${header.toString().split('\r\n\r\n')[0]}\r\n\r\n`);
});

test('a header that ends without a line end or a blank line, and one that is empty', () => {
  expect(chooseFields(Buffer.from('A: 1\r\nTo: x'), new FieldNames(['to']), false).toString()).toBe('To: x\r\n');
  expect(chooseFields(Buffer.alloc(0), new FieldNames(['to']), true).toString()).toBe('\r\n');
  expect(chooseFields(Buffer.from('\nTo: x'), new FieldNames(['to']), false).toString()).toBe('\r\n');
});

test('only letters have a case', () => {
  expect(chooseFields(Buffer.from('x@y: 1\r\nx`y: 2\r\nx{y: 3\r\n'), new FieldNames(['X`Y']), false).toString()).toBe('x`y: 2\r\n\r\n');
});
