import { type AddedColumns, bytes, integer, string, type Table, withDefault } from '../table.ts';

/** What clients note on mailboxes and on the server. Never changed: later releases bring migrations of their own. */
export const metadataTables: readonly Table[] = [
  {
    // `mailbox_id` 0: the server. `principal_id` 0: shared, else that person's own. `account_id`: of the mailbox; on the server the person's, shared the system's.
    name: 'metadata',
    columns: { mailbox_id: integer, principal_id: integer, entry: string(255), account_id: integer, value: bytes },
    primaryKey: ['mailbox_id', 'principal_id', 'entry'],
    indexes: [['account_id'], ['principal_id']],
  },
];

/** Where messages go that POP3 deletes: `trash`, `remove`, `keep`. */
export const pop3Columns: readonly AddedColumns[] = [{ table: 'account', columns: { pop3_deletions: withDefault(string(8), 'trash') } }];
