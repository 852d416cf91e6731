/** The servers that a message came through, as they wrote it down (Received, RFC 5321 §4.4). Pure. */
import type { EmailHeader } from '../../../../openapi/generated/jmap.ts';

export interface Stop {
  readonly from: string | undefined;
  readonly by: string | undefined;
  /** ISO 8601. */
  readonly at: string | undefined;
}

/** @returns in the order of the way; the first one nearest to whoever sent it */
export function stopsOf(headers: readonly EmailHeader[]): Stop[] {
  return headers
    .filter(({ name }) => name.toLowerCase() === 'received')
    .slice(0, 50)
    .map(({ value }) => stopOf(value.slice(0, 2_000)))
    .reverse();
}

function stopOf(value: string): Stop {
  const text = value.replace(/\s+/g, ' ').trim();
  const semicolon = text.lastIndexOf(';');
  const date = new Date(semicolon < 0 ? '' : text.slice(semicolon + 1).replace(/\([^)]*\)/g, ''));
  return {
    from: /^from (\S+)/i.exec(text)?.[1],
    by: /(?:^|\s)by (\S+)/i.exec(text)?.[1]?.replace(/[;,]$/, ''),
    at: Number.isNaN(date.getTime()) ? undefined : date.toISOString(),
  };
}
