import { integer, nullable, small, string, type Table, text, zero } from '../table.ts';

/** Where clients want to be told of changes (RFC 8620 §7.2). Never changed: later releases bring migrations of their own. */
export const pushTables: readonly Table[] = [
  {
    name: 'push_subscription',
    columns: {
      id: integer, principal_id: integer, session_id: nullable(integer), credential_id: nullable(integer), device_client_id: string(255), url: text, p256dh: nullable(string(128)),
      auth: nullable(string(32)), verification_code: string(64), verified: zero(small), types: nullable(text), expires_at: integer, told_modseq: zero(integer), created_at: integer,
    },
    primaryKey: ['id'],
    indexes: [['principal_id'], ['expires_at']],
  },
];
