/** Addresses as people type and paste them. */
import { describe, expect, test } from 'vitest';
import { addressText, hasSeparator, parseAddresses, problemOf, uniqueRecipients } from '../../../web/mail/composer/addresses.ts';
import { intentOfMailto } from '../../../web/mail/composer/intent.ts';

const of = (email: string, name = '') => ({ name, email });

describe('parseAddresses', () => {
  test.each([
    ['a@x.dz', [of('a@x.dz')]],
    ['a@x.dz, b@x.dz; c@x.dz\nd@x.dz', [of('a@x.dz'), of('b@x.dz'), of('c@x.dz'), of('d@x.dz')]],
    ['أ@مثال.dz، b@x.dz؛ c@x.dz', [of('أ@مثال.dz'), of('b@x.dz'), of('c@x.dz')]],
    ['"Martin, Alice" <alice@x.dz>, Bob <bob@x.dz>', [of('alice@x.dz', 'Martin, Alice'), of('bob@x.dz', 'Bob')]],
    ['Martin, Alice <alice@x.dz>; Benali, Sara <sara@x.dz>', [of('alice@x.dz', 'Martin, Alice'), of('sara@x.dz', 'Benali, Sara')]],
    ['Équipe: a@x.dz, "B, C" <b@x.dz>;, d@x.dz', [of('a@x.dz'), of('b@x.dz', 'B, C'), of('d@x.dz')]],
    ['alice@x.dz (Alice, au bureau), bob@x.dz', [of('alice@x.dz'), of('bob@x.dz')]],
    ['Alice Martin\talice@x.dz\nBob bob@x.dz', [of('alice@x.dz', 'Alice Martin'), of('bob@x.dz', 'Bob')]],
    ['a@x.dz\tb@x.dz\tc@x.dz', [of('a@x.dz'), of('b@x.dz'), of('c@x.dz')]],
    ['a@x.dz b@x.dz, Bob b@y.dz', [of('a@x.dz'), of('b@x.dz'), of('b@y.dz', 'Bob')]],
    ['a@x.dz <a@x.dz>', [of('a@x.dz', 'a@x.dz')]],
    ["'alice@x.dz'; <bob@x.dz>; mailto:carl@x.dz", [of('alice@x.dz'), of('bob@x.dz'), of('carl@x.dz')]],
    ['"Guillemet \\"fort\\"" <g@x.dz>', [of('g@x.dz', 'Guillemet "fort"')]],
    ['"jamais fermé <a@x.dz>\nb@x.dz', [of('a@x.dz', '"jamais fermé'), of('b@x.dz')]],
    ['\u202ealice@x.dz\u202c', [of('alice@x.dz')]],
    ['pas une adresse, a@x.dz', [of('pas une adresse'), of('a@x.dz')]],
    ['موعد الاجتماع: 14:30 (القاعة B2)', [of('موعد الاجتماع: 14:30 (القاعة B2)')]],
    ['Réunion: 14:30, b@x.dz', [of('Réunion: 14:30'), of('b@x.dz')]],
    ['RE: devis (suite) <>; b@x.dz', [of('RE: devis (suite) <>'), of('b@x.dz')]],
    ['Équipe : "B, C" <b@x.dz>, d@x.dz; undisclosed-recipients:;', [of('b@x.dz', 'B, C'), of('d@x.dz')]],
    [' ,;\n ', []],
  ])('%j', (text, expected) => expect(parseAddresses(text)).toEqual(expected));

  test('5 000 addresses are all there, each once', () => {
    const text = Array.from({ length: 5_000 }, (_, at) => `"Personne, n° ${at}" <p${at}@example.dz>`).join(', ');
    expect(uniqueRecipients(parseAddresses(`${text}; ${text}`))).toHaveLength(5_000);
  });
});

test('a recipient is written so that it is read again as it was', () => {
  for (const recipient of [of('a@x.dz'), of('a@x.dz', 'Alice'), of('a@x.dz', 'Martin, Alice'), of('a@x.dz', 'Le "chef"')]) expect(parseAddresses(addressText(recipient))).toEqual([recipient]);
});

test.each([
  ['alice@example.dz', undefined], ['أحمد@مثال.الجزائر', undefined], ['a.b+c@[192.0.2.1]', undefined], ['"a b"@x.dz', undefined],
  ['alice', 'noAt'], ['@x.dz', 'noLocal'], ['alice@', 'noDomain'], ['a@b@x.dz', 'twoAts'], ['a b@x.dz', 'space'], ['a@x..dz', 'domain'], ['a..b@x.dz', 'local'], ['a@-x.dz', 'domain'],
])('what is wrong with %s', (email, problem) => expect(problemOf(email)).toBe(problem));

test('a comma within a name ends nothing', () => {
  expect(hasSeparator('"Martin, Al')).toBe(false);
  expect(hasSeparator('alice@x.dz,')).toBe(true);
});

describe('mailto: (RFC 6068)', () => {
  test('fields that a message may have are taken, others are not', () => {
    expect(intentOfMailto('mailto:a@x.dz,b%2Cc@x.dz?cc=d@x.dz&subject=Bonjour%20%C3%A0%20tous&body=un%0D%0Adeux&from=e@x.dz&attach=/etc/passwd&in-reply-to=%3Cid@x%3E')).toEqual({
      kind: 'new', to: [of('a@x.dz'), of('b'), of('c@x.dz')], cc: [of('d@x.dz')], bcc: [], subject: 'Bonjour à tous', text: 'un\ndeux', inReplyTo: ['id@x'],
    });
  });
  test('a subject of two lines is one line; what is not encoded right is taken as it is', () => {
    expect(intentOfMailto('mailto:?subject=a%0D%0ABcc:%20evil@x.dz&to=a@x.dz&body=100%')).toMatchObject({ subject: 'a Bcc: evil@x.dz', to: [of('a@x.dz')], bcc: [], text: '100%' });
  });
});
