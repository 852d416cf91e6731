/** Whom a reply goes to, what it is called, and where it stands in its thread. */
import { withoutForwardMarks, withoutReplyMarks } from '../../../api/shared/subject-marks.ts';
import type { EmailAddress } from '../../../openapi/generated/jmap.ts';
import { ownName, withoutBidiControls } from '../../ui/name-parts.ts';
import { addressKey, type Recipient, uniqueRecipients } from './addresses.ts';

export interface Original {
  readonly from?: readonly EmailAddress[] | null | undefined;
  readonly to?: readonly EmailAddress[] | null | undefined;
  readonly cc?: readonly EmailAddress[] | null | undefined;
  readonly replyTo?: readonly EmailAddress[] | null | undefined;
  readonly subject?: string | null | undefined;
  readonly messageId?: readonly string[] | null | undefined;
  readonly inReplyTo?: readonly string[] | null | undefined;
  readonly references?: readonly string[] | null | undefined;
}

export interface OwnAddresses {
  /** At which nobody else is written to. */
  readonly own: readonly string[];
  /** That one writes from, and that others are written to at, too. */
  readonly shared: readonly string[];
}

/**
 * To and Cc of an answer. Reply-To comes before From; one's own addresses are taken out, but not where nobody else would be left; an answer to one's own message
 * goes to those it was sent to.
 */
export function replyRecipients(original: Original, { own, shared }: OwnAddresses, toAll: boolean): { readonly to: Recipient[]; readonly cc: Recipient[] } {
  const within = (addresses: readonly string[]) => {
    const keys = new Set(addresses.map(addressKey));
    return ({ email }: Recipient): boolean => keys.has(plainKey(email));
  };
  const [isOwn, isFromUs] = [within(own), within([...own, ...shared])];
  const from = recipients(original.from);
  const [to, cc] = [recipients(original.to), recipients(original.cc)];
  // From an address that one shares it may be of somebody else: then it is sent to oneself as a rule.
  const isMine = from.length > 0 && (from.every(isOwn) || (from.every(isFromUs) && ![...to, ...cc].some(isFromUs)));
  const replyTo = recipients(original.replyTo);
  const answered = replyTo.length > 0 ? replyTo : from;
  const first = isMine ? to : answered;
  if (!toAll) return { to: keepSome(uniqueRecipients(first), isMine ? () => false : isOwn), cc: [] };
  const all = uniqueRecipients(isMine ? [...to] : [...answered, ...to.filter((one) => !isOwn(one))]);
  const others = keepSome(all, isOwn);
  const taken = new Set(others.map(({ email }) => addressKey(email)));
  return { to: others, cc: uniqueRecipients(cc).filter((one) => !isOwn(one) && !taken.has(addressKey(one.email))) };
}

/** Without those; with all where nobody would be left. */
function keepSome(all: readonly Recipient[], isLeftOut: (one: Recipient) => boolean): Recipient[] {
  const some = all.filter((one) => !isLeftOut(one));
  return some.length > 0 ? some : [...all];
}

/** `ali+shop@…` is Ali too. */
function plainKey(email: string): string {
  return addressKey(email).replace(/\+[^@]*@/, '@');
}

function recipients(addresses: readonly EmailAddress[] | null | undefined): Recipient[] {
  return (addresses ?? []).map(({ name, email }) => ({ name: ownName({ name, email }), email })).filter(({ email }) => email !== '');
}

/**
 * The identity that a message was sent to, so that the answer comes from the same address. A colleague who writes to an address that one shares is answered as
 * oneself: as that address, one's name would stand for all.
 */
export function identityFor<I extends { readonly email?: string; readonly isShared?: boolean }>(identities: readonly I[], original: Original): I | undefined {
  const addressed = [...recipients(original.to), ...recipients(original.cc)].map(({ email }) => addressKey(email));
  const sent = recipients(original.from).map(({ email }) => addressKey(email));
  const domains = new Set(identities.map(({ email = '' }) => domainOf(email)));
  const isOfColleague = sent.some((email) => domains.has(domainOf(email)));
  // Whom it was written to comes before who got a copy.
  const among = (keys: readonly string[], some = identities): I | undefined => keys.flatMap((key) => some.find(({ email = '' }) => addressKey(email) === key) ?? [])[0];
  const toOneself = among(addressed, identities.filter(({ isShared }) => isShared !== true));
  const toAll = isOfColleague ? undefined : among(addressed);
  return toOneself ?? toAll ?? among(sent);
}

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

/** `Re:` once, whichever marks were there before. */
export function replySubject(subject: string | null | undefined): string {
  const bare = withoutReplyMarks(withoutBidiControls(subject ?? ''));
  return bare === '' ? 'Re:' : `Re: ${bare}`;
}

/** `Fwd:` once. */
export function forwardSubject(subject: string | null | undefined): string {
  const bare = withoutForwardMarks(withoutBidiControls(subject ?? ''));
  return bare === '' ? 'Fwd:' : `Fwd: ${bare}`;
}

const mostReferences = 50;

/** In-Reply-To and References (RFC 5322 §3.6.4). Of very long threads the first and the last ids are named. */
export function threadOf({ messageId, inReplyTo, references }: Original): { readonly inReplyTo: string[]; readonly references: string[] } {
  const own = [...(messageId ?? [])].slice(0, 1);
  const before = references?.length ? references : inReplyTo?.length === 1 ? inReplyTo : [];
  const all = [...new Set([...before, ...own])];
  return { inReplyTo: own, references: all.length > mostReferences ? [...all.slice(0, 1), ...all.slice(1 - mostReferences)] : all };
}
