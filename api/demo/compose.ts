/** Makes a message (RFC 5322, MIME) of the demonstration's plain descriptions. */
import { demoAddress, demoPeople } from './people.ts';

export interface DemoAttachment {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

export interface ComposedMessage {
  readonly messageId: string;
  /** A local part of ours, or a name and an address elsewhere. */
  readonly from: string | { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly cc?: readonly string[] | undefined;
  readonly subject: string;
  readonly date: Date;
  readonly text: string;
  readonly html?: string | undefined;
  readonly attachments?: readonly DemoAttachment[] | undefined;
  /** Message-IDs of the conversation so far, the oldest first. */
  readonly references?: readonly string[] | undefined;
}

/** The whole message, with CRLF line ends. The same description gives the same bytes. */
export function compose(message: ComposedMessage): Buffer {
  const { references = [] } = message;
  const parent = references.at(-1);
  const header = [
    `Date: ${message.date.toUTCString().replace('GMT', '+0000')}`,
    `From: ${mailbox(message.from)}`,
    `To: ${message.to.map(mailbox).join(',\r\n ')}`,
    ...(message.cc ? [`Cc: ${message.cc.map(mailbox).join(',\r\n ')}`] : []),
    `Subject: ${encodedWords(message.subject)}`,
    `Message-ID: ${message.messageId}`,
    ...(parent === undefined ? [] : [`In-Reply-To: ${parent}`, `References: ${references.join('\r\n ')}`]),
    'MIME-Version: 1.0',
  ];
  return Buffer.from(`${header.join('\r\n')}\r\n${body(message)}`);
}

function body(message: ComposedMessage): string {
  const boundary = `=_${message.messageId.replace(/\W/g, '').slice(0, 40)}`;
  const text = textPart('plain', message.text);
  const shown = message.html === undefined ? text : multipart('alternative', `${boundary}.a`, [text, textPart('html', message.html)]);
  if (!message.attachments?.length) return shown;
  return multipart('mixed', `${boundary}.m`, [shown, ...message.attachments.map(attachmentPart)]);
}

function multipart(subtype: string, boundary: string, parts: readonly string[]): string {
  const lines = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n${lines}--${boundary}--\r\n`;
}

function textPart(subtype: 'plain' | 'html', content: string): string {
  return `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(Buffer.from(content.replace(/\r?\n/g, '\r\n')))}`;
}

/** File names beyond ASCII in RFC 2231's form. */
function attachmentPart({ name, type, content }: DemoAttachment): string {
  const isAscii = /^[\w .-]+$/.test(name);
  const parameter = isAscii ? `filename="${name}"` : `filename*=utf-8''${encodeURIComponent(name)}`;
  return `Content-Type: ${type}\r\nContent-Disposition: attachment; ${parameter}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(content)}`;
}

function base64Lines(content: Buffer): string {
  return content.toString('base64').replace(/.{1,76}/g, '$&\r\n');
}

function mailbox(who: string | { readonly name: string; readonly address: string }): string {
  if (typeof who !== 'string') return `${phrase(who.name)} <${who.address}>`;
  const person = demoPeople.find((known) => known.local === who);
  return person ? `${phrase(person.name)} <${demoAddress(who)}>` : demoAddress(who);
}

function phrase(name: string): string {
  return /^[\w .'-]+$/.test(name) ? `"${name}"` : encodedWords(name);
}

/** RFC 2047: words of at most 75 characters, none cut inside a character. */
function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?')) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  if (word !== '') words.push(word);
  return words.map((piece) => `=?utf-8?B?${Buffer.from(piece).toString('base64')}?=`).join('\r\n ');
}
