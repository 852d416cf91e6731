import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, createIndex, createTable, dropColumns, dropIndex } from '../table.ts';
import { shareChangeDrops, shareChangeIndexes, shareChangeTables } from './0006-share-changes.tables.ts';

/** What people have still to be told of grants, mailboxes by their role, a column less. */
export class ShareChanges1700000000006 implements MigrationInterface {
  readonly name = 'ShareChanges1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const table of shareChangeTables) {
      for (const statement of createTable(table, dialect)) await runner.query(statement);
    }
    for (const index of shareChangeIndexes) await runner.query(createIndex(index));
    for (const dropped of shareChangeDrops) {
      for (const statement of dropColumns(dropped)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const dropped of shareChangeDrops) {
      for (const statement of addColumns(dropped, dialect)) await runner.query(statement);
    }
    for (const index of shareChangeIndexes) await runner.query(dropIndex(index, dialect));
    for (const table of shareChangeTables) await runner.query(`DROP TABLE ${table.name}`);
  }
}
