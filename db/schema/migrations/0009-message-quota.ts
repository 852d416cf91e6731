import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, dropColumns } from '../table.ts';
import { messageQuotaColumns } from './0009-message-quota.tables.ts';

/** How many messages an account may hold. */
export class MessageQuota1700000000009 implements MigrationInterface {
  readonly name = 'MessageQuota1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const added of messageQuotaColumns) {
      for (const statement of addColumns(added, dialect)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const added of messageQuotaColumns) {
      for (const statement of dropColumns(added)) await runner.query(statement);
    }
  }
}
