/** What the reader makes of text, addresses and names, without a browser. */
import { describe, expect, test } from 'vitest';
import { attachmentOf } from '../../../web/mail/composer/content.ts';
import { extensionOf, fileName, isHarmful, kindOf, previewOf } from '../../../web/mail/reader/attachments/kinds.ts';
import { asText } from '../../../web/mail/reader/html/as-text.ts';
import { shownAddress, suspicionOf } from '../../../web/mail/reader/html/link-check.ts';
import { pictureType } from '../../../web/mail/reader/html/picture-type.ts';
import { decodedLabel } from '../../../web/mail/reader/html/punycode.ts';
import { contentIdOf, isDataPicture, linkTarget, remotePicture } from '../../../web/mail/reader/html/web-address.ts';
import { personOf } from '../../../web/mail/reader/message/readable.ts';
import { stopsOf } from '../../../web/mail/reader/message/received.ts';
import { isForwardSubject, saysForwarded } from '../../../web/mail/reader/forwarded.ts';
import { quoteStart, textBlocks, textFormat } from '../../../web/mail/reader/plain/flowed.ts';
import { withLinks } from '../../../web/mail/reader/plain/links.ts';

const fixed = { isFlowed: false, delSp: false };

describe('plain text', () => {
  test('RFC 3676 §4: soft line ends are joined, with DelSp without the space; quotes keep their depth; the signature stands alone', () => {
    const flowed = textFormat('text/plain; charset=utf-8; format=Flowed; DelSp=yes');
    expect(flowed).toEqual({ isFlowed: true, delSp: true });
    expect(textBlocks('one \ntwo\n>> quoted \n>> more\n>less\n-- \nAlice', { isFlowed: true, delSp: false })).toEqual([
      { depth: 0, text: 'one two', isSignature: false },
      { depth: 2, text: 'quoted more', isSignature: false },
      { depth: 1, text: 'less', isSignature: false },
      { depth: 0, text: '-- \nAlice', isSignature: true },
    ]);
    expect(textBlocks('exam \nple\n From here\n  two spaces', flowed)[0]?.text).toBe('example\nFrom here\n two spaces');
  });

  test('what is written below a quote is no signature, though one stands above', () =>
    expect(textBlocks('yes\n-- \nAlice\n> why?\nbecause', fixed).map(({ text, isSignature }) => [text, isSignature])).toEqual([['yes', false], ['-- \nAlice', true], ['why?', false], ['because', false]]));

  test('marks of quotes with and without spaces are the same', () => {
    expect(textBlocks('> > a\n>> b\n>>c', fixed)).toEqual([{ depth: 2, text: 'a\nb\nc', isSignature: false }]);
  });

  test('the quoted end begins behind the last own word; an answer below keeps it open, a signature does not; a text that is all quote is shown', () => {
    const startOf = (text: string) => quoteStart(textBlocks(text, fixed));
    expect(startOf('yes\n\n> no\n> no\n')).toBe(1);
    expect(startOf('> question\nanswer')).toBe(2);
    expect(startOf('> all of it')).toBe(1);
    expect(startOf('yes\n> no\n-- \nAlice')).toBe(1);
    expect(startOf('> question\nanswer\n-- \nAlice')).toBe(3);
    expect(startOf('yes\n-- \nAlice')).toBe(2);
  });

  test('a message that is passed on is told by what programs write above it, or by its subject; an answer to one is none', () => {
    for (const mark of ['---------- Forwarded message ---------', '-------- Forwarded Message --------', '---------- Message transféré ----------', '---------- رسالة معاد توجيهها ----------', 'Begin forwarded message:', 'Début du message transféré :', 'Début du message réexpédié\u00a0:', 'بدء الرسالة المُعاد توجيهها:']) {
      expect(saysForwarded(`Pour info\n\n${mark}\nDe : Sara`), mark).toBe(true);
      const blocks = textBlocks(`Pour info\n\n${mark}\nDe : Sara\n\n> cité\n`, fixed);
      expect(quoteStart(blocks), mark).toBe(blocks.length);
    }
    expect(saysForwarded('I forwarded a message to you')).toBe(false);
    for (const subject of ['Fwd: x', 'FW: x', 'TR : x', 'إعادة توجيه: x']) expect(isForwardSubject(subject), subject).toBe(true);
    for (const subject of ['Re: Fwd: x', 'RE: TR: x', 'Trajet: x', 'x']) expect(isForwardSubject(subject), subject).toBe(false);
  });

  test('addresses are picked out without the sentence around them; what runs is no link', () => {
    expect(withLinks('See (https://example.org/a_(b)), www.example.com. Or a.b@example.dz!')).toEqual([
      'See (', { text: 'https://example.org/a_(b)', href: 'https://example.org/a_(b)' }, '), ', { text: 'www.example.com', href: 'https://www.example.com/' }, '. Or ',
      { text: 'a.b@example.dz', href: 'mailto:a.b@example.dz' }, '!',
    ]);
    expect(withLinks('javascript:alert(1) data:text/html,x')).toEqual(['javascript:alert(1) data:text/html,x']);
  });

  test('a long line that almost looks like an address is read in time', () => {
    expect(withLinks(`${'a'.repeat(100_000)} ${'a@a.'.repeat(20_000)}`).length).toBeGreaterThan(0);
  });
});

describe('addresses in HTML', () => {
  test('only web, mail, telephone and places in the message lead anywhere', () => {
    expect(linkTarget(' java\tscript:alert(1)')).toBeUndefined();
    expect(linkTarget('java\u200bscript:alert(1)')).toBeUndefined();
    expect(linkTarget('data:text/html,x')).toBeUndefined();
    expect(linkTarget('/settings')).toBeUndefined();
    expect(linkTarget('//example.org/a b')).toEqual({ kind: 'web', href: 'https://example.org/a%20b', host: 'example.org' });
    expect(linkTarget('mailto:a%40b@example.org?subject=x')).toMatchObject({ kind: 'mail', address: 'a@b@example.org' });
    expect(linkTarget('#a%20b')).toEqual({ kind: 'place', name: 'a b' });
  });

  test('pictures are fetched by http from elsewhere only, without a password', () => {
    expect(remotePicture('http://u:p@example.org/a.png#x', 'mail.example')).toBe('http://example.org/a.png');
    expect(remotePicture('https://mail.example/api/v1/me', 'mail.example')).toBeUndefined();
    expect(remotePicture('ftp://example.org/a.png', 'mail.example')).toBeUndefined();
    expect(isDataPicture('data:image/png;base64,AA')).toBe(true);
    expect(isDataPicture('data:image/svg+xml,<svg/>')).toBe(false);
    expect(contentIdOf('CID:a%40b')).toBe('a@b');
    expect(pictureType(Buffer.from('<html>'))).toBeUndefined();
    expect(pictureType(Buffer.from('GIF89a...........'))).toBe('image/gif');
  });

  test('links that say another place than they lead to', () => {
    expect(suspicionOf('www.bank.example', 'https://elsewhere.example/')).toBe('otherPlace');
    expect(suspicionOf('https://bank.co.uk/x', 'https://evil.co.uk/')).toBe('otherPlace');
    expect(suspicionOf('bank.example', 'https://www.bank.example/login')).toBeUndefined();
    expect(suspicionOf('Sign in', 'https://bank.example@evil.example/')).toBe('disguised');
    expect(suspicionOf('https://apple.com', 'https://xn--80ak6aa92e.com/')).toBe('otherPlace');
    expect(suspicionOf('Apple', 'https://xn--80ak6aa92e.com/')).toBe('mixedLetters');
    expect(suspicionOf('Café', 'https://xn--caf-dma.example/')).toBeUndefined();
    expect(suspicionOf('boss@example.com', 'mailto:evil@example.net')).toBe('otherPlace');
  });

  test('RFC 3492 §7.1: Arabic, Chinese and Czech samples decode', () => {
    expect(decodedLabel('xn--egbpdaj6bu4bxfgehfvwxn')).toBe('ليهمابتكلموشعربي؟');
    expect(decodedLabel('xn--ihqwcrb4cv8a8dqg056pqjye')).toBe('他们为什么不说中文');
    expect(decodedLabel('xn--Proprostnemluvesky-uyb24dma41a')).toBe('pročprostěnemluvíčesky');
    expect(decodedLabel('xn--\u0000')).toBe('xn--\u0000');
    expect(shownAddress('a@аррӏе.com')).toBe('a@xn--80ak6aa92e.com');
    expect(shownAddress('a@مثال.الجزائر')).toBe('a@مثال.الجزائر');
  });
});

describe('files', () => {
  test('the name decides what a file is and whether it may do harm', () => {
    const exe = { name: 'facture\u202efdp.exe', type: 'application/pdf' };
    expect([extensionOf(exe), isHarmful(exe), kindOf(exe), previewOf(exe)]).toEqual(['exe', true, 'program', undefined]);
    expect(previewOf({ name: 'a.pdf', type: 'application/octet-stream' })).toBe('pdf');
    expect(previewOf({ name: 'a.svg', type: 'image/svg+xml' })).toBeUndefined();
    expect(previewOf({ name: 'winmail.dat', type: 'application/ms-tnef' })).toBeUndefined();
    expect(previewOf({ name: null, type: 'message/rfc822' })).toBe('message');
    expect(fileName({ name: null, type: 'text/calendar' }, { message: 'm', invitation: 'invitation', file: 'f' })).toBe('invitation.ics');
    expect(['image/png', 'application/octet-stream'].map((type) => attachmentOf({ type }).name)).toEqual(['file.png', 'file']);
  });
});

test('HTML that is too long to be drawn is read as text', () => {
  expect(asText('<style>p{}</style><p>Un &amp; deux</p><!-- x --><p>trois&#233;<br>quatre</p>')).toBe('Un & deux\n\ntroisé\nquatre');
  expect(asText(`<p>${'<b>'.repeat(50_000)}x`)).toBe('x');
});

test('a sender whose name is somebody else’s address goes by their own', () => {
  expect(personOf({ name: 'IT <admin@example.org>', email: 'mallory@evil.example' })).toEqual({ name: 'mallory@evil.example', address: 'mallory@evil.example', hasName: false });
  expect(personOf({ name: 'Nora (nora@example.org)', email: 'nora@example.org' })).toMatchObject({ name: 'Nora (nora@example.org)', hasName: true });
});

test('RFC 5321 §4.4: the way of a message is told from its sender to its reader', () => {
  const headers = [
    { name: 'Received', value: ' by mail.example.com with LMTP id 1; Sat, 28 Nov 2026 09:00:02 +0100' },
    { name: 'Received', value: ' from out.example.net (out [192.0.2.1])\r\n by mx.example.com with ESMTPS; Sat, 28 Nov 2026 09:00:01 +0100 (CET)' },
  ];
  expect(stopsOf(headers)).toEqual([
    { from: 'out.example.net', by: 'mx.example.com', at: '2026-11-28T08:00:01.000Z' },
    { from: undefined, by: 'mail.example.com', at: '2026-11-28T08:00:02.000Z' },
  ]);
});
