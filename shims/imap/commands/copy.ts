import { command, SELECTED } from '../command.ts';
import type { CopyResult } from '../../../api/client/index.ts';
import type { Parser } from '../grammar/parser.ts';
import { formatNumbers } from '../grammar/sequence-set.ts';
import { code, no, ok, type ResponseCode } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';

export const copyArguments = (parser: Parser) => ({ set: parser.sp().sequenceSet(), to: parser.sp().mailbox() });

/** COPY, UID COPY (RFC 9051 §6.4.7; COPYUID: RFC 4315 §3). All or nothing. */
export const copy = command({
  states: SELECTED,
  parse: copyArguments,
  async run({ session, uid }, { set, to }) {
    const { mailbox } = session;
    const { uids, someGone } = mailbox.messages(set, uid);
    const destination = await findMailbox(session.user, to, 'TRYCREATE');
    if (someGone && !uid) return no('Some of the messages no longer exist; nothing was copied', code('EXPUNGEISSUED'));
    if (uids.length === 0) return ok('There was nothing to copy');
    const result = await session.user.legacy.copy({ mailboxId: mailbox.view.mailboxId, uids, toMailboxId: destination.id });
    if (destination.id === mailbox.view.mailboxId) {
      mailbox.view.markStale();
      mailbox.noteOwn(result.destinationUids);
    }
    await session.notifier?.absorb(({ id }) => id === destination.id);
    return ok('COPY completed', copyUid(result));
  },
});

/** COPYUID; undefined where no message was copied. */
export function copyUid({ uidValidity, sourceUids, destinationUids }: CopyResult): ResponseCode | undefined {
  return sourceUids.length === 0 ? undefined : code('COPYUID', uidValidity, formatNumbers(sourceUids), formatNumbers(destinationUids));
}
