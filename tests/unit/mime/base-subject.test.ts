import { describe, expect, test } from 'vitest';
import { baseSubject, foldText, foldTyped } from '../../../api/mail/mime/index.ts';

describe('RFC 5256 §2.1 base subject', () => {
  test.each<[string, string, boolean]>([
    ['hello', 'hello', false],
    ['Re: hello', 'hello', true],
    ['re : hello', 'hello', true],
    ['RE:FWD: Fw:  hello', 'hello', true],
    ['Re[2]: hello', 'hello', true],
    ['[list] Re: [list] hello', 'hello', true],
    ['[list] hello', 'hello', false],
    ['[list] [other] hello [kept]', 'hello [kept]', false],
    ['[alone]', '[alone]', false],
    ['[a] [b]', '[b]', false],
    ['Re: [a]', '[a]', true],
    ['hello (fwd) (FWD) ', 'hello', true],
    ['[fwd: hello]', 'hello', true],
    ['[Fwd: Re: hello (fwd)]', 'hello', true],
    ['[fwd: [fwd: x]]', 'x', true],
    ['[fwd: a] b', 'b', false],
    ['a\t b\r\n  c', 'a b c', false],
    ['regarding: x', 'regarding: x', false],
    ['re', 're', false],
    ['re:', '', true],
    ['', '', false],
    ['[unclosed Re: x', '[unclosed Re: x', false],
  ])('%j', (subject, base, isReplyOrForward) => {
    expect(baseSubject(subject)).toEqual({ base, isReplyOrForward });
  });
});

describe('folding', () => {
  test.each([
    ['HELLO', 'hello'],
    ['Élève ÀÇÑ', 'eleve acn'],
    ['e\u0301', 'e'],
    ['أحمد إبراهيم آمنة', 'احمد ابراهيم امنه'],
    ['مُحَمَّد', 'محمد'],
    ['محـــمد', 'محمد'],
    ['مدرسة', 'مدرسه'],
    ['على علی', 'علي علي'],
    ['ﻣﺮﺣﺒﺎ', 'مرحبا'],
    ['ＡＢＣ', 'abc'],
    ['İ', 'i'],
    ['Ёлка', 'елка'],
  ])('%s', (text, key) => {
    expect(foldText(text)).toBe(key);
  });

  test.each([
    ['Meilleurs Vœux', 'meilleurs voeux'],
    ['Hauptstraße STRAẞE', 'hauptstrasse strasse'],
    ['Łódź Smørrebrød Đà Ísafjörður', 'lodz smorrebrod da isafjordur'],
    ['ÆØÅ', 'aeoa'],
    ['٢٠٢٦ ۱۴۰۵', '2026 1405'],
  ])('as it is typed: %s', (text, key) => {
    expect(foldTyped(text)).toBe(key);
    expect([...text.normalize('NFC')].map(foldTyped).join('')).toBe(key);
  });
});
