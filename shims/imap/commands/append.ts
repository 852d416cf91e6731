import { command, SIGNED_IN } from '../command.ts';
import type { Parser } from '../grammar/parser.ts';
import { code, no, ok, Refusal } from '../grammar/status-response.ts';
import type { ImapSession } from '../imap-session.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { keywordsOfFlags } from '../view/flag-names.ts';

interface Appended {
  readonly uid: number;
  readonly uidValidity: number;
  readonly mailboxId: string;
}

/**
 * APPEND (RFC 9051 §6.3.12; APPENDUID: RFC 4315 §3). The message goes from the socket into the store, it is never held.
 * What can be refused is refused before the client sends it: no such mailbox, no right to it, too large, no room. Flags that the rights do not allow are
 * left out (RFC 4314 §4).
 */
export const append = command({
  states: SIGNED_IN,
  parse(parser) {
    head(parser);
    return parser.received('a message as a literal') as Appended;
  },
  run({ session }, { uid, uidValidity, mailboxId }) {
    if (session.selected?.view.mailboxId === mailboxId) session.selected.view.markStale();
    return ok('APPEND completed', code('APPENDUID', uidValidity, uid));
  },
  async literal({ session }, parser, { sizeBytes }) {
    parser.sp();
    // The mailbox's name may be a literal, too.
    if (parser.pendingLiteral()) return { kind: 'hold' };
    const { name, flags, receivedAt } = head(parser);
    if (!parser.pendingLiteral()) return { kind: 'hold' };
    const mailbox = await findMailbox(session.user, name, 'TRYCREATE');
    if (!mailbox.rights.includes('i')) throw new Refusal(no('You may not put messages into this mailbox', code('NOPERM')));
    await mustFit(session, sizeBytes, mailbox.id);
    const { keywords, deleted } = keywordsOfFlags(flags);
    return {
      kind: 'receive',
      receiver: async (source): Promise<Appended> => {
        const { uid, uidValidity } = await session.user.legacy.append({ mailboxId: mailbox.id, keywords, deleted, receivedAt, source, sizeBytes });
        return { uid, uidValidity, mailboxId: mailbox.id };
      },
    };
  },
});

/** Everything before the message. */
function head(parser: Parser): { name: string; flags: readonly string[]; receivedAt: number | undefined } {
  // `literal` has read the first space, since it looks at what follows.
  if (parser.next(' ')) parser.sp();
  const name = parser.mailbox();
  parser.sp();
  let flags: readonly string[] = [];
  if (parser.next('(')) {
    flags = parser.flagList();
    parser.sp();
  }
  let receivedAt: number | undefined;
  if (parser.next('"')) {
    receivedAt = parser.dateTime().epochMs;
    parser.sp();
  }
  return { name, flags, receivedAt };
}

/** @throws Refusal (NO [TOOBIG], [OVERQUOTA]) */
async function mustFit(session: ImapSession, sizeBytes: number, mailboxId: string): Promise<void> {
  const { messageBytes } = session.host.limits;
  if (sizeBytes === 0) throw new Refusal(no('A message has at least one byte', code('CANNOT')));
  if (sizeBytes > messageBytes) throw new Refusal(no(`A message may have ${messageBytes} bytes`, code('TOOBIG')));
  const { usedBytes, limitBytes } = await session.user.legacy.quota(mailboxId);
  if (limitBytes !== null && usedBytes + sizeBytes > limitBytes) throw new Refusal(no('There is no room for this message', code('OVERQUOTA')));
}
