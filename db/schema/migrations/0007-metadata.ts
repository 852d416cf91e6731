import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, createTable, dropColumns } from '../table.ts';
import { metadataTables, pop3Columns } from './0007-metadata.tables.ts';

/** Metadata of mailboxes and of the server (RFC 5464), what deletions by POP3 do. */
export class Metadata1700000000007 implements MigrationInterface {
  readonly name = 'Metadata1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const table of metadataTables) {
      for (const statement of createTable(table, dialect)) await runner.query(statement);
    }
    for (const added of pop3Columns) {
      for (const statement of addColumns(added, dialect)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const added of pop3Columns) {
      for (const statement of dropColumns(added)) await runner.query(statement);
    }
    for (const table of metadataTables) await runner.query(`DROP TABLE ${table.name}`);
  }
}
