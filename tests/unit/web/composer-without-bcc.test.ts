/** The copy of a message that is handed on names no hidden recipients. */
import { expect, test } from 'vitest';
import { removeBcc } from '../../../api/mail/mime/index.ts';
import { withoutBcc } from '../../../web/mail/composer/without-bcc.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const without = (text: string) => Buffer.from(withoutBcc(bytes(text))).toString('latin1');

test('Bcc and Resent-Bcc go, of any spelling, folded, several, with either end of line', () => {
  expect(without('From: a@x\r\nBcc: b@x\r\nTo: c@x\r\n\r\nHi\r\n')).toBe('From: a@x\r\nTo: c@x\r\n\r\nHi\r\n');
  expect(without('BCC : b@x,\r\n\tc@x,\r\n \r\n d@x\r\nbcc:\r\nResent-bcC: e@x\r\nTo: f@x\r\n\r\n')).toBe('To: f@x\r\n\r\n');
  expect(without('To: a@x\nBcc: b@x,\n c@x\nSubject: s\n t\n\nbody')).toBe('To: a@x\nSubject: s\n t\n\nbody');
  expect(without('From a@x Sat Jan 1\nFrom: a@x\nBcc: b@x\n\n')).toBe('From a@x Sat Jan 1\nFrom: a@x\n\n');
});
test('a message may end with its header, within a line or within the field', () => {
  expect(without('To: a@x\r\nBcc: b@x')).toBe('To: a@x\r\n');
  expect(without('Bcc: b@x\r\n c@x\r\n')).toBe('');
  expect(without('Bcc: b@x\r\nTo: a@x')).toBe('To: a@x');
  expect(without('')).toBe('');
});
test('every other byte stays, of text that is not ASCII, too', () => {
  const kept = Uint8Array.from({ length: 200 }, (_, at) => 56 + at);
  const message = (bcc: string) => Buffer.concat([Buffer.from('Subject: '), kept, Buffer.from(`\r\n${bcc}To: é@x\r\n\r\n`), kept]);
  expect(Buffer.from(withoutBcc(message('Bcc: ç@x,\r\n \xff\r\n')))).toEqual(message(''));
});
test('without such a field it is the very same message', () => {
  for (const text of ['To: a@x\r\n\r\nhi', 'To: a@x\r\nX-Bcc: b@x\r\nBcc-Too: c@x\r\n y\r\nSubject:\r\n Bcc: d@x\r\n\r\n', '\r\nBcc: b@x\r\n', 'only words\r\nBcc: b@x\r\n']) {
    const source = bytes(text);
    expect(withoutBcc(source)).toBe(source);
  }
});
test('what stands in the body, and in messages that lie within, is not touched', () => {
  const body = '\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: a@x\r\nBcc: b@x\r\n\r\nBcc: c@x\r\n--b--\r\n';
  expect(without(`Bcc: d@x\r\nContent-Type: multipart/mixed; boundary=b\r\n${body}`)).toBe(`Content-Type: multipart/mixed; boundary=b\r\n${body}`);
});
test('the server would send the same bytes', () => {
  const lines = ['Bcc: a@x', 'bcc : b@x', 'Resent-Bcc:', ' folded', '\t', 'To: c@x', 'no field', 'From me', '>From me', '', '\r', ': x', 'Bcc', 'é: y', 'From : z'];
  let seed = 20_261_129;
  const pick = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * most);
  };
  for (let turn = 0; turn < 5_000; turn += 1) {
    const text = Array.from({ length: pick(9) }, () => `${lines[pick(lines.length)]}${['\r\n', '\n'][pick(2)]}`).join('') + ['', 'Bcc: last', ' last'][pick(3)];
    expect(without(text), JSON.stringify(text)).toBe(removeBcc(Buffer.from(text, 'latin1')).bytes.toString('latin1'));
  }
});
