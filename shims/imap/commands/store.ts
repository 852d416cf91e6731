import { command, SELECTED } from '../command.ts';
import { storeArguments } from '../grammar/parse-store.ts';
import { formatNumbers } from '../grammar/sequence-set.ts';
import { code, no, ok } from '../grammar/status-response.ts';
import { keywordsOfFlags } from '../view/flag-names.ts';
import { mustBeWritable } from './expunge.ts';

/**
 * STORE, UID STORE (RFC 9051 §6.4.6; UNCHANGEDSINCE: RFC 7162 §3.1.3).
 *
 * Outlook mixes flags it may set with flags it may not: the permitted ones are applied, and NO comes only where none is (RFC 4314 §4).
 */
export const store = command({
  states: SELECTED,
  updates: 'without expunge',
  parse: (parser) => storeArguments(parser),
  async run({ session, uid }, { messages: set, unchangedSince, change }) {
    const { mailbox } = session;
    mustBeWritable(mailbox);
    if (unchangedSince !== undefined) session.enableCondstore();
    const messages = mailbox.messages(set, uid);
    const { keywords, deleted } = keywordsOfFlags(change.flags);
    const result = await session.user.legacy.changeFlags({
      mailboxId: mailbox.view.mailboxId, uids: messages.uids, op: change.op, keywords, deleted, ifUnmodifiedSince: unchangedSince,
    });
    const { updated, modseqs, conflicting } = result;
    if (!mailbox.view.takeFlags(result)) await mailbox.view.refresh();
    const failed = new Set(conflicting);
    const applied = failed.size === 0 ? messages : without(messages, failed);
    // Where only some of the flags were allowed, the client cannot know how it ended.
    await mailbox.answerStore(applied, change.silent && !result.incomplete, uid, updated, modseqs);
    if (conflicting.length > 0) {
      const named = uid ? conflicting : messages.numbers.filter((_, i) => failed.has(messages.uids[i] as number));
      return ok('Conditional STORE failed for some messages', code('MODIFIED', formatNumbers(named)));
    }
    if (messages.someGone && !uid) return no('Some of the messages no longer exist', code('EXPUNGEISSUED'));
    return ok('STORE completed');
  },
});

function without<M extends { uids: Uint32Array; numbers: Uint32Array }>(messages: M, uids: ReadonlySet<number>): M {
  const { uids: all, numbers } = messages;
  return { ...messages, uids: all.filter((uid) => !uids.has(uid)), numbers: numbers.filter((_, i) => !uids.has(all[i] as number)) };
}
