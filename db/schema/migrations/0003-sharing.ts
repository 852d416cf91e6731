import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, createTable, dropColumns } from '../table.ts';
import { sharingColumns, sharingTables } from './0003-sharing.tables.ts';

/** Readers of others' mailboxes, share notifications, groups that receive mail. */
export class Sharing1700000000003 implements MigrationInterface {
  readonly name = 'Sharing1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const table of sharingTables) {
      for (const statement of createTable(table, dialect)) await runner.query(statement);
    }
    for (const added of sharingColumns) {
      for (const statement of addColumns(added, dialect)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const added of [...sharingColumns].reverse()) {
      for (const statement of dropColumns(added)) await runner.query(statement);
    }
    for (const table of [...sharingTables].reverse()) await runner.query(`DROP TABLE ${table.name}`);
  }
}
