import type { SearchArguments } from '../grammar/search-key.ts';
import { code, no, Refusal } from '../grammar/status-response.ts';
import type { ImapSession } from '../imap-session.ts';
import { type Found, findMessages } from './find.ts';
import { countKeys } from './in-view.ts';

const NONE = new Uint32Array(0);

/**
 * What SEARCH, SORT and THREAD look for. Where it was to be saved and fails, nothing is saved (RFC 5182 §2.1); what is a client's error changes nothing.
 * @throws Refusal
 */
export async function carryOutSearch(session: ImapSession, { key, refusal, asksModseq }: Pick<SearchArguments, 'key' | 'refusal' | 'asksModseq'>, isSaved = false): Promise<Found> {
  const { mailbox, host: { limits, now } } = session;
  if (asksModseq) session.enableCondstore();
  try {
    if (refusal) throw new Refusal(refusal);
    if (countKeys(key) > limits.searchKeys) throw new Refusal(no(`A search may have ${limits.searchKeys} keys`, code('LIMIT')));
    return await findMessages(session.user, mailbox, key, now());
  } catch (error) {
    if (isSaved && !(error instanceof Refusal && error.status.kind === 'BAD')) mailbox.save(NONE);
    throw error;
  }
}
