import type { Client, LegacyMailbox } from '../../../api/client/index.ts';
import { code, no, Refusal } from '../grammar/status-response.ts';
import { SEPARATOR } from './pattern.ts';

/** A name with or without a separator at its end, as some clients write it. */
export function withoutTrailingSeparator(name: string): string {
  return name.length > 1 && name.endsWith(SEPARATOR) ? name.slice(0, -1) : name;
}

/**
 * The mailbox of this name.
 * @param missing the response code if there is none: TRYCREATE where the client could create it (RFC 9051 §6.3.12)
 * @throws Refusal (NO)
 */
export async function findMailbox(client: Client, name: string, missing: 'NONEXISTENT' | 'TRYCREATE' = 'NONEXISTENT'): Promise<LegacyMailbox> {
  const found = await client.legacy.mailbox(withoutTrailingSeparator(name).normalize('NFC'));
  if (!found) throw new Refusal(no('There is no such mailbox', code(missing)));
  return found;
}
