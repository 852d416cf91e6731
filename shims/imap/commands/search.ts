import { command, SELECTED } from '../command.ts';
import { searchArguments } from '../grammar/parse-search.ts';
import type { SearchReturn } from '../grammar/search-key.ts';
import { formatNumbers } from '../grammar/sequence-set.ts';
import { bad, code, no, ok } from '../grammar/status-response.ts';
import { type Found, findMessages } from '../search/find.ts';
import { countKeys } from '../search/in-view.ts';
import type { Selected } from '../view/selected.ts';

/** SEARCH, UID SEARCH (RFC 9051 §6.4.4; RETURN: RFC 4731; MODSEQ: RFC 7162 §3.1.5; OLDER, YOUNGER: RFC 5032). */
export const search = command({
  states: SELECTED,
  updates: 'without expunge',
  parse: (parser) => searchArguments(parser.sp()),
  async run({ session, writer, uid, tag }, { returns, key, asksModseq }) {
    const { mailbox } = session;
    const { limits, now } = session.host;
    if (returns?.has('SAVE')) return bad('SAVE is not offered');
    if (asksModseq) session.enabled.add('CONDSTORE');
    if (countKeys(key) > limits.searchKeys) return no(`A search may have ${limits.searchKeys} keys`, code('LIMIT'));
    const found = await findMessages(session.user, mailbox, key, now());
    const shown = uid ? found.uids : found.numbers;
    if (returns) {
      const modseq = asksModseq ? highestModseq(mailbox, deciding(found, returns)) : 0;
      writer.untagged(`ESEARCH (TAG "${tag}")${uid ? ' UID' : ''}${esearch(shown, returns)}${modseq > 0 ? ` MODSEQ ${modseq}` : ''}`);
    } else {
      const modseq = asksModseq ? highestModseq(mailbox, found.uids) : 0;
      writer.untagged(`SEARCH${shown.length > 0 ? ` ${shown.join(' ')}` : ''}${modseq > 0 ? ` (MODSEQ ${modseq})` : ''}`);
    }
    return ok('SEARCH completed');
  },
});

/** MIN, MAX and ALL are left out where nothing was found (RFC 4731 §3.1). */
function esearch(shown: readonly number[], returns: ReadonlySet<SearchReturn>): string {
  let text = '';
  if (returns.has('MIN') && shown.length > 0) text += ` MIN ${shown[0]}`;
  if (returns.has('MAX') && shown.length > 0) text += ` MAX ${shown.at(-1)}`;
  if (returns.has('COUNT')) text += ` COUNT ${shown.length}`;
  if (returns.has('ALL') && shown.length > 0) text += ` ALL ${formatNumbers(shown)}`;
  return text;
}

/** The messages whose mod-sequence the answer shows: only those named, where only MIN and MAX are asked for (RFC 4731 §3.2). */
function deciding({ uids }: Found, returns: ReadonlySet<SearchReturn>): readonly number[] {
  if (returns.has('ALL') || returns.has('COUNT')) return uids;
  return [...(returns.has('MIN') ? uids.slice(0, 1) : []), ...(returns.has('MAX') ? uids.slice(-1) : [])];
}

function highestModseq({ view: { rows } }: Selected, uids: readonly number[]): number {
  let highest = 0;
  let row = -1;
  for (const uid of uids) {
    row = rows.find(uid, row + 1);
    if (row >= 0) highest = Math.max(highest, rows.modseqs[row] as number);
  }
  return highest;
}
