import { DELETED_BIT, flagBits } from '../../../api/client/legacy.ts';
import { FlagBytes, flagOfKeyword, keywordOfFlag } from '../grammar/flags.ts';

/** `\Recent` among the flag bits; a matter of the session, never of the columns. */
export const RECENT_BIT = 1 << 29;

/** Keywords in the spelling that clients have known them by; compared without case (RFC 5788). */
const SPELLINGS: Readonly<Record<string, string>> = {
  $forwarded: '$Forwarded',
  $junk: '$Junk',
  $notjunk: '$NotJunk',
  $phishing: '$Phishing',
  $mdnsent: '$MDNSent',
  $important: '$Important',
};

const names: string[] = new Array<string>(32).fill('');
for (const [keyword, bit] of Object.entries(flagBits)) names[31 - Math.clz32(bit)] = SPELLINGS[keyword] ?? flagOfKeyword(keyword);
names[31 - Math.clz32(DELETED_BIT)] = '\\Deleted';
names[31 - Math.clz32(RECENT_BIT)] = '\\Recent';

/** Flag lists as finished bytes, for all sessions. */
export const flagBytes = new FlagBytes(names);

/** Flags that every mailbox knows, as FLAGS and PERMANENTFLAGS name them. */
export const commonFlags: readonly string[] = [...Object.keys(flagBits).map((keyword) => SPELLINGS[keyword] ?? flagOfKeyword(keyword)), '\\Deleted'];

/** The bit of a keyword or of `\Deleted`; undefined where it has none. */
export function bitOfFlag(flag: string): number | undefined {
  if (flag === '\\Deleted') return DELETED_BIT;
  const keyword = keywordOfFlag(flag);
  return keyword !== undefined && Object.hasOwn(flagBits, keyword) ? flagBits[keyword as keyof typeof flagBits] : undefined;
}

/** What a command's flags are in the core's words. `\Recent` and unknown `\…` flags are passed over: Outlook mixes them in. */
export function keywordsOfFlags(flags: readonly string[]): { keywords: string[]; deleted: boolean } {
  const keywords = new Set<string>();
  for (const flag of flags) {
    const keyword = keywordOfFlag(flag);
    if (keyword !== undefined) keywords.add(keyword);
  }
  return { keywords: [...keywords], deleted: flags.includes('\\Deleted') };
}
