import { type AddedColumns, string, withDefault } from '../table.ts';

/** What IMAP and POP3 leave out for an account: names, with spaces between them. Never changed: later releases bring migrations of their own. */
export const capabilityColumns: readonly AddedColumns[] = [{ table: 'account', columns: { capabilities_off: withDefault(string(2000), '') } }];
