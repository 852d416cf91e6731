/** Addresses as people type and paste them (RFC 5322 §3.4, and what programs make of it). */
import { withoutBidiControls } from '../../ui/name-parts.ts';

export interface Recipient {
  readonly name: string;
  readonly email: string;
}

export type AddressProblem = 'noAt' | 'noLocal' | 'noDomain' | 'twoAts' | 'space' | 'domain' | 'local' | 'tooLong';

/** At most this many characters of what is pasted are read. */
const longestInput = 2_000_000;

/**
 * All addresses of a text. They are parted by commas, semicolons and line ends (also Arabic ones); names may stand in quotes, groups (`Team: a@x, b@x;`) are taken
 * apart, comments left out. What is no address comes back too, as it was written: {@link problemOf} says what is wrong with it.
 */
export function parseAddresses(text: string): Recipient[] {
  return entriesOf(text.slice(0, longestInput)).map(recipientOf).filter(({ email }) => email !== '');
}

/** True if the text holds more than one entry, or is ended by a separator. */
export function hasSeparator(text: string): boolean {
  const bare = text.replace(/"[^"]*"?/g, '');
  return /[,;،؛\n\r]/.test(bare) || /(?:^|\s)[^\s@<>]+@[^\s@<>]+\s+[^\s@<>]+@/.test(bare);
}

/** The parts between separators. Quotes, angle brackets and comments keep what is within them together. */
function entriesOf(text: string): string[] {
  const entries: string[] = [];
  let start = 0;
  let quoted = false;
  let angle = false;
  let depth = 0;
  const end = (at: number): void => {
    const entry = text.slice(start, at).trim();
    if (entry !== '') entries.push(entry);
    start = at + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (quoted) {
      if (sign === '\\') at += 1;
      // A quote that is never closed ends with its line.
      else if (sign === '"' || sign === '\n') quoted = false;
      if (sign !== '\n') continue;
    }
    if (sign === '"') quoted = true;
    else if (sign === '(') depth += 1;
    else if (sign === ')') depth = Math.max(0, depth - 1);
    else if (sign === '<') angle = true;
    else if (sign === '>') angle = false;
    else if (/[\n\r]/.test(sign) || (!angle && depth === 0 && /[,;،؛]/.test(sign))) {
      // "Martin, Alice <alice@x>" of Outlook: a part without an address in front of one with a bracket is its name.
      if (sign === ',' && isFirstHalfOfName(text, start, at)) continue;
      [angle, depth] = [false, 0];
      end(at);
    } else if (!angle && depth === 0 && /\s/.test(sign) && isAddress(text.slice(start, at)) && beginsAddress(text, at + 1)) {
      // A row of a sheet, or addresses that only blanks divide.
      end(at);
    } else if (sign === ':' && !angle && depth === 0 && endsNameOfGroup(text, start, at)) {
      start = at + 1;
    }
  }
  end(text.length);
  return entries;
}

const nameLookAhead = 200;

const isAddress = (text: string): boolean => /^\s*[^\s@<>"]+@[^\s@<>"]+$/.test(text);
const beginsAddress = (text: string, at: number): boolean => /^\s*[^\s@<>"]+@/.test(text.slice(at, at + nameLookAhead));

/** "Team: a@x, b@x;" and "undisclosed-recipients:;" (RFC 5322 §3.4). A colon that no address follows is a part of what somebody wrote: "Meeting: 14:30". */
function endsNameOfGroup(text: string, start: number, at: number): boolean {
  const name = text.slice(start, at);
  if (name.includes('@') || /^\s*mailto$/i.test(name)) return false;
  const members = text.slice(at + 1, at + 1 + nameLookAhead);
  return /^\s*;/.test(members) || /^(?:"(?:[^"\\]|\\.)*"|[^,;،؛\n\r@"])*@/.test(members) || /^[^@,;<>"\n\r]{1,80},[^@,;<>"\n\r]{1,80}<[^<>\s]+@/.test(members);
}

function isFirstHalfOfName(text: string, start: number, at: number): boolean {
  if (/[@"<]/.test(text.slice(start, at))) return false;
  return /^[^@,;<>"\n\r]{1,80}<[^<>\s]+@[^<>\s]+>/.test(text.slice(at + 1, at + nameLookAhead));
}

function recipientOf(entry: string): Recipient {
  const plain = withoutBidiControls(withoutComments(entry)).trim().replace(/^mailto:/i, '');
  const bracket = /^(.*?)<\s*([^<>]*?)\s*>?\s*$/s.exec(plain);
  if (bracket?.[2]) return { name: nameOf(bracket[1] ?? ''), email: addressOf(bracket[2]) };
  // "Alice Martin alice@example.org", as copied from a table.
  const pair = /^(.+?)[\s:]+([^\s@"]+@[^\s@"]+)$/.exec(plain);
  if (pair && !/@/.test(pair[1] ?? '')) return { name: nameOf(pair[1] ?? ''), email: addressOf(pair[2] ?? '') };
  const email = addressOf(plain);
  return { name: '', email: email.includes('@') ? email : withoutBidiControls(entry).trim() };
}

function withoutComments(entry: string): string {
  return entry.replace(/"(?:[^"\\]|\\.)*"|\([^()]*\)/g, (part) => (part.startsWith('"') ? part : ''));
}

function nameOf(text: string): string {
  const trimmed = text.trim().replace(/,$/, '').trim();
  const quoted = /^(["'])(.*)\1$/s.exec(trimmed);
  return (quoted ? (quoted[2] ?? '').replace(/\\(.)/gs, '$1') : trimmed).trim();
}

function addressOf(text: string): string {
  return text.replace(/^['<]+|['>.]+$/g, '').trim();
}

/** What is wrong with an address; undefined where it can be sent to. The server says the last word. */
export function problemOf(email: string): AddressProblem | undefined {
  if (email.length > 320) return 'tooLong';
  const at = email.lastIndexOf('@');
  if (at < 0) return 'noAt';
  if (at === 0) return 'noLocal';
  if (at === email.length - 1) return 'noDomain';
  const [local, domain] = [email.slice(0, at), email.slice(at + 1)];
  if (/^".*"$/.test(local)) return isDomain(domain) ? undefined : 'domain';
  if (local.includes('@')) return 'twoAts';
  if (/\s/.test(email)) return 'space';
  if (!isDomain(domain)) return 'domain';
  if (!/^[\p{L}\p{M}\p{N}\p{S}!#$%&'*+\-/=?^_`{|}~]+(?:\.[\p{L}\p{M}\p{N}\p{S}!#$%&'*+\-/=?^_`{|}~]+)*$/u.test(local)) return 'local';
  return undefined;
}

function isDomain(domain: string): boolean {
  return /^\[[0-9A-Za-z:.]{3,64}\]$/.test(domain) || /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?)*$/u.test(domain);
}

/** Addresses are the same in whatever case they are written. */
export const addressKey = (email: string): string => email.trim().toLowerCase();

/** Each address once, the first of them. */
export function uniqueRecipients<R extends Recipient>(recipients: readonly R[]): R[] {
  const seen = new Set<string>();
  return recipients.filter(({ email }) => {
    const key = addressKey(email);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** As it is copied, and as it is edited again. */
export function addressText({ name, email }: Recipient): string {
  if (name === '') return email;
  const needsQuotes = /[",;:<>()@\\،؛]/.test(name);
  return `${needsQuotes ? `"${name.replace(/["\\]/g, '\\$&')}"` : name} <${email}>`;
}
