/** Changes to Emails as the client thinks of them: they can be laid over what the server said, turned round, and written as a patch. */
import type { PatchObject } from '../../openapi/generated/jmap.ts';
import type { EmailRow } from './types.ts';

export interface EmailPatch {
  /** Keyword to whether it is to be set. */
  readonly keywords?: Readonly<Record<string, boolean>>;
  /** Mailbox to whether the Email is to be in it. */
  readonly mailboxIds?: Readonly<Record<string, boolean>>;
  /** It is to be gone for good. */
  readonly destroy?: true;
}

/** The row with the patch laid over. */
export function patched(row: EmailRow, patch: EmailPatch): EmailRow {
  return { ...row, keywords: overlaid(row.keywords, patch.keywords), mailboxIds: overlaid(row.mailboxIds, patch.mailboxIds) };
}

/** What takes the patch back. Mailboxes and keywords that it does not change in this row stay out of it. */
export function inverseOf(row: EmailRow, patch: EmailPatch): EmailPatch {
  return {
    ...(patch.keywords ? { keywords: turned(row.keywords, patch.keywords) } : {}),
    ...(patch.mailboxIds ? { mailboxIds: turned(row.mailboxIds, patch.mailboxIds) } : {}),
  };
}

/**
 * A move taken back after the Email was moved on: it leaves where it is now, as it would have left where it was. One that lies in several mailboxes keeps
 * them, since it is not known which of them it was moved on to.
 * @param inverse what takes the move back
 */
export function fromWhereItIs({ mailboxIds }: EmailRow, inverse: EmailPatch): EmailPatch {
  const [now, ...others] = Object.keys(mailboxIds);
  const entries = Object.entries(inverse.mailboxIds ?? {});
  const isMove = entries.some(([, isIn]) => isIn) && entries.some(([, isIn]) => !isIn);
  if (!isMove || now === undefined || others.length > 0 || now in (inverse.mailboxIds ?? {})) return inverse;
  return { ...inverse, mailboxIds: { ...inverse.mailboxIds, [now]: false } };
}

/** As Email/set takes it (RFC 8620 §5.3). */
export function patchObject({ keywords = {}, mailboxIds = {} }: EmailPatch): PatchObject {
  return Object.fromEntries([
    ...Object.entries(keywords).map(([keyword, isSet]) => [`keywords/${escaped(keyword)}`, isSet || null]),
    ...Object.entries(mailboxIds).map(([id, isIn]) => [`mailboxIds/${escaped(id)}`, isIn || null]),
  ]) as PatchObject;
}

/** True if the patch leaves the row as it is. */
export function changesNothing(row: EmailRow, { keywords = {}, mailboxIds = {}, destroy }: EmailPatch): boolean {
  if (destroy) return false;
  return (
    Object.entries(keywords).every(([keyword, isSet]) => keyword in row.keywords === isSet) &&
    Object.entries(mailboxIds).every(([id, isIn]) => id in row.mailboxIds === isIn)
  );
}

function overlaid(set: Readonly<Record<string, true>>, change: Readonly<Record<string, boolean>> = {}): Record<string, true> {
  const result = { ...set };
  for (const [key, isSet] of Object.entries(change)) {
    if (isSet) result[key] = true;
    else delete result[key];
  }
  return result;
}

function turned(set: Readonly<Record<string, true>>, change: Readonly<Record<string, boolean>>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(change).flatMap(([key, isSet]) => (key in set === isSet ? [] : [[key, !isSet]])));
}

/** JSON Pointer (RFC 6901 §3). */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
