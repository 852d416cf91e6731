/** Operations on the store as plain data, so that a failing sequence can be made shorter and printed. */
import fc from 'fast-check';

/** Numbers are taken modulo what is there when the operation's turn comes. */
export type Operation =
  | { readonly do: 'create'; readonly mailboxes: readonly number[]; readonly keywords: readonly string[]; readonly subject: number; readonly id: number; readonly references: readonly number[]; readonly received: number; readonly deleted: boolean }
  | { readonly do: 'flags'; readonly mailbox: number; readonly messages: readonly number[]; readonly op: 'add' | 'remove' | 'replace'; readonly keywords: readonly string[]; readonly deleted: boolean; readonly stale: boolean }
  | { readonly do: 'copy' | 'move'; readonly mailbox: number; readonly messages: readonly number[]; readonly to: number }
  | { readonly do: 'expunge'; readonly mailbox: number; readonly messages: readonly number[] | null }
  | { readonly do: 'set'; readonly updates: readonly { readonly email: number; readonly mailboxes: readonly number[]; readonly keywords: readonly string[] | null }[]; readonly destroy: readonly number[] }
  | { readonly do: 'createMailbox'; readonly parent: number; readonly trash: boolean }
  | { readonly do: 'destroyMailbox'; readonly mailbox: number }
  | { readonly do: 'renameMailbox'; readonly mailbox: number; readonly parent: number }
  | { readonly do: 'trash'; readonly mailbox: number };

const index = fc.nat({ max: 30 });
const some = fc.array(index, { minLength: 1, maxLength: 5 });
const keywords = fc.uniqueArray(fc.constantFrom('$seen', '$flagged', '$draft', 'work', 'zoo'), { maxLength: 3 });

export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('create' as const), mailboxes: fc.array(index, { minLength: 1, maxLength: 3 }), keywords, subject: fc.nat({ max: 2 }), id: fc.nat({ max: 12 }), references: fc.array(fc.nat({ max: 12 }), { maxLength: 2 }), received: fc.nat({ max: 20 }), deleted: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('flags' as const), mailbox: index, messages: some, op: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const), keywords, deleted: fc.boolean(), stale: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('copy' as const, 'move' as const), mailbox: index, messages: some, to: index }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('expunge' as const), mailbox: index, messages: fc.option(some) }) },
  { weight: 4, arbitrary: fc.record({
    do: fc.constant('set' as const), destroy: fc.array(index, { maxLength: 2 }),
    updates: fc.array(fc.record({ email: index, mailboxes: fc.array(index, { minLength: 1, maxLength: 3 }), keywords: fc.option(keywords) }), { maxLength: 3 }),
  }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('createMailbox' as const), parent: index, trash: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('destroyMailbox' as const), mailbox: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renameMailbox' as const), mailbox: index, parent: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trash' as const), mailbox: index }) },
);
