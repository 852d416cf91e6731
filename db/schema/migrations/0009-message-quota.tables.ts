import { type AddedColumns, integer, nullable } from '../table.ts';

/** The most messages that an account may hold. Never changed: later releases bring migrations of their own. */
export const messageQuotaColumns: readonly AddedColumns[] = [{ table: 'account', columns: { quota_messages: nullable(integer) } }];
