import { type AddedColumns, integer, nullable, small, string, type Table, zero } from '../table.ts';

const address = string(320);

/** What sharing needs beside grants and groups. Never changed: later releases bring migrations of their own. */
export const sharingTables: readonly Table[] = [
  {
    // What a mailbox of others is for one reader: when their counters (`counter_modseq`) and their own properties of it (`property_modseq`) last changed.
    name: 'reader_mailbox',
    columns: { principal_id: integer, mailbox_id: integer, account_id: integer, counter_modseq: zero(integer), property_modseq: zero(integer) },
    primaryKey: ['principal_id', 'mailbox_id'],
    indexes: [['mailbox_id'], ['account_id']],
    clustered: true,
  },
  {
    name: 'share_notification',
    columns: {
      id: integer, account_id: integer, created_at: integer, created_modseq: integer, changed_by_name: string(255), changed_by_address: nullable(address),
      changed_by_principal: nullable(integer), object_type: string(16), object_account_id: integer, object_id: integer, old_rights: nullable(small),
      new_rights: nullable(small), name: string(255),
    },
    primaryKey: ['id'],
    indexes: [['account_id', 'created_modseq'], ['created_at']],
  },
];

export const sharingColumns: readonly AddedColumns[] = [
  { table: 'account', columns: { share_notification_modseq: zero(integer), principal_modseq: zero(integer) } },
  // `delivery`: where mail to a group's address goes, `members` or `mailbox`; null for people. Mod-sequences are the installation's (account 0).
  { table: 'principal', columns: { delivery: nullable(string(16)), created_modseq: zero(integer), changed_modseq: zero(integer) } },
];
