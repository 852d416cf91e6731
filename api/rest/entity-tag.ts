/** Entity tags (RFC 9110 §8.8.3). */
import { createHash } from 'node:crypto';

/** A strong tag of bytes, or of plain data by its JSON. */
export function etagOf(value: unknown): string {
  const bytes = Buffer.isBuffer(value) ? value : JSON.stringify(value);
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
}

/**
 * Does a field If-Match or If-None-Match name this tag, or any (`*`)?
 * @param comparison If-Match asks for the strong one (RFC 9110 §13.1.1), If-None-Match for the weak one (§13.1.2)
 */
export function matchesTag(field: string | undefined, etag: string, comparison: 'strong' | 'weak' = 'weak'): boolean {
  if (field === undefined) return false;
  if (field.trim() === '*') return true;
  return field.split(',').some((tag) => (comparison === 'weak' ? tag.trim().replace(/^W\//, '') : tag.trim()) === etag);
}
