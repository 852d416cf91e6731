import { expect, test } from 'vitest';
import { isCoreError } from '../../../api/client/errors.ts';
import { commonPasswords } from '../../../api/people/common-passwords.ts';
import { checkedOwnPassword } from '../../../api/people/new-password.ts';

/** The kind of the refusal; undefined where it is taken. */
function refused(password: string, address = 'alice.martin2024@mail.example.org'): string | undefined {
  try {
    expect(checkedOwnPassword(password, address, 'password')).toBe(password);
    return undefined;
  } catch (error) {
    if (!isCoreError(error)) throw error;
    expect(error.details).toEqual({ properties: ['password'] });
    return error.kind;
  }
}

test('NIST SP 800-63B §5.1.1.2: the passwords that are used most are refused, however they are written', () => {
  for (const password of ['password', 'PassWord', 'ｐａｓｓｗｏｒｄ', ' password ', '12345678', 'Azertyuiop', 'qwerty123', 'motdepasse', 'bismillah', ' '.repeat(8), '\u3000'.repeat(9)]) expect([password, refused(password)]).toEqual([password, 'passwordTooCommon']);
  for (const password of ['password of mine', 'my-password-7', '84629173']) expect([password, refused(password)]).toEqual([password, undefined]);
});

test('the list is sorted, in lower case, and holds none that is too short to be taken anyway', () => {
  const list = [...commonPasswords];
  expect(list).toEqual([...list].sort());
  expect(list.filter((password) => password.length < 8 || password !== password.normalize('NFKC').toLowerCase())).toEqual([]);
  expect(list).toHaveLength(200);
});

test('NIST SP 800-63B §5.1.1.2: nor is a password taken that is the address, or names in it in a row, with digits behind or not', () => {
  const made = [
    'alice.martin2024@mail.example.org', 'ALICE.MARTIN2024', 'alice-martin', 'AliceMartin', 'alicemartin1', 'martin2024', 'Martin1990', 'aliceexample', 'example.org', 'Example2026', 'example.ORG!', 'mail.example.org', '@example.org',
    'example 1 2 3 4',
  ];
  for (const password of made) expect([password, refused(password)]).toEqual([password, 'passwordIsName']);
  for (const password of ['alice in wonderland', 'examples of mine', 'martinique', '2024alice?!', '20242025', 'aliceexample1x']) expect([password, refused(password)]).toEqual([password, undefined]);
  expect(refused('سليم.سليم', 'سليم@example.org')).toBe('passwordIsName');
  expect(refused('münchen1', 'a@xn--mnchen-3ya.example')).toBe('passwordIsName');
});

test('it has 8 to 1024 characters and no line break; nothing else is asked of it', () => {
  for (const password of ['', '1234567', 'short', 'x'.repeat(1025), 'correct\nhorse']) expect(refused(password)).toBe('invalidProperties');
  for (const password of ['correct horse', 'aaaaaaaab', 'كلمة سر طويلة', '🐎'.repeat(8), 'x'.repeat(1024)]) expect(refused(password)).toBeUndefined();
});

test('the longest password and many names cost no time that grows beyond their product', () => {
  expect(refused(`${'ab'.repeat(511)}!x`, `${'a.b.ab.aba.bab.abab.baba'}@ab.ba.example`)).toBeUndefined();
});
