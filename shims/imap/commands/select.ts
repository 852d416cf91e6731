import { SIGNED_IN, command } from '../command.ts';
import { selectParameters } from '../grammar/parse-select.ts';
import type { Parser } from '../grammar/parser.ts';
import { bad, code, ok } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { writeListLine } from '../mailboxes/list-line.ts';
import { firstUnseen } from '../view/first-unseen.ts';
import { tellMissed } from '../view/resynchronise.ts';

const parse = (parser: Parser) => ({ name: parser.sp().mailbox(), parameters: parser.optional(selectParameters) });

/** SELECT (RFC 9051 §6.3.2; READ-ONLY by rights: RFC 4314 §5.2; CONDSTORE, QRESYNC: RFC 7162 §3.1.8, §3.2.5; MAILBOXID: RFC 8474 §4.2). */
export const select = selecting('SELECT', false);

/** EXAMINE (RFC 9051 §6.3.3). */
export const examine = selecting('EXAMINE', true);

function selecting(verb: string, examines: boolean) {
  return command({
    states: SIGNED_IN,
    updates: 'none',
    parse,
    async run({ session, writer }, { name, parameters }) {
      const qresync = parameters?.qresync;
      if (qresync && !session.hasQresync) return bad('QRESYNC is to be switched on by ENABLE first');
      if (session.selected) {
        session.unselect();
        writer.untagged('OK [CLOSED] The mailbox before is closed');
      }
      // A sign-in that may only read must not be promised more: FETCH would mark what it reads (RFC 9051 §7.1, READ-ONLY).
      const readOnly = examines || session.user.readOnly;
      const mailbox = await findMailbox(session.user, name);
      if (parameters?.condstore) session.enableCondstore();
      const selected = await session.select(mailbox.id, readOnly);
      const { view } = selected;
      const flags = selected.flagNames().join(' ');
      writer.untagged(`FLAGS (${flags})`);
      selected.tellCount();
      writer.untagged(`OK [PERMANENTFLAGS (${selected.permanentFlagNames().join(' ')})] Flags that can be kept`);
      // What IMAP4rev2 has done away with, and what it wants instead (RFC 9051 §6.3.2).
      const unseen = session.isRev2 ? 0 : firstUnseen(selected);
      if (session.isRev2) writeListLine(writer, { ...mailbox, mailbox }, { showsSubscribed: false, hasHiddenChild: false, oldName: name });
      if (unseen > 0) writer.untagged(`OK [UNSEEN ${unseen}] First message that is not read`);
      writer
        .untagged(`OK [UIDVALIDITY ${view.uidValidity}] UIDs are valid`)
        .untagged(`OK [UIDNEXT ${view.uidNext}] Next UID`)
        .untagged(`OK [HIGHESTMODSEQ ${view.highestModseq}] Highest mod-sequence`)
        .untagged(`OK [MAILBOXID (${mailbox.id})] Mailbox id`);
      // Another UIDVALIDITY: what the client knew is void, and it sees that by the number (RFC 7162 §3.2.5).
      if (qresync?.uidValidity === view.uidValidity) await tellMissed(selected, writer, qresync);
      return ok(`${verb} completed`, code(selected.isReadOnly ? 'READ-ONLY' : 'READ-WRITE'));
    },
  });
}
