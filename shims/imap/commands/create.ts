import { command, SIGNED_IN } from '../command.ts';
import { createParameters } from '../grammar/parse-select.ts';
import { code, no, ok, Refusal } from '../grammar/status-response.ts';
import { withoutTrailingSeparator } from '../mailboxes/find-mailbox.ts';
import { roleOfSpecialUse } from '../mailboxes/special-use.ts';

/**
 * CREATE (RFC 9051 §6.3.4; USE: RFC 6154 §3; MAILBOXID: RFC 8474 §4.1).
 *
 * Subscribes, since most clients forget to; not with a separator at the end, which announces a mere level (design §5).
 */
export const create = command({
  states: SIGNED_IN,
  parse: (parser) => ({ name: parser.sp().mailbox(), specialUses: parser.optional(createParameters)?.specialUses ?? [] }),
  async run({ session }, { name, specialUses }) {
    const path = withoutTrailingSeparator(name);
    const { id } = await session.user.legacy.createMailbox(path, { subscribe: path === name, role: roleOf(specialUses) });
    return ok('CREATE completed', code('MAILBOXID', `(${id})`));
  },
});

/** @throws Refusal (NO [USEATTR]) for a use that we do not know, and for several: a mailbox has one role */
function roleOf(specialUses: readonly string[]): string | undefined {
  const [use, ...further] = specialUses;
  if (use === undefined) return undefined;
  const role = roleOfSpecialUse(use);
  if (role === undefined || further.length > 0) throw new Refusal(no('A mailbox has one special use, of those that LIST shows', code('USEATTR')));
  return role;
}
