/** People that somebody has written to: remembered with each message that is sent, weighed by how often and how lately. */
import { correspondentsAt, type CorrespondentRow, deleteCorrespondent, deleteLightest, principalsWithMany, replaceCorrespondents } from '../../db/repositories/correspondents.ts';
import type { Unit } from '../../db/index.ts';
import type { Context } from '../access/index.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { normalizeAddress } from './recipients.ts';
import { recipientWords } from './recipient-words.ts';

/** A message to more people than this is a circular: its first recipients are remembered. */
const mostOfMessage = 100;
/** Kept for one person; the lightest are forgotten. */
const mostOfPerson = 2_000;
const nameLength = 255;
const wordsLength = 1024;

const halfLifeMs = 60 * 86_400_000;
const unit = 1_000_000;

/**
 * Each message counts half as much every 60 days. The weight is the logarithm of their sum, counted from 1970, in millionths of a half-life: so it compares
 * at any time without being computed anew. One message today weighs more than one of last year, and less than ten of last month.
 */
export function weightAfter(before: number | undefined, now: number): number {
  const present = now / halfLifeMs;
  if (before === undefined) return Math.round(present * unit);
  const past = before / unit;
  const [high, low] = past > present ? [past, present] : [present, past];
  return Math.round((high + Math.log2(1 + 2 ** (low - high))) * unit);
}

export interface WrittenTo {
  readonly email: string;
  readonly name?: string | null | undefined;
}

/** Remembers whom a message goes to, in the unit that sends it. */
export async function rememberCorrespondents(tx: Unit, principalId: number, recipients: readonly WrittenTo[], now: number): Promise<void> {
  const names = new Map<string, string>();
  for (const { email, name } of recipients) {
    const address = normalizeAddress(email);
    if (address.length > 320 || (names.size >= mostOfMessage && !names.has(address))) continue;
    names.set(address, names.get(address) || cleanName(name ?? '', address));
  }
  if (names.size === 0) return;
  const known = new Map((await correspondentsAt(tx, principalId, [...names.keys()])).map((row) => [row.address, row]));
  const rows = [...names].map(([address, written]): CorrespondentRow => {
    const before = known.get(address);
    const name = written || (before?.name ?? '');
    return {
      address, name, words: recipientWords(name, address, true).map((word) => ` ${word}`).join('').slice(0, wordsLength), sent_count: (before?.sent_count ?? 0) + 1,
      last_sent_at: now, weight: weightAfter(before?.weight, now),
    };
  });
  await replaceCorrespondents(tx, principalId, rows);
}

/** A name that only repeats the address says nothing. */
function cleanName(name: string, address: string): string {
  const clean = name.normalize('NFC').replace(/\p{Cc}+/gu, ' ').trim().slice(0, nameLength);
  return clean.toLowerCase() === address ? '' : clean;
}

/** @throws CoreError notFound */
export async function forgetCorrespondent(ctx: Context, address: string): Promise<void> {
  const { core, principal } = ctx;
  const forgotten = await core.db.write([principal.id], (tx) => deleteCorrespondent(tx, principal.id, normalizeAddress(address)));
  if (!forgotten) throw new CoreError('notFound', `You have not written to ${address.slice(0, 320)}.`);
}

/** Forgets what is too much. */
export async function pruneCorrespondents(core: Core): Promise<void> {
  for (const id of await core.db.read((read) => principalsWithMany(read, mostOfPerson))) {
    await core.db.write([id], (tx) => deleteLightest(tx, id, mostOfPerson));
  }
}
