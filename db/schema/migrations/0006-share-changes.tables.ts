import { type AddedColumns, type AddedIndex, integer, nullable, string, type Table, text, zero } from '../table.ts';

/** Changes of grants that people have still to be told of. Never changed: later releases bring migrations of their own. */
export const shareChangeTables: readonly Table[] = [
  {
    // One row a mailbox, whatever came meanwhile. `rights_before`: JSON, rights by principal as people were told of last. `modseq`: of the last change.
    name: 'share_change',
    columns: {
      mailbox_id: integer, account_id: integer, modseq: integer, changed_at: integer, changed_by_name: string(255), changed_by_address: nullable(string(320)),
      changed_by_principal: nullable(integer), rights_before: text,
    },
    primaryKey: ['mailbox_id'],
    indexes: [['account_id']],
  },
];

/** Each delivery asks for a folder by its role. */
export const shareChangeIndexes: readonly AddedIndex[] = [{ table: 'mailbox', columns: ['account_id', 'role'] }];

/** Nothing ever read it: who asks for changes is told what became visible instead. */
export const shareChangeDrops: readonly AddedColumns[] = [{ table: 'account', columns: { grant_epoch: zero(integer) } }];
