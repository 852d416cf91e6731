/** Messages to put somewhere: small, each with an id of its own, many of them replies. */
import type { Content } from '../model/parts.ts';
import type { World } from '../world.ts';

export interface Wanted {
  readonly subject: number;
  /** Which of the messages so far it names, newest first. */
  readonly references: readonly number[];
  readonly lines: number;
  readonly isExact: boolean;
  readonly from?: string;
}

export const SUBJECTS = ['Plans', 'Lunch', 'Re: Plans', 'Re: Lunch', 'Re: Re: Plans', 'Budget'];

const idOf = (name: string): string => `${name}@equality.example`;

export function newMessage(world: World, { subject, references, lines, isExact, from = 'outside@remote.example' }: Wanted): Content & { sent: Buffer } {
  const name = `m${world.contents.length + 1}`;
  const before = [...new Set(references)].map((n) => world.contents.at(-1 - n)?.name).filter((each) => each !== undefined).map(idOf);
  const title = SUBJECTS[subject % SUBJECTS.length] as string;
  const named = before.length === 0 ? [] : [before.length > 1 ? `References: ${before.map((id) => `<${id}>`).join(' ')}` : `In-Reply-To: <${before[0] ?? ''}>`];
  const text = [
    `From: ${from}`, 'To: somebody@example.com', `Subject: ${title}`, `Message-ID: <${idOf(name)}>`, ...named, 'Date: Thu, 1 Jan 2026 10:00:00 +0000', '',
    // A line that SMTP and POP3 have to stuff, and others of some length.
    '.', ...Array.from({ length: lines }, (_, i) => `Line ${i} of ${name}.`), '',
  ].join('\r\n');
  const content = { name, subject: title, from, named: [idOf(name), ...before], sent: Buffer.from(text), isExact, hash: undefined, sizeBytes: undefined };
  world.contents.push(content);
  return content;
}

/** The same message as it comes to somebody else, with other lines in front. */
export const again = (content: Content, isExact: boolean): Content => ({ ...content, isExact, hash: undefined, sizeBytes: undefined });
