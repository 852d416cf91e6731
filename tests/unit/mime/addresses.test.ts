import { describe, expect, test } from 'vitest';
import { headerForm } from '../../../api/mail/mime/index.ts';

const addresses = (raw: string | Buffer): string[] => headerForm(raw, 'asAddresses').map(({ name, email }) => (name === null ? email : `${name} <${email}>`));

describe('RFC 8621 §4.1.2.3 Addresses', () => {
  test('the forms of RFC 5322 §3.4', () => {
    expect(addresses('a@b.c')).toEqual(['a@b.c']);
    expect(addresses('Ann Bee <a@b.c>, <d@e.f>')).toEqual(['Ann Bee <a@b.c>', 'd@e.f']);
    expect(addresses('"Bee, \\"Ann\\"" <a@b.c>')).toEqual(['Bee, "Ann" <a@b.c>']);
    expect(addresses('"  Ann\r\n  " <a@b.c>')).toEqual(['Ann <a@b.c>']);
    expect(addresses('"john doe"@example.org')).toEqual(['"john doe"@example.org']);
    expect(addresses('<@a.example,@b.example:c@d.example>')).toEqual(['c@d.example']);
    expect(addresses('Ann (likes, commas) Bee <a(x)@b.c>')).toEqual(['Ann Bee <a@b.c>']);
  });

  test('a comment behind the address is the name where there is no other', () => {
    expect(addresses('a@b.c (Ann \\(B\\) (nested))')).toEqual(['Ann (B) (nested) <a@b.c>']);
    expect(addresses('Ann <a@b.c> (other)')).toEqual(['Ann <a@b.c>']);
  });

  test('§4.4: obsolete forms', () => {
    expect(addresses('john . doe @ example . org')).toEqual(['john.doe@example.org']);
    expect(addresses('John Q. Public <j@x>,, ,<k@x>')).toEqual(['John Q. Public <j@x>', 'k@x']);
  });

  test('encoded words (RFC 2047 §5), also where they must not be', () => {
    expect(addresses('=?utf-8?q?Andr=C3=A9?= Dupont <a@b.c>')).toEqual(['André Dupont <a@b.c>']);
    expect(addresses('"=?utf-8?q?Andr=C3=A9?=" <a@b.c>')).toEqual(['André <a@b.c>']);
    expect(addresses('=?utf-8?q?Dupont,_Andr=C3=A9?= <a@b.c>')).toEqual(['Dupont, André <a@b.c>']);
    expect(addresses('a@b.c (=?utf-8?q?Andr=C3=A9?=)')).toEqual(['André <a@b.c>']);
  });

  test('RFC 6532: names and addresses beyond ASCII', () => {
    expect(addresses(Buffer.from('محمد <محمد@مثال.إختبار>', 'utf8'))).toEqual(['محمد <محمد@مثال.إختبار>']);
    expect(addresses(Buffer.from('Andr\xe9 <a@b.c>', 'latin1'))).toEqual(['André <a@b.c>']);
  });

  test('best effort over what is invalid', () => {
    expect(addresses('Ann <a@b.c, Bob <d@e.f>')).toEqual(['Ann <a@b.c>', 'Bob <d@e.f>']);
    expect(addresses('a@b.c; d@e.f')).toEqual(['a@b.c', 'd@e.f']);
    expect(addresses('Ann Bee a@b.c')).toEqual(['Ann Bee <a@b.c>']);
    expect(addresses('undisclosed')).toEqual(['undisclosed']);
    expect(addresses('"never closed <a@b.c>')).toEqual(['never closed <a@b.c>']);
    expect(addresses('')).toEqual([]);
    expect(addresses(' , ; <>')).toEqual([]);
  });
});

describe('RFC 8621 §4.1.2.4 GroupedAddresses', () => {
  test('the example', () => {
    expect(headerForm('  "  James Smythe" <james@example.com>, Friends:\r\n  jane@example.com, =?UTF-8?Q?John_Sm=C3=AEth?=\r\n <john@example.com>;', 'asGroupedAddresses')).toEqual([
      { name: null, addresses: [{ name: 'James Smythe', email: 'james@example.com' }] },
      { name: 'Friends', addresses: [{ name: null, email: 'jane@example.com' }, { name: 'John Smîth', email: 'john@example.com' }] },
    ]);
  });

  test('empty and unclosed groups, addresses behind one', () => {
    expect(headerForm('undisclosed-recipients:;', 'asGroupedAddresses')).toEqual([{ name: 'undisclosed-recipients', addresses: [] }]);
    expect(headerForm('A: b@c, d@e', 'asGroupedAddresses')).toEqual([{ name: 'A', addresses: [{ name: null, email: 'b@c' }, { name: null, email: 'd@e' }] }]);
    expect(headerForm('A: b@c;, d@e, f@g', 'asGroupedAddresses')).toEqual([{ name: 'A', addresses: [{ name: null, email: 'b@c' }] }, { name: null, addresses: [{ name: null, email: 'd@e' }, { name: null, email: 'f@g' }] }]);
    expect(headerForm('A: b@c;', 'asAddresses')).toEqual([{ name: null, email: 'b@c' }]);
  });
});

test('octet A0, half of `à` in UTF-8, is no white space', () => {
  expect(headerForm(Buffer.from(' voilà', 'utf8'), 'asText')).toBe('voilà');
  expect(addresses(Buffer.from('"Voilà" <à@b.c>, a@b.c (à)', 'utf8'))).toEqual(['Voilà <à@b.c>', 'à <a@b.c>']);
  expect(headerForm(Buffer.from('<à@b> <c@à>', 'utf8'), 'asMessageIds')).toEqual(['à@b', 'c@à']);
});
