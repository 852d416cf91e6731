import { createHash } from 'node:crypto';
import { fieldRanges, without } from './bcc.ts';

/** Fields that a message gets or loses on its way through submission, and that mail programs add to the copy they keep. */
const passing = new Set([
  'bcc', 'resent-bcc', 'received', 'return-path', 'delivered-to', 'x-original-to', 'authentication-results', 'received-spf', 'dkim-signature',
  'arc-seal', 'arc-message-signature', 'arc-authentication-results', 'x-mozilla-status', 'x-mozilla-status2', 'x-mozilla-keys', 'x-identity-key', 'x-account-key', 'fcc',
  // NeoMutt writes it anew for its own copy, a second later at times.
  'date',
]);

/**
 * What stays the same between the copy that was submitted and the one a mail program puts into Sent: SHA-256, in
 * hexadecimal, of the bytes without Bcc, Date and trace fields, line ends made LF, empty lines at the end left out.
 */
export function normaliseForMerge(source: Buffer): string {
  const kept = without(source, fieldRanges(source, (key) => passing.has(key))).toString('latin1').replaceAll('\r\n', '\n');
  let end = kept.length;
  while (end > 0 && kept.charCodeAt(end - 1) === 10) end--;
  return createHash('sha256').update(kept.slice(0, end), 'latin1').digest('hex');
}
