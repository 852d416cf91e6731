import { command, SELECTED } from '../command.ts';
import { UNANSWERED } from '../connection.ts';
import { planFetch } from '../fetch/plan.ts';
import { type FetchRun, writeFlags, writeMessages } from '../fetch/write-messages.ts';
import type { FetchItem } from '../grammar/fetch-item.ts';
import { fetchAttributes, fetchModifiers } from '../grammar/parse-fetch.ts';
import { bad, code, no, ok } from '../grammar/status-response.ts';
import { tellVanished } from '../view/resynchronise.ts';
import type { Messages, Selected } from '../view/selected.ts';

/** FETCH, UID FETCH (RFC 9051 §6.4.5; CHANGEDSINCE, VANISHED: RFC 7162 §3.1.4.1, §3.2.6; EMAILID, THREADID: RFC 8474 §5). */
export const fetch = command({
  states: SELECTED,
  updates: 'without expunge',
  parse: (parser) => ({
    set: parser.sp().sequenceSet(),
    items: fetchAttributes(parser.sp()),
    modifiers: parser.optional(fetchModifiers),
  }),
  async run({ session, writer, connection, uid }, { set, items: asked, modifiers }) {
    const { mailbox } = session;
    if (modifiers?.vanished && !(uid && session.hasQresync)) return bad('VANISHED goes with UID FETCH, and QRESYNC is to be switched on by ENABLE first');
    const changedSince = modifiers?.changedSince;
    const items = withImplied(asked, uid, changedSince !== undefined);
    if (items.some(({ type }) => type === 'modseq')) session.enableCondstore();

    if (modifiers?.vanished) await tellVanished(mailbox, writer, set, modifiers.changedSince ?? 0);
    const named = mailbox.messages(set, uid);
    const messages = changedSince === undefined ? named : changedAfter(named, mailbox, changedSince);
    const run: FetchRun = {
      client: session.user, mailbox, writer, items, plan: planFetch(items, session.user.legacy, mailbox.view.rows.knowsSizes), hasCondstore: session.hasCondstore, isRev2: session.isRev2,
      isEnding: () => connection.isEnding,
    };
    const isFlagsOnly = items.some(({ type }) => type === 'flags') && items.every(({ type }) => type === 'flags' || type === 'uid' || type === 'modseq');
    if (items.some(({ type }) => type === 'flags') || run.plan.marksSeen) mailbox.tellKeywords();
    const someLeft = isFlagsOnly ? await writeFlags(run, messages) : await writeMessages(run, messages);
    if (connection.isEnding) return UNANSWERED;
    if (!uid && (named.someGone || someLeft)) return no('Some of the messages no longer exist', code('EXPUNGEISSUED'));
    return ok('FETCH completed');
  },
});

/** UID FETCH answers with UID (RFC 9051 §6.4.9), CHANGEDSINCE with MODSEQ; each item once. */
function withImplied(asked: readonly FetchItem[], uid: boolean, modseq: boolean): FetchItem[] {
  const items = new Map<string, FetchItem>();
  if (uid) items.set('uid', { type: 'uid' });
  for (const item of asked) items.set('label' in item ? `${item.label}${item.partial?.offset}.${item.partial?.length}` : item.type, item);
  if (modseq) items.set('modseq', { type: 'modseq' });
  return [...items.values()];
}

function changedAfter({ uids, numbers, someGone }: Messages, { view: { rows } }: Selected, modseq: number): Messages {
  let row = -1;
  const isChanged = Array.from(uids, (uid) => {
    row = rows.find(uid, row + 1);
    return row >= 0 && (rows.modseqs[row] as number) > modseq;
  });
  return { uids: uids.filter((_, i) => isChanged[i]), numbers: numbers.filter((_, i) => isChanged[i]), someGone };
}
