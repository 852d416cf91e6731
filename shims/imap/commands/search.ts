import { SELECTED, command } from '../command.ts';
import { searchArguments } from '../grammar/parse-search.ts';
import type { SearchReturn } from '../grammar/search-key.ts';
import { ok } from '../grammar/status-response.ts';
import { answerExtended, writeNumbers } from '../search/answer.ts';
import { carryOutSearch } from '../search/carry-out.ts';

const ALL: ReadonlySet<SearchReturn> = new Set(['ALL']);

/** SEARCH, UID SEARCH (RFC 9051 §6.4.4; RETURN: RFC 4731; SAVE: RFC 5182; MODSEQ: RFC 7162 §3.1.5; OLDER, YOUNGER: RFC 5032). */
export const search = command({
  states: SELECTED,
  updates: 'without expunge',
  parse: (parser) => searchArguments(parser.sp()),
  async run({ session, writer, uid, tag }, args) {
    const found = await carryOutSearch(session, args, args.returns?.has('SAVE'));
    const options = { mailbox: session.mailbox, writer, tag, uid, asksModseq: args.asksModseq };
    // IMAP4rev2 knows no other answer (RFC 9051 §6.4.4).
    const returns = args.returns ?? (session.isRev2 ? ALL : undefined);
    if (returns) answerExtended(found, returns, options);
    else writeNumbers('SEARCH', found, options);
    return ok('SEARCH completed');
  },
});
