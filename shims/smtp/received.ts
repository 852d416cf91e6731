/** The trace line that each message gets on its way in (RFC 5321 §4.4). */

export interface TraceFacts {
  /** What the client called itself. */
  readonly helo: string;
  readonly remoteAddress: string;
  readonly hostname: string;
  readonly lmtp: boolean;
  readonly extended: boolean;
  readonly tls: { readonly version: string; readonly name: string } | undefined;
  readonly utf8: boolean;
  readonly id: string;
  /** Named in the line only when it is the only one: others must not see who else got the message. */
  readonly recipients: readonly string[];
  readonly at: number;
}

/** @returns the header field with its CRLF */
export function receivedField(facts: TraceFacts): string {
  const [only] = facts.recipients;
  const forClause = only !== undefined && facts.recipients.length === 1 ? `\r\n\tfor <${only}>` : '';
  const cipher = facts.tls ? `\r\n\t(${token(facts.tls.version)} cipher ${token(facts.tls.name)})` : '';
  return (
    `Received: from ${heloName(facts.helo)} (${addressLiteral(facts.remoteAddress)})\r\n` +
    `\tby ${token(facts.hostname)} (Messagerie) with ${protocolOf(facts)}${cipher} id ${token(facts.id)}${forClause};\r\n` +
    `\t${mailDate(facts.at)}\r\n`
  );
}

/** The registered names (RFC 3848, RFC 6531 §4.3). */
function protocolOf({ lmtp, extended, tls, utf8 }: TraceFacts): string {
  const secured = tls ? 'S' : '';
  if (lmtp) return utf8 ? `UTF8LMTP${secured}` : `LMTP${secured}`;
  if (utf8) return `UTF8SMTP${secured}`;
  return extended || tls ? `ESMTP${secured}` : 'SMTP';
}

/** What a client calls itself is its own invention: only what may stand in a domain or an address literal is kept. */
function heloName(name: string): string {
  return token(name).slice(0, 255) || 'unknown';
}

function token(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}.:_[\]-]/gu, '');
}

function addressLiteral(address: string): string {
  return address.includes(':') ? `[IPv6:${token(address)}]` : `[${token(address)}]`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 5322 §3.3, in UTC. */
function mailDate(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${DAYS[date.getUTCDay()]}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
