import type { StagedMessage } from '../../../api/client/index.ts';
import { command, SIGNED_IN } from '../command.ts';
import { appendArguments } from '../grammar/parse-append.ts';
import { formatNumbers } from '../grammar/sequence-set.ts';
import { code, no, ok, Refusal } from '../grammar/status-response.ts';
import { CommandSyntaxError } from '../grammar/syntax-error.ts';
import type { ImapSession } from '../imap-session.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { keywordsOfFlags } from '../view/flag-names.ts';

/**
 * APPEND (RFC 9051 §6.3.12; several messages, all or none: RFC 3502; APPENDUID: RFC 4315 §3; TOOBIG: RFC 7889 §4). Each message goes from the socket into
 * the store, none is held; the last one's end puts them all into the mailbox. What can be refused is refused before the client sends it: no such mailbox, no
 * right to it, too large, no room. Flags that the rights do not allow are left out (RFC 4314 §4). Octets over 127 in a header are taken from everybody, also
 * before ENABLE UTF8=ACCEPT, against RFC 9755 §4: old mail has them, and who moves in from another server must not lose it.
 */
export const append = command({
  states: SIGNED_IN,
  parse(parser) {
    const args = appendArguments<StagedMessage>(parser);
    if (!args) throw new CommandSyntaxError('Expected a mailbox name');
    return args;
  },
  async run({ session }, { name, messages }) {
    const mailbox = await findMailbox(session.user, name, 'TRYCREATE');
    const { uids, uidValidity } = await session.user.legacy.appendStaged(mailbox.id, messages.map(({ message, flags, receivedAt }) => ({
      staged: message, receivedAt, ...keywordsOfFlags(flags),
    })));
    if (session.selected?.view.mailboxId === mailbox.id) {
      session.selected.view.markStale();
      session.selected.noteOwn(uids);
    }
    await session.notifier?.absorb(({ id }) => id === mailbox.id);
    return ok('APPEND completed', code('APPENDUID', uidValidity, formatNumbers(uids)));
  },
  async literal({ session }, parser) {
    const args = appendArguments<StagedMessage>(parser);
    if (!args?.next) return { kind: 'hold' };
    const mailbox = await findMailbox(session.user, args.name, 'TRYCREATE');
    if (!mailbox.rights.includes('i')) throw new Refusal(no('You may not put messages into this mailbox', code('NOPERM')));
    await mustFit(session, args.messages.map(({ message }) => message), args.next.literal.sizeBytes, mailbox.id);
    return { kind: 'receive', receiver: (source) => session.user.legacy.stage(source) };
  },
});

/** @throws Refusal (NO [TOOBIG], [OVERQUOTA], [LIMIT]) */
async function mustFit(session: ImapSession, before: readonly StagedMessage[], sizeBytes: number, mailboxId: string): Promise<void> {
  const { messageBytes, appendMessages, appendHeldBytes } = session.host.limits;
  if (sizeBytes === 0) throw new Refusal(no('A message has at least one byte', code('CANNOT')));
  if (sizeBytes > messageBytes) throw new Refusal(no(`A message may have ${messageBytes} bytes`, code('TOOBIG')));
  const heldBytes = before.reduce((sum, message) => sum + message.heldBytes, 0);
  if (before.length >= appendMessages || heldBytes > appendHeldBytes) throw new Refusal(no('These are too many messages for one APPEND; send fewer at a time', code('LIMIT')));
  const { usedBytes, limitBytes, usedCount, limitCount } = await session.user.legacy.quota(mailboxId);
  const coming = before.reduce((sum, message) => sum + message.sizeBytes, sizeBytes);
  const isFull = (limitBytes !== null && usedBytes + coming > limitBytes) || (limitCount !== null && usedCount + before.length + 1 > limitCount);
  if (isFull) throw new Refusal(no(`There is no room for ${before.length > 0 ? 'these messages' : 'this message'}`, code('OVERQUOTA')));
}
