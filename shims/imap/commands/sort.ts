import { SELECTED, command } from '../command.ts';
import { sortArguments } from '../grammar/parse-search.ts';
import { ok } from '../grammar/status-response.ts';
import { answerExtended, writeNumbers } from '../search/answer.ts';
import { carryOutSearch } from '../search/carry-out.ts';

/** SORT, UID SORT (RFC 5256 §3; DISPLAYFROM, DISPLAYTO: RFC 5957; RETURN: RFC 5267 §3; SAVE: RFC 5182; MODSEQ: RFC 7162 §3.1.6). */
export const sort = command({
  states: SELECTED,
  updates: 'without expunge',
  parse: (parser) => sortArguments(parser.sp()),
  async run({ session, writer, uid, tag }, { criteria, returns, ...search }) {
    const { mailbox } = session;
    const found = await carryOutSearch(session, search, returns?.has('SAVE'));
    const order = Array.from(await session.user.legacy.sort(mailbox.view.mailboxId, Uint32Array.from(found.uids), criteria));
    const sorted = { uids: order.map((i) => found.uids[i] as number), numbers: order.map((i) => found.numbers[i] as number) };
    const options = { mailbox, writer, tag, uid, asksModseq: search.asksModseq };
    if (returns) answerExtended(sorted, returns, options);
    else writeNumbers('SORT', sorted, options);
    return ok('SORT completed');
  },
});
