import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '../table.ts';
import { searchTables } from './0004-search.tables.ts';

/** The full-text index. What is there already is indexed in the background, or by the first search. */
export class Search1700000000004 implements MigrationInterface {
  readonly name = 'Search1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const table of searchTables) {
      for (const statement of createTable(table, dialect)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...searchTables].reverse()) await runner.query(`DROP TABLE ${table.name}`);
  }
}
