/** Links that say one place and lead to another, and names made of letters that look alike. Pure. */
import { decodedLabel } from './punycode.ts';
import { linkTarget } from './web-address.ts';

export type LinkSuspicion = 'otherPlace' | 'disguised' | 'mixedLetters';

/**
 * @param text what the link shows
 * @param href where it leads
 * @returns why to ask before following it; undefined where there is no reason
 */
export function suspicionOf(text: string, href: string): LinkSuspicion | undefined {
  const target = linkTarget(href);
  if (!target || target.kind === 'place' || target.kind === 'phone') return undefined;
  const shown = text.replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '').trim();
  if (target.kind === 'mail') {
    const address = /^[^\s@<>]+@[^\s@<>]+$/.exec(shown)?.[0].toLowerCase();
    return address !== undefined && !target.address.toLowerCase().split(',').includes(address) ? 'otherPlace' : undefined;
  }
  const url = new URL(target.href);
  // "https://bank.example@elsewhere.example/": what looks like the host is a user's name.
  if (url.username !== '' && url.username.includes('.')) return 'disguised';
  if (shownHosts(shown).some((host) => !isSameSite(host, url.hostname))) return 'otherPlace';
  if (looksLikeAnother(url.hostname)) return 'mixedLetters';
  return undefined;
}

/** The hosts that a link's text names: it is one, or has addresses in it. What stands beside may be hidden, and says nothing. */
function shownHosts(text: string): string[] {
  const plain = text.normalize('NFKC');
  const whole = /^((?:[\p{L}\p{N}_-]+\.)+\p{L}{2,24})(?::\d+)?(?:[/?#]\S*)?…?$/iu.exec(plain)?.[1];
  const found = whole === undefined ? [...plain.matchAll(/(?:https?:\/\/|(?<![\p{L}\p{N}.@-])(?=www\.))((?:[\p{L}\p{N}_-]+\.)+\p{L}{2,24})(?![\p{L}\p{N}@])/giu)].map(([, host = '']) => host) : [whole];
  return found.filter((host) => URL.canParse(`http://${host}`)).map((host) => new URL(`http://${host}`).hostname);
}

/** One lies within the other, or they have the last two parts in common where these are more than a public suffix such as "com.dz". */
function isSameSite(a: string, b: string): boolean {
  const [one, other] = [a, b].map((host) => host.replace(/^www\./, '')) as [string, string];
  if (one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)) return true;
  const site = (host: string): string => {
    const labels = host.split('.');
    const isShortSuffix = labels.length > 2 && (labels.at(-1)?.length ?? 0) <= 2 && (labels.at(-2)?.length ?? 0) <= 3;
    return labels.slice(isShortSuffix ? -3 : -2).join('.');
  };
  return site(one) === site(other);
}

/** Scripts of which one name uses several only to deceive. */
const lookAlikes = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u];

/** Letters of several alphabets in one word, or of one that looks Latin below a Latin top-level domain. */
function looksLikeAnother(domain: string): boolean {
  const labels = domain.split('.').map(decodedLabel);
  const isLatinTop = /^[a-z]+$/i.test(labels.at(-1) ?? '');
  return labels.some((label) => lookAlikes.filter((script) => script.test(label)).length > 1 || (isLatinTop && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label)));
}

/** An address as it is to be shown: its domain in ASCII where it could pass for another. */
export function shownAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (!looksLikeAnother(domain) || !URL.canParse(`http://${domain}`)) return address;
  return address.slice(0, at + 1) + new URL(`http://${domain}`).hostname;
}
