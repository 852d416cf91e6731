import { SELECTED, command } from '../command.ts';
import { THREAD_ALGORITHMS, threadArguments } from '../grammar/parse-search.ts';
import { ok } from '../grammar/status-response.ts';
import { carryOutSearch } from '../search/carry-out.ts';
import { writeForest } from '../search/write-forest.ts';

/** THREAD, UID THREAD (RFC 5256 §3). */
export const thread = command({
  states: SELECTED,
  updates: 'without expunge',
  parse: (parser, { session }) => threadArguments(parser.sp(), THREAD_ALGORITHMS.filter((name) => !session.isOff(`THREAD=${name}`))),
  async run({ session, writer, uid }, { algorithm, ...search }) {
    const { mailbox } = session;
    const found = await carryOutSearch(session, search);
    const { messages, depths } = await session.user.legacy.thread(mailbox.view.mailboxId, Uint32Array.from(found.uids), algorithm);
    const named = uid ? found.uids : found.numbers;
    await writeForest(writer, messages.map((message) => named[message] ?? 0), depths);
    return ok('THREAD completed');
  },
});
