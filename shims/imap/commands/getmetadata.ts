import { command, SIGNED_IN } from '../command.ts';
import { getMetadataArguments, type GetMetadataArguments } from '../grammar/parse-metadata.ts';
import { code, ok } from '../grammar/status-response.ts';
import { formatAstring, formatQuoted, isQuotable } from '../grammar/strings.ts';
import type { Writer } from '../grammar/writer.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';

/** GETMETADATA (RFC 5464 §4.2): of a mailbox, or of the server, whose name is empty. What is named and is not there is NIL. */
export const getmetadata = command({
  states: SIGNED_IN,
  parse: (parser) => getMetadataArguments(parser),
  async run({ session, writer }, args) {
    const { legacy } = session.user;
    const found = args.mailbox === '' ? undefined : await findMailbox(session.user, args.mailbox);
    const id = found?.id ?? null;
    const chosen = choose(await legacy.metadata(id), args);
    let longest = 0;
    let isFirst = true;
    const begin = (entry: string): void => {
      if (isFirst) writer.text('* METADATA ').mailbox(found?.path ?? '').text(' (');
      writer.text(`${isFirst ? '' : ' '}${formatAstring(entry)} `);
      isFirst = false;
    };
    for (const { entry, sizeBytes } of chosen) {
      if (sizeBytes > args.maxBytes) {
        longest = Math.max(longest, sizeBytes);
        continue;
      }
      // One value after the other: together they may be large.
      const value = sizeBytes < 0 ? undefined : await legacy.metadataValue(id, entry);
      begin(entry);
      writeValue(writer, value);
      if (writer.isFull) await writer.drain();
    }
    if (!isFirst) writer.text(')\r\n');
    return ok('GETMETADATA completed', longest > 0 ? code('METADATA', 'LONGENTRIES', longest) : undefined);
  },
});

/** Stands for an entry that was named and is not there. */
const ABSENT = -1;

function choose(stored: readonly { entry: string; sizeBytes: number }[], { entries, depth }: GetMetadataArguments) {
  const chosen = new Map<string, { entry: string; sizeBytes: number }>();
  for (const each of stored) if (entries.some((entry) => isWithin(each.entry, entry, depth))) chosen.set(each.entry, each);
  for (const entry of entries) if (!chosen.has(entry) && (depth === 0 || chosen.size === 0)) chosen.set(entry, { entry, sizeBytes: ABSENT });
  return chosen.values();
}

/** RFC 5464 §4.2.2. */
function isWithin(entry: string, asked: string, depth: GetMetadataArguments['depth']): boolean {
  if (entry === asked) return true;
  if (depth === 0 || !entry.startsWith(`${asked}/`)) return false;
  return depth === 'infinity' || !entry.slice(asked.length + 1).includes('/');
}

function writeValue(writer: Writer, value: Buffer | undefined): void {
  if (value === undefined) {
    writer.text('NIL');
    return;
  }
  const text = value.toString('latin1');
  if (isQuotable(text)) writer.text(formatQuoted(text));
  else writer.literal(value, value.includes(0));
}
