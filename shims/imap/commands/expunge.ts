import { command, SELECTED } from '../command.ts';
import { code, no, ok, Refusal } from '../grammar/status-response.ts';
import type { Selected } from '../view/selected.ts';

/** EXPUNGE (RFC 9051 §6.4.3), UID EXPUNGE (RFC 4315 §2.1). What has gone is told by the announcement behind it. */
export const expunge = command({
  states: SELECTED,
  parse: (parser, { uid }) => (uid ? parser.sp().sequenceSet() : undefined),
  async run({ session }, set) {
    const { mailbox } = session;
    mustBeWritable(mailbox);
    const uids = set && mailbox.messages(set, true).uids;
    const { modseq } = uids?.length === 0 ? { modseq: 0 } : await session.user.legacy.expunge(mailbox.view.mailboxId, uids);
    mailbox.view.markStale();
    mailbox.owesExpunge = true;
    // The client takes it as the state that it has now (RFC 7162 §3.1.2.2).
    return ok('EXPUNGE completed', session.hasCondstore && modseq > 0 ? code('HIGHESTMODSEQ', modseq) : undefined);
  },
});

/** @throws Refusal (NO) after EXAMINE */
export function mustBeWritable(mailbox: Selected): void {
  if (mailbox.readOnly) throw new Refusal(no('The mailbox is open for reading only', code('CANNOT')));
}
