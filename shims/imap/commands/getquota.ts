import type { Client } from '../../../api/client/index.ts';
import { command, SIGNED_IN } from '../command.ts';
import { code, no, ok } from '../grammar/status-response.ts';
import type { Writer } from '../grammar/writer.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';

/** All mailboxes of an account count against the one root, whose name is empty. */
const ROOT = '""';
const STORAGE_UNIT_BYTES = 1024;

/** GETQUOTA (RFC 9208 §4.1.1). */
export const getquota = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().astring('a quota root'),
  async run({ session, writer }, root) {
    if (root !== '') return no('There is no such quota root', code('NONEXISTENT'));
    await writeQuota(writer, session.user);
    return ok('GETQUOTA completed');
  },
});

/** GETQUOTAROOT (RFC 9208 §4.1.2). */
export const getquotaroot = command({
  states: SIGNED_IN,
  parse: (parser) => parser.sp().mailbox(),
  async run({ session, writer }, name) {
    const { path } = await findMailbox(session.user, name);
    writer.text('* QUOTAROOT ').mailbox(path).text(` ${ROOT}\r\n`);
    await writeQuota(writer, session.user);
    return ok('GETQUOTAROOT completed');
  },
});

/** Use and limit of storage in units of 1024 octets, rounded up (RFC 9208 §5.1); nothing where there is no limit. */
async function writeQuota(writer: Writer, { legacy }: Client): Promise<void> {
  const { usedBytes, limitBytes } = await legacy.quota();
  const units = (bytes: number): number => Math.ceil(bytes / STORAGE_UNIT_BYTES);
  writer.untagged(`QUOTA ${ROOT} (${limitBytes === null ? '' : `STORAGE ${units(usedBytes)} ${units(limitBytes)}`})`);
}
