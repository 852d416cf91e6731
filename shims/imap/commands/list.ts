import { setImmediate } from 'node:timers/promises';
import { command, SIGNED_IN } from '../command.ts';
import { listArguments, type ListArguments } from '../grammar/parse-list.ts';
import { ok } from '../grammar/status-response.ts';
import { writeListLine } from '../mailboxes/list-line.ts';
import { type ListedName, OTHER_USERS, SHARED_FOLDERS, withLevels } from '../mailboxes/namespaces.ts';
import { matcher, parentsOf } from '../mailboxes/pattern.ts';
import { writeMyRights } from '../mailboxes/rights.ts';
import { specialUse } from '../mailboxes/special-use.ts';
import { writeStatus } from '../mailboxes/status-data.ts';

/**
 * LIST (RFC 9051 §6.3.9; selection and return options: RFC 5258; special uses, also without asking: RFC 6154 §2; STATUS: RFC 5819; MYRIGHTS: RFC 8440).
 * Others' mailboxes are among the names, as RFC 2342 wants; what cannot be seen is not there (RFC 4314 §4).
 */
export const list = command({
  states: SIGNED_IN,
  parse: (parser) => listArguments(parser),
  async run({ session, writer }, args) {
    // The old form with an empty name asks for the separator only.
    if (!args.extended && args.patterns[0] === '') {
      writer.untagged('LIST (\\Noselect) "/" ""');
      return ok('LIST completed');
    }
    const names = withLevels(await session.user.legacy.mailboxes(mayMeanOthers(args) ? 'all' : 'own'));
    for (const { name, isMatch, hasHiddenChild } of await chosen(names, args)) {
      writeListLine(writer, name, { showsSubscribed: args.select.has('SUBSCRIBED') || args.returns.has('SUBSCRIBED'), hasHiddenChild });
      const { mailbox } = name;
      if (mailbox && isMatch && args.returns.has('MYRIGHTS')) writeMyRights(writer, mailbox);
      if (mailbox && isMatch && args.status.length > 0) await writeStatus(writer, session, mailbox, args.status);
      if (writer.isFull) await writer.drain();
    }
    return ok('LIST completed');
  },
});

/** Could one of the patterns mean a name below the roots of others' mailboxes? */
function mayMeanOthers({ reference, patterns }: ListArguments): boolean {
  return patterns.some((pattern) => {
    const [fixed = ''] = (pattern.startsWith('/') ? pattern : reference + pattern).split(/[*%]/, 1);
    return [OTHER_USERS, SHARED_FOLDERS].some((root) => root.startsWith(fixed) || fixed.startsWith(root));
  });
}

interface Chosen {
  readonly name: ListedName;
  /** It is selected for itself, not for what is below it. */
  readonly isMatch: boolean;
  readonly hasHiddenChild: boolean;
}

/** Steps of the matchers (characters of a name by characters of a pattern) after which everybody else gets a turn. */
const STEPS_PER_TURN = 500_000;

/** Names by patterns, each pattern once. A command line has room for sixty long ones, and an account for ten thousand long names. */
async function namedBy(names: readonly ListedName[], reference: string, patterns: readonly string[]): Promise<ListedName[]> {
  const matchers = [...new Set(patterns)].map((pattern) => ({
    matches: matcher(reference, pattern), characters: reference.length + pattern.length,
    // "*" names what is below a level, so that the level need not be told; "%" and the bare name find their way by it.
    findsLevels: !pattern.includes('*'),
  }));
  const named: ListedName[] = [];
  let steps = 0;
  for (const name of names) {
    for (const { matches, characters, findsLevels } of matchers) {
      if (!name.mailbox && !findsLevels) continue;
      steps += name.path.length * characters;
      if (steps > STEPS_PER_TURN) {
        steps = 0;
        await setImmediate();
      }
      if (!matches(name.path)) continue;
      named.push(name);
      break;
    }
  }
  return named;
}

async function chosen(names: readonly ListedName[], { reference, patterns, select }: ListArguments): Promise<Chosen[]> {
  const named = await namedBy(names, reference, patterns);
  const meets = ({ mailbox }: ListedName): boolean =>
    (!select.has('SUBSCRIBED') || (mailbox?.subscribed ?? false)) && (!select.has('SPECIAL-USE') || specialUse(mailbox?.role ?? null) !== undefined);
  if (!select.has('RECURSIVEMATCH')) return named.filter(meets).map((name) => ({ name, isMatch: true, hasHiddenChild: false }));

  const isNamed = new Set(named);
  const above = new Set<string>();
  const aboveHidden = new Set<string>();
  for (const name of names.filter(meets)) {
    for (const parent of parentsOf(name.path)) {
      above.add(parent);
      if (!isNamed.has(name)) aboveHidden.add(parent);
    }
  }
  return named
    .filter((name) => meets(name) || aboveHidden.has(name.path))
    .map((name) => ({ name, isMatch: meets(name), hasHiddenChild: above.has(name.path) }));
}
