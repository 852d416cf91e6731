import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searches fold letters and digits further, and know the names of files: what was indexed before is indexed anew, in the background, or by an account's first search. */
export class SearchFolding1700000000010 implements MigrationInterface {
  readonly name = 'SearchFolding1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['search_state', 'search_segment', 'search_text']) await runner.query(`DELETE FROM ${table}`);
  }

  down(runner: QueryRunner): Promise<void> {
    return this.up(runner);
  }
}
