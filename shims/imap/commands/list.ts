import { setImmediate } from 'node:timers/promises';
import type { LegacyMailbox } from '../../../api/client/index.ts';
import { command, SIGNED_IN } from '../command.ts';
import { listArguments, type ListArguments } from '../grammar/parse-list.ts';
import { ok } from '../grammar/status-response.ts';
import type { Writer } from '../grammar/writer.ts';
import { matcher, parentsOf } from '../mailboxes/pattern.ts';
import { specialUse } from '../mailboxes/special-use.ts';
import { writeStatus } from '../mailboxes/status-data.ts';

/** LIST (RFC 9051 §6.3.9; selection and return options: RFC 5258; special uses, also without asking: RFC 6154 §2; STATUS: RFC 5819). */
export const list = command({
  states: SIGNED_IN,
  parse: (parser) => listArguments(parser),
  async run({ session, writer }, args) {
    // The old form with an empty name asks for the separator only.
    if (!args.extended && args.patterns[0] === '') {
      writer.untagged('LIST (\\Noselect) "/" ""');
      return ok('LIST completed');
    }
    const mailboxes = await session.user.legacy.mailboxes();
    for (const { mailbox, hasHiddenChild } of await chosen(mailboxes, args)) {
      writeLine(writer, mailbox, args, hasHiddenChild);
      if (args.status.length > 0) await writeStatus(writer, session.user, mailbox, args.status);
      if (writer.isFull) await writer.drain();
    }
    return ok('LIST completed');
  },
});

interface Chosen {
  readonly mailbox: LegacyMailbox;
  /** A mailbox below it is selected by the options and not shown for itself, or shown as well (RFC 5258 §3.5). */
  readonly hasHiddenChild: boolean;
}

/** Steps of the matchers (characters of a name by characters of a pattern) after which everybody else gets a turn. */
const STEPS_PER_TURN = 500_000;

/** Names by patterns, each pattern once. A command line has room for sixty long ones, and an account for ten thousand long names. */
async function namedBy(mailboxes: readonly LegacyMailbox[], reference: string, patterns: readonly string[]): Promise<LegacyMailbox[]> {
  const matchers = [...new Set(patterns)].map((pattern) => ({ matches: matcher(reference, pattern), characters: reference.length + pattern.length }));
  const named: LegacyMailbox[] = [];
  let steps = 0;
  for (const mailbox of mailboxes) {
    for (const { matches, characters } of matchers) {
      steps += mailbox.path.length * characters;
      if (steps > STEPS_PER_TURN) {
        steps = 0;
        await setImmediate();
      }
      if (!matches(mailbox.path)) continue;
      named.push(mailbox);
      break;
    }
  }
  return named;
}

async function chosen(mailboxes: readonly LegacyMailbox[], { reference, patterns, select }: ListArguments): Promise<Chosen[]> {
  const named = await namedBy(mailboxes, reference, patterns);
  const meets = (mailbox: LegacyMailbox): boolean =>
    (!select.has('SUBSCRIBED') || mailbox.subscribed) && (!select.has('SPECIAL-USE') || specialUse(mailbox.role) !== undefined);
  if (!select.has('RECURSIVEMATCH')) return named.filter(meets).map((mailbox) => ({ mailbox, hasHiddenChild: false }));

  const isNamed = new Set(named);
  const above = new Set<string>();
  const aboveHidden = new Set<string>();
  for (const mailbox of mailboxes.filter(meets)) {
    for (const parent of parentsOf(mailbox.path)) {
      above.add(parent);
      if (!isNamed.has(mailbox)) aboveHidden.add(parent);
    }
  }
  return named
    .filter((mailbox) => meets(mailbox) || aboveHidden.has(mailbox.path))
    .map((mailbox) => ({ mailbox, hasHiddenChild: above.has(mailbox.path) }));
}

function writeLine(writer: Writer, mailbox: LegacyMailbox, { select, returns }: ListArguments, hasHiddenChild: boolean): void {
  const attributes = [mailbox.hasChildren ? '\\HasChildren' : '\\HasNoChildren'];
  const use = specialUse(mailbox.role);
  if (use) attributes.push(use);
  if (mailbox.subscribed && (select.has('SUBSCRIBED') || returns.has('SUBSCRIBED'))) attributes.push('\\Subscribed');
  writer.text(`* LIST (${attributes.join(' ')}) "/" `).mailbox(mailbox.path);
  if (hasHiddenChild) writer.text(' ("CHILDINFO" ("SUBSCRIBED"))');
  writer.text('\r\n');
}
