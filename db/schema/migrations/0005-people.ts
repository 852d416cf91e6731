import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '../table.ts';
import { peopleTables } from './0005-people.tables.ts';

/** Preferences, correspondents, idempotency keys. */
export class People1700000000005 implements MigrationInterface {
  readonly name = 'People1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const table of peopleTables) {
      for (const statement of createTable(table, dialect)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...peopleTables].reverse()) await runner.query(`DROP TABLE ${table.name}`);
  }
}
