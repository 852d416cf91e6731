import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '../table.ts';
import { pushTables } from './0002-push.tables.ts';

/** Push subscriptions. */
export class Push1700000000002 implements MigrationInterface {
  readonly name = 'Push1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const table of pushTables) {
      for (const statement of createTable(table, dialect)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...pushTables].reverse()) await runner.query(`DROP TABLE ${table.name}`);
  }
}
