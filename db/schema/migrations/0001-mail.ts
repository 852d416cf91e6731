import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '../table.ts';
import { tables } from './0001-mail.tables.ts';

/** The first tables: people, access, mail, blobs, queue. */
export class Mail1700000000001 implements MigrationInterface {
  readonly name = 'Mail1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'mariadb' ? 'mariadb' : 'sqlite';
    for (const table of tables) {
      for (const statement of createTable(table, dialect)) await runner.query(statement);
    }
    await runner.query('INSERT INTO account (id, modseq, next_id) VALUES (0, 0, 1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...tables].reverse()) await runner.query(`DROP TABLE ${table.name}`);
  }
}
