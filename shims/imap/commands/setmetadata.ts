import { isCoreError } from '../../../api/client/index.ts';
import { command, SIGNED_IN } from '../command.ts';
import { setMetadataArguments } from '../grammar/parse-metadata.ts';
import { code, no, ok, Refusal } from '../grammar/status-response.ts';
import { findMailbox } from '../mailboxes/find-mailbox.ts';

/** SETMETADATA (RFC 5464 §4.3): all entries, or none. */
export const setmetadata = command({
  states: SIGNED_IN,
  parse: (parser) => setMetadataArguments(parser),
  async run({ session }, { mailbox, values }) {
    const id = mailbox === '' ? null : (await findMailbox(session.user, mailbox)).id;
    await session.user.legacy.setMetadata(id, [...values].map(([entry, value]) => ({ entry, value: value ?? null }))).catch(asMetadataCode);
    return ok('SETMETADATA completed');
  },
});

/** These refusals have codes of two words. */
function asMetadataCode(error: unknown): never {
  if (isCoreError(error) && error.kind === 'metadataTooLarge') throw new Refusal(no(error.message, code('METADATA', 'MAXSIZE', Number(error.details['maxBytes']))));
  if (isCoreError(error) && error.kind === 'metadataTooMany') throw new Refusal(no(error.message, code('METADATA', 'TOOMANY')));
  throw error;
}
