import { bytes, integer, type Table, zero } from '../table.ts';

/** The full-text index (design §6, Search). Never changed: later releases bring migrations of their own. */
export const searchTables: readonly Table[] = [
  {
    // How far an account's index goes: every Email that changed up to `modseq` is in a segment. `next_segment` grows with each change of the index,
    // `generation` with each rebuild.
    name: 'search_state',
    columns: { account_id: integer, modseq: zero(integer), next_segment: zero(integer), generation: zero(integer) },
    primaryKey: ['account_id'],
  },
  {
    // Words of some hundred or thousand Emails and where they occur; never changed, only replaced. `generation` beyond the account's: a rebuild under way.
    name: 'search_segment',
    columns: { account_id: integer, id: integer, generation: zero(integer), doc_count: integer, size_bytes: integer, docs: bytes, words: bytes, postings: bytes },
    primaryKey: ['account_id', 'id'],
  },
  {
    // What is searched of one Email, as people read it: fields of the header, then texts of the body.
    name: 'search_text',
    columns: { email_id: integer, account_id: integer, body: bytes },
    primaryKey: ['email_id'],
    indexes: [['account_id']],
  },
];
