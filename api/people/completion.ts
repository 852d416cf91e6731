import type { components } from '../../openapi/index.ts';
import { correspondentsMatching, type CorrespondentRow, firstCorrespondents } from '../../db/repositories/correspondents.ts';
import type { Context } from '../access/index.ts';
import { type Member, organisationOf } from './organisation.ts';
import { readTerms } from './recipient-words.ts';

export type RecipientSuggestion = components['schemas']['RecipientSuggestion'];

const defaultLimit = 10;
/** Of the organisation, so many are looked at for having been written to. */
const mostMembers = 60;

/**
 * Whom somebody may mean by what they type: people they have written to, by how often and how lately; then the organisation's. Each word that is typed
 * stands at the start of a word of the name or the address, both folded.
 */
export async function completeRecipient(ctx: Context, options: { query?: string | undefined; limit?: number | undefined } = {}): Promise<RecipientSuggestion[]> {
  const { core, principal } = ctx;
  const { limit = defaultLimit } = options;
  const terms = readTerms(options.query ?? '');
  if (terms === null) return [];
  const organisation = organisationOf(core);
  const members = await organisation.find(terms, mostMembers);
  const written = await core.db.read((read) =>
    terms.length === 0
      ? firstCorrespondents(read, principal.id, limit)
      : correspondentsMatching(read, principal.id, terms, members.map(({ address }) => address), limit));
  const known = new Set(written.map(({ address }) => address));
  return [
    ...written.map((row) => suggestion(organisation.at(row.address), row)),
    ...members.filter(({ address }) => !known.has(address)).map((member) => suggestion(member, undefined)),
  ].slice(0, limit);
}

function suggestion(member: Member | undefined, written: CorrespondentRow | undefined): RecipientSuggestion {
  return {
    address: member?.address ?? written?.address ?? '',
    // The organisation knows its people's names better than an old message does.
    name: member?.name || written?.name || null,
    kind: member?.kind ?? 'contact',
    timesWritten: written?.sent_count ?? 0,
    lastWrittenAt: written ? new Date(written.last_sent_at).toISOString() : null,
  };
}
