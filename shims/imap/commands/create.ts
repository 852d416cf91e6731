import { type CoreError, isCoreError } from '../../../api/client/index.ts';
import { command, SIGNED_IN } from '../command.ts';
import { createParameters } from '../grammar/parse-select.ts';
import { code, no, ok, Refusal } from '../grammar/status-response.ts';
import { withoutTrailingSeparator } from '../mailboxes/find-mailbox.ts';
import { SEPARATOR } from '../mailboxes/pattern.ts';
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
    const role = roleOf(specialUses);
    const { id } = await session.user.legacy.createMailbox(path, { subscribe: path === name, role }).catch((error: unknown) => {
      throw isAboutRole(error) ? cannotUse(error.message) : error;
    });
    await session.notifier?.absorb((mailbox) => mailbox.path === path || path.startsWith(`${mailbox.path}${SEPARATOR}`));
    return ok('CREATE completed', code('MAILBOXID', `(${id})`));
  },
});

/** @throws Refusal (NO [USEATTR]) for a use that there is not, and for several: a mailbox has one role */
function roleOf(specialUses: readonly string[]): string | undefined {
  const [use, ...further] = specialUses;
  if (use === undefined) return undefined;
  const role = roleOfSpecialUse(use);
  if (role === undefined || further.length > 0) throw cannotUse('A mailbox has one special use, of those that LIST shows');
  return role;
}

const cannotUse = (text: string): Refusal => new Refusal(no(text, code('USEATTR')));

/** Another mailbox has this special use, since there is one of each; or it is not for the caller to give. */
function isAboutRole(error: unknown): error is CoreError {
  const properties = isCoreError(error) ? error.details['properties'] : undefined;
  return Array.isArray(properties) && properties.includes('role');
}
