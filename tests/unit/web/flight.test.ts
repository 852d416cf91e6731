/** Who pulls the scrollbar over a list and who looks at it (`web/mail/list/flight.ts`). */
import { expect, test } from 'vitest';
import { Flight } from '../../../web/mail/list/flight.ts';

test('the rows that a pulled scrollbar goes by are no rows to be fetched; the first step is not known to be one', () => {
  const flight = new Flight();
  expect([flight.goesOn(0, 10, 0), flight.goesOn(500, 510, 16), flight.goesOn(1_000, 1_010, 32), flight.goesOn(1_500, 1_510, 48)]).toEqual([false, false, true, true]);
});

test('who scrolls from row to row, however fast, looks at them; so does who goes on slowly after a flight', () => {
  const flight = new Flight();
  expect([flight.goesOn(0, 10, 0), flight.goesOn(2, 12, 1), flight.goesOn(11, 21, 2)]).toEqual([false, false, false]);
  expect([flight.goesOn(500, 510, 3), flight.goesOn(1_000, 1_010, 4), flight.goesOn(1_001, 1_011, 5)]).toEqual([false, true, false]);
});

test('leaps with a pause between them are no flight', () => {
  const flight = new Flight();
  expect([flight.goesOn(500, 510, 0), flight.goesOn(1_000, 1_010, 100), flight.goesOn(0, 10, 250)]).toEqual([false, false, false]);
});
