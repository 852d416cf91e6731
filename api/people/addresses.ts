import { domainToASCII } from 'node:url';
import { CoreError } from '../client/errors.ts';

/**
 * The one form in which a domain is stored and compared: lower case, internationalised labels as A-labels (RFC 5890 §2.3.2.1), so that `مثال.example`
 * and `xn--mgbh0fb.example` are the same domain. What is no domain name stays as it is, in lower case: it matches nothing.
 */
export function normalizeDomain(domain: string): string {
  const lower = domain.normalize('NFC').toLowerCase().replace(/\.$/, '');
  // ASCII without A-labels, which is nearly all of them, has one form only.
  if (/^[\x00-\x7f]*$/.test(lower) && !lower.includes('xn--')) return lower;
  return domainToASCII(lower) || lower;
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** @throws CoreError invalidProperties */
export function checkedDomain(domain: string, property: string): string {
  const name = normalizeDomain(domain.trim());
  if (name.length > 253 || !name.split('.').every((part) => label.test(part))) {
    throw new CoreError('invalidProperties', `${JSON.stringify(domain.slice(0, 100))} is not a domain name; write for example example.org.`, { properties: [property] });
  }
  return name;
}

/** Dot-atom of RFC 5321 §4.1.2 with RFC 6531's characters beyond ASCII; quoted local parts are of no use to people. */
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~]+)*$/u;

/** An address that can be one here or elsewhere, in its normal form. @throws CoreError invalidProperties */
export function checkedAddress(address: string, property: string): { address: string; local: string; domain: string } {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0)).trim().normalize('NFC').toLowerCase();
  if (at <= 0 || Buffer.byteLength(local) > 64 || !localPart.test(local)) {
    throw new CoreError('invalidProperties', `${JSON.stringify(address.slice(0, 100))} is not a mail address; write for example ali@example.org.`, { properties: [property] });
  }
  const domain = checkedDomain(address.slice(at + 1), property);
  return { address: `${local}@${domain}`, local, domain };
}
