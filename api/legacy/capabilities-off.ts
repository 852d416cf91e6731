import { capabilitiesOffOf } from '../../db/repositories/accounts.ts';
import type { Context } from '../access/context.ts';

/** What the principal's account has switched off of IMAP and POP3; nothing for who has no account, as the console. */
export function capabilitiesOff(ctx: Context): Promise<readonly string[]> {
  return ctx.core.db.read((read) => capabilitiesOffOf(read, ctx.principal.id));
}
