/**
 * One state, whatever the protocol (design §14): random people do random things to their own and to shared mail, over JMAP, IMAP, POP3, LMTP and
 * submission; every few steps all that anybody sees anywhere is compared with a model, and the protocols with each other. See README.md beside this file.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { startTestServer, type TestServer } from '../setup/server.ts';
import { play, prologue, type Step, step } from './actions/plan.ts';
import { Comparison } from './compare.ts';
import { World } from './world.ts';

/** The same each time in `npm test`, so that what fails there comes of what was changed; `npm run equality` takes others. */
const seed = Number(process.env['MESSAGERIE_TEST_SEED'] ?? 86_209_051);
/** For each database. */
const BUDGET_MS = Number(process.env['MESSAGERIE_TEST_EQUALITY_MS'] ?? 20_000);
/** For making a failing sequence shorter. */
const SHRINK_MS = Number(process.env['MESSAGERIE_TEST_SHRINK_MS'] ?? 30_000);
/** Steps between two looks. */
const STEPS = 4;

console.log(`equality: MESSAGERIE_TEST_SEED=${seed}`);

eachDatabase((name, makeUrl) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(makeUrl);
  });
  afterAll(() => server.stop());

  test('whatever happens in whatever order, every protocol shows everybody the same, and what the model says', { timeout: 2 * BUDGET_MS + 2 * SHRINK_MS + 60_000 }, async () => {
    let deadline = performance.now() + BUDGET_MS;
    let hasFailed = false;
    const counts = { sequences: 0, steps: 0, looks: 0 };

    const run = async (steps: readonly Step[]): Promise<void> => {
      const world = await World.begin(server, ++counts.sequences);
      const comparison = new Comparison(world);
      try {
        await prologue(world);
        await comparison.look();
        for (const [n, each] of steps.entries()) {
          await play(world, each);
          counts.steps += 1;
          if (n % STEPS === STEPS - 1 || n === steps.length - 1) await comparison.look();
          if (performance.now() > deadline) break;
        }
        await comparison.look();
      } catch (error) {
        if (!hasFailed) deadline = performance.now() + SHRINK_MS;
        hasFailed = true;
        throw new Error(`${name}, MESSAGERIE_TEST_SEED=${seed}, after these steps:\n${world.log.map((line) => `  ${line}`).join('\n')}\n${error instanceof Error ? error.stack : String(error)}`, { cause: error });
      } finally {
        counts.looks += comparison.looks;
        comparison.close();
        await world.end();
      }
    };

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (steps) => {
        if (performance.now() < deadline) await run(steps);
      }),
      // More than there is time for; what is left over costs nothing but its making.
      { seed, numRuns: Math.ceil(BUDGET_MS / 100), endOnFailure: SHRINK_MS === 0 },
    );
    const report = await server.running.open.rest.verify?.verify({});
    expect(report?.differences, 'messagerie verify').toEqual([]);
    expect(counts.looks, 'a run that did little proves little').toBeGreaterThan(1);
    console.log(`equality: ${name}: ${counts.sequences} sequences, ${counts.steps} steps, ${counts.looks} looks`);
  });
});
