/** The store against a model: whatever happens in whatever order, every number and every client's view stay right (design §4, §5). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';
import { operation } from './operations.ts';
import { Session } from './session.ts';

const seed = Number(process.env['MESSAGERIE_TEST_SEED'] ?? Date.now() % 2_147_483_647);
console.log(`random sessions of the store: MESSAGERIE_TEST_SEED=${seed}`);

const BUDGET_MS = Number(process.env['MESSAGERIE_TEST_STORE_MS'] ?? 12_000);
const enough = 20;

eachDatabase((_name, makeUrl) => {
  test('random sequences of operations leave the store as the model, and verify finds nothing', { timeout: BUDGET_MS * 4 }, async () => {
    const deadline = performance.now() + BUDGET_MS;
    let steps = 0;
    // A busy machine has done little by then: that much is done all the same.
    const isOver = (): boolean => steps > enough && performance.now() > deadline;
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 30, maxLength: 150, size: 'max' }), async (operations) => {
        if (isOver()) return;
        const mail = await mailFixture(makeUrl);
        try {
          const session = await Session.begin(mail);
          await session.check();
          for (const each of operations) {
            await session.play(each);
            await session.check();
            steps += 1;
            if (isOver()) break;
          }
        } finally {
          await mail.close();
        }
      }),
      { seed, numRuns: 1000, endOnFailure: process.env['MESSAGERIE_TEST_SHRINK'] !== 'true' },
    );
    expect(steps, 'a run that did little proves little').toBeGreaterThan(enough);
    console.log(`random sessions of the store: ${steps} operations`);
  });
});
