/** What somebody wants to write. */
import { parseAddresses, type Recipient } from './addresses.ts';

export type ComposeIntent =
  | {
      readonly kind: 'new';
      readonly to?: readonly Recipient[];
      readonly cc?: readonly Recipient[];
      readonly bcc?: readonly Recipient[];
      readonly subject?: string;
      readonly text?: string;
      readonly inReplyTo?: readonly string[];
    }
  | {
      readonly kind: 'reply' | 'replyAll' | 'forward' | 'forwardAsAttachment' | 'editAsNew' | 'draft';
      readonly accountId: string;
      readonly emailId: string;
      /** ISO 8601: a draft that was to be sent then, until it was opened. */
      readonly unscheduledFrom?: string;
    };

/** A `mailto:` link (RFC 6068). Header fields other than those of an intent are left out: a link sets no From and attaches nothing. */
export function intentOfMailto(url: string): ComposeIntent {
  const [, path = '', query = ''] = /^mailto:([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  const fields = query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return [decoded(at < 0 ? pair : pair.slice(0, at)).toLowerCase(), at < 0 ? '' : decoded(pair.slice(at + 1))] as const;
  });
  const addresses = (name: string): Recipient[] => fields.filter(([field]) => field === name).flatMap(([, value]) => parseAddresses(value));
  const text = (name: string): string | undefined => fields.find(([field]) => field === name)?.[1];
  const subject = text('subject')?.replace(/[\r\n]+/g, ' ');
  const body = fields.filter(([field]) => field === 'body').map(([, value]) => value).join('\n');
  const inReplyTo = /<([^<>\s]+)>/.exec(text('in-reply-to') ?? '')?.[1];
  return {
    kind: 'new',
    // Commas inside an address are encoded: the path is parted before it is decoded.
    to: [...path.split(',').flatMap((part) => parseAddresses(decoded(part))), ...addresses('to')],
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    ...(subject === undefined ? {} : { subject }),
    ...(body === '' ? {} : { text: body.replace(/\r\n?/g, '\n') }),
    ...(inReplyTo === undefined ? {} : { inReplyTo: [inReplyTo] }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
