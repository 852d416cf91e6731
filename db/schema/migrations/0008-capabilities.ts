import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, dropColumns } from '../table.ts';
import { capabilityColumns } from './0008-capabilities.tables.ts';

/** Capabilities that are switched off for an account. */
export class Capabilities1700000000008 implements MigrationInterface {
  readonly name = 'Capabilities1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const added of capabilityColumns) {
      for (const statement of addColumns(added, dialect)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const added of capabilityColumns) {
      for (const statement of dropColumns(added)) await runner.query(statement);
    }
  }
}
