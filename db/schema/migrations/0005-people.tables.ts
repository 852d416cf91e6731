import { integer, small, string, type Table, text } from '../table.ts';

const address = string(320);
const hash = string(64);

/** What a person settles for themselves, whom they write to, and requests that must not be done twice. Never changed: later releases bring migrations of their own. */
export const peopleTables: readonly Table[] = [
  // One JSON object; what is not in it has its default.
  { name: 'preferences', columns: { principal_id: integer, document: text, changed_at: integer }, primaryKey: ['principal_id'] },
  {
    // People that one has written to. `words`: folded words of name and address, each with a blank in front. `weight`: see api/people/correspondents.ts.
    name: 'correspondent',
    columns: {
      principal_id: integer, address, name: string(255), words: string(1024), sent_count: integer, last_sent_at: integer, weight: integer,
    },
    primaryKey: ['principal_id', 'address'],
    indexes: [['principal_id', 'weight']],
    clustered: true,
  },
  {
    // Answers to requests with an Idempotency-Key, by the hash of the key.
    name: 'idempotency_key',
    columns: { principal_id: integer, key_hash: hash, request_hash: hash, status: small, answer: text, created_at: integer },
    primaryKey: ['principal_id', 'key_hash'],
    indexes: [['created_at']],
  },
];
