import type { LegacyQuota } from '../../../api/client/index.ts';
import { command, SIGNED_IN } from '../command.ts';
import { code, no, ok, Refusal } from '../grammar/status-response.ts';
import { formatAstring } from '../grammar/strings.ts';
import type { Writer } from '../grammar/writer.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';
import { isOthersName, namespaceOf } from '../mailboxes/namespaces.ts';
import { SEPARATOR } from '../mailboxes/pattern.ts';

const STORAGE_UNIT_BYTES = 1024;

/**
 * GETQUOTA (RFC 9208 §4.1.1). All of one's own mailboxes count against the one root, whose name is empty; others' have roots that are called as their
 * paths begin, shown to those who may put messages there: the owner pays for them.
 */
export const getquota = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().astring('a quota root'),
  async run({ session, writer }, root) {
    const { legacy } = session.user;
    const others = isOthersName(root) ? await legacy.mailboxes('others') : [];
    const writable = others.find(({ path, rights }) => path.startsWith(`${root}${SEPARATOR}`) && rights.includes('i'));
    const quota = root === '' ? await legacy.quota() : writable && (await legacy.quota(writable.id));
    if (quota?.root !== root) throw new Refusal(no('There is no such quota root', code('NONEXISTENT')));
    writeQuota(writer, quota);
    return ok('GETQUOTA completed');
  },
});

/** GETQUOTAROOT (RFC 9208 §4.1.2). */
export const getquotaroot = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().mailbox(),
  async run({ session, writer }, name) {
    const { id, path, rights } = await findMailbox(session.user, name);
    const quota = namespaceOf(path) === 'own' || rights.includes('i') ? await session.user.legacy.quota(id) : undefined;
    writer.text('* QUOTAROOT ').mailbox(path).text(`${quota ? ` ${formatRoot(quota, writer)}` : ''}\r\n`);
    if (quota) writeQuota(writer, quota);
    return ok('GETQUOTAROOT completed');
  },
});

/** Use and limit of storage in units of 1024 octets, rounded up, and of messages, each where it has a limit (RFC 9208 §5.1, §5.2), and of mailboxes (§5.3). */
function writeQuota(writer: Writer, quota: LegacyQuota): void {
  const { usedBytes, limitBytes, usedCount, limitCount, mailboxes, maxMailboxes } = quota;
  const units = (bytes: number): number => Math.ceil(bytes / STORAGE_UNIT_BYTES);
  const storage = limitBytes === null ? '' : `STORAGE ${units(usedBytes)} ${units(limitBytes)} `;
  const messages = limitCount === null ? '' : `MESSAGE ${usedCount} ${limitCount} `;
  writer.text(`* QUOTA ${formatRoot(quota, writer)} (${storage}${messages}MAILBOX ${mailboxes} ${maxMailboxes})\r\n`);
}

const formatRoot = ({ root }: LegacyQuota, writer: Writer): string => formatAstring(root, writer.utf8);
