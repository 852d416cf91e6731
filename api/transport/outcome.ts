/** What an attempt came to for one recipient. */
export type Outcome =
  /** In the mailbox here (`stored`), or taken by another server. */
  | { readonly kind: 'delivered'; readonly reply: string; readonly stored: boolean; readonly remote: string | null; /** The other server reports success itself. */ readonly reports: boolean }
  /** To be tried again; `soon`: the other server only wanted fewer recipients at a time. */
  | { readonly kind: 'deferred'; readonly reply: string; readonly status: string; readonly remote: string | null; readonly soon?: boolean }
  /** Never, as things are. */
  | { readonly kind: 'failed'; readonly reply: string; readonly status: string; readonly remote: string | null };

/** SMTP code, enhanced code and text as a reply of our own (RFC 8621 §7, smtpReply). */
export const ownReply = (code: number, status: string, text: string): string => `${code} ${status} ${text}`;

/** A reply of several lines in one (RFC 8621 §7): the code once, what the lines have in common once. */
export function oneLine(reply: string): string {
  const lines = reply.split(/\r?\n/).map((line) => line.replace(/^(\d{3})-/, '$1 ').trim()).filter((line) => line !== '');
  const [first = '', ...rest] = lines;
  const prefix = /^\d{3}(?: \d\.\d{1,3}\.\d{1,3})? ?/.exec(first)?.[0] ?? '';
  const cut = (line: string): string => {
    if (line.startsWith(prefix)) return line.slice(prefix.length);
    return line.replace(/^\d{3}(?: \d\.\d{1,3}\.\d{1,3})? ?/, '');
  };
  return [first, ...rest.map(cut)].join(' ').replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, 1000);
}

/** The enhanced status of a reply (RFC 3463), or the general one of its class. */
export function statusOf(reply: string): string {
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1];
  return enhanced ?? `${/^[245]/.exec(reply)?.[0] ?? '4'}.0.0`;
}

/** What a reply that refuses means for a recipient. */
export function refusal(reply: string, remote: string | null): Outcome {
  const line = oneLine(reply);
  return { kind: line.startsWith('5') ? 'failed' : 'deferred', reply: line, status: statusOf(line), remote };
}
