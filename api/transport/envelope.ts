/** The envelope of a message on its way out: addresses and what their SMTP parameters ask for. */
import type { SubmissionEnvelope } from '../client/api.ts';
import { CoreError } from '../client/errors.ts';
import { isBarePostmaster, normalizeAddress, splitAddress } from '../people/recipients.ts';

export interface OutgoingRecipient {
  readonly address: string;
  /** RFC 3461 §4.1: `NEVER`, or some of SUCCESS, FAILURE, DELAY; null: failures, and delays as the server sees fit. */
  readonly notify: string | null;
  /** ORCPT, decoded: address type, `;`, address. */
  readonly originalRecipient: string | null;
}

export interface OutgoingEnvelope {
  /** MAIL FROM; empty: nobody hears of failures. */
  readonly sender: string;
  readonly recipients: readonly OutgoingRecipient[];
  /** When the message is to be released (RFC 4865); null: now. */
  readonly holdUntil: number | null;
  readonly envelopeId: string | null;
  readonly dsnReturn: 'FULL' | 'HDRS' | null;
  readonly bodyType: '7BIT' | '8BITMIME' | null;
  readonly smtputf8: boolean;
}

/** The envelope as the `submission` row keeps it: what JMAP shows, and what it does not. */
export interface StoredEnvelope extends SubmissionEnvelope {
  /** `smtp`: filed by the server, so that a client's own copy of the message may take its place. */
  readonly via?: 'smtp';
  /** What the client's own copy would have in common with it, see `normaliseForMerge`. */
  readonly mergeKey?: string;
}

/** Is it to leave at a date and time, and not after some seconds (RFC 4865 §5)? */
export function hasChosenTime({ mailFrom }: StoredEnvelope): boolean {
  return upper(mailFrom.parameters).has('HOLDUNTIL');
}

type Parameters = Readonly<Record<string, string | null>>;

interface EnvelopeLimits {
  readonly recipients: number;
  readonly maxDelayedSend: number;
}

/**
 * Reads an envelope with its parameters (RFC 8621 §7, RFC 3461 §4, RFC 4865 §5, RFC 6152, RFC 6531). Recipients that are named twice stay once.
 * @throws CoreError noRecipients, tooManyRecipients (maxRecipients), invalidRecipients (invalidRecipients), invalidArguments for a parameter
 */
export function readEnvelope(envelope: SubmissionEnvelope, limits: EnvelopeLimits, now: number): OutgoingEnvelope {
  const mail = upper(envelope.mailFrom.parameters);
  const known = new Set(['HOLDFOR', 'HOLDUNTIL', 'RET', 'ENVID', 'BODY', 'SMTPUTF8', 'SIZE', 'AUTH']);
  refuseUnknown(mail, known, 'MAIL FROM');
  const recipients = readRecipients(envelope, limits.recipients);
  const { email } = envelope.mailFrom;
  if (email !== '' && !isAddress(email)) throw new CoreError('forbiddenMailFrom', `${JSON.stringify(email.slice(0, 100))} is not a mail address.`);
  const ret = oneOf(mail, 'RET', ['FULL', 'HDRS'] as const);
  const envid = mail.get('ENVID') ?? null;
  return {
    sender: email,
    recipients,
    holdUntil: readHold(mail, limits.maxDelayedSend, now),
    envelopeId: envid === null ? null : printable('ENVID', envid, 100),
    dsnReturn: ret,
    bodyType: oneOf(mail, 'BODY', ['7BIT', '8BITMIME'] as const),
    smtputf8: mail.has('SMTPUTF8') || [email, ...recipients.map((recipient) => recipient.address)].some((address) => !isAscii(address)),
  };
}

function readRecipients(envelope: SubmissionEnvelope, most: number): OutgoingRecipient[] {
  if (envelope.rcptTo.length === 0) throw new CoreError('noRecipients', 'The message has no recipient.');
  const byAddress = new Map<string, OutgoingRecipient>();
  const invalid: string[] = [];
  for (const { email, parameters } of envelope.rcptTo) {
    if (!isAddress(email) && !isBarePostmaster(email)) {
      invalid.push(email.slice(0, 320));
      continue;
    }
    const rcpt = upper(parameters);
    refuseUnknown(rcpt, new Set(['NOTIFY', 'ORCPT']), 'RCPT TO');
    const key = normalizeAddress(email);
    if (!byAddress.has(key)) byAddress.set(key, { address: email, notify: readNotify(rcpt.get('NOTIFY') ?? null), originalRecipient: readOriginal(rcpt.get('ORCPT') ?? null) });
  }
  if (invalid.length > 0) {
    throw new CoreError('invalidRecipients', `This is not a mail address: ${invalid.slice(0, 5).join(', ')}.`, { invalidRecipients: invalid });
  }
  if (byAddress.size > most) throw new CoreError('tooManyRecipients', `A message may have ${most} recipients; send it in parts.`, { maxRecipients: most });
  return [...byAddress.values()];
}

/** RFC 4865 §5: seconds from now, or a date and time. */
function readHold(mail: ReadonlyMap<string, string | null>, longestMs: number, now: number): number | null {
  const [holdFor, holdUntil] = [mail.get('HOLDFOR'), mail.get('HOLDUNTIL')];
  if (holdFor === undefined && holdUntil === undefined) return null;
  if (holdFor !== undefined && holdUntil !== undefined) throw parameter('HOLDFOR and HOLDUNTIL exclude each other');
  let until: number;
  if (holdFor !== undefined) {
    if (holdFor === null || !/^\d{1,9}$/.test(holdFor)) throw parameter('HOLDFOR takes a number of seconds');
    until = now + Number(holdFor) * 1000;
  } else {
    until = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(holdUntil ?? '') ? Date.parse(holdUntil as string) : Number.NaN;
    if (Number.isNaN(until)) throw parameter('HOLDUNTIL takes a date and time, for example 2030-01-31T08:00:00Z');
  }
  if (until > now + longestMs) throw parameter(`a message can be held for ${Math.floor(longestMs / 1000)} seconds at most`);
  return until <= now ? null : until;
}

function readNotify(value: string | null): string | null {
  if (value === null) return null;
  const words = [...new Set(value.toUpperCase().split(','))];
  if (!words.every((word) => ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'].includes(word)) || (words.includes('NEVER') && words.length > 1)) {
    throw parameter('NOTIFY takes NEVER, or some of SUCCESS, FAILURE and DELAY');
  }
  return words.join(',');
}

function readOriginal(value: string | null): string | null {
  if (value === null) return null;
  const match = /^([A-Za-z0-9-]{1,40});(.+)$/.exec(value);
  if (!match) throw parameter('ORCPT takes an address type, a semicolon and an address');
  return printable('ORCPT', value, 500);
}

function oneOf<const T extends string>(parameters: ReadonlyMap<string, string | null>, name: string, values: readonly T[]): T | null {
  if (!parameters.has(name)) return null;
  const found = values.find((value) => value === parameters.get(name)?.toUpperCase());
  if (found === undefined) throw parameter(`${name} takes ${values.join(' or ')}`);
  return found;
}

const upper = (parameters: Parameters | null | undefined): Map<string, string | null> => new Map(Object.entries(parameters ?? {}).map(([name, value]) => [name.toUpperCase(), value]));

function refuseUnknown(parameters: ReadonlyMap<string, string | null>, known: ReadonlySet<string>, where: string): void {
  const strange = [...parameters.keys()].find((name) => !known.has(name));
  if (strange !== undefined) throw parameter(`${where} does not take ${strange.slice(0, 40)} here`);
}

function parameter(problem: string): CoreError {
  return new CoreError('invalidArguments', `The envelope has a parameter that is not acceptable: ${problem}.`, { properties: ['envelope'] });
}

/** The values are decoded already (RFC 8621 §7: a `+` is a plus); the way out encodes them again. */
function printable(name: string, value: string, most: number): string {
  if (value.length > most) throw parameter(`${name} is longer than ${most} characters`);
  if (!/^[\x20-\x7e]*$/.test(value)) throw parameter(`${name} holds characters that are not printable ASCII`);
  return value;
}

export function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/**
 * Can this be sent to (RFC 5321 §4.1.2, RFC 6531 §3.3)? A dot-string or quoted string, an at sign, a domain name or an address literal.
 */
export function isAddress(address: string): boolean {
  if (address.length > 320 || Buffer.byteLength(address) > 320) return false;
  const parts = splitAddress(address);
  if (!parts || Buffer.byteLength(parts.local) > 64 || parts.domain.length > 255) return false;
  if (/[<>]/.test(parts.local)) return false;
  const atom = "[\\p{L}\\p{M}\\p{N}\\p{S}!#$%&'*+\\-/=?^_`{|}~]+";
  const isLocal = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u').test(parts.local) || /^"(?:[^"\\\p{Cc}<>]|\\[\x20-\x7e])*"$/u.test(parts.local);
  const isDomain = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?)*$/u.test(parts.domain);
  return isLocal && (isDomain || /^\[[0-9A-Za-z:.]{3,64}\]$/.test(parts.domain));
}

/** Does the sender want to hear of this kind of event (RFC 3461 §4.1)? Without NOTIFY: of failures and delays. */
export function wantsNotice(notify: string | null, event: 'SUCCESS' | 'FAILURE' | 'DELAY'): boolean {
  return notify === null ? event !== 'SUCCESS' : notify.split(',').includes(event);
}
