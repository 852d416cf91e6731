import { afterEach, expect, test, vi } from 'vitest';
import { closeToast, presentToasts, toast } from '../../../web/ui/toast-queue.ts';

vi.mock('../../../web/ui/announce.tsx', () => ({ announce: () => {} }));

const undo = { label: 'Undo', onPress: () => {} };
const texts = () => presentToasts().map(({ text }) => text);

afterEach(() => {
  for (const { id } of presentToasts()) closeToast(id);
});

test('what only tells gives its place to the next', () => {
  toast('Saved');
  toast('Copied');
  expect(texts()).toEqual(['Copied']);
});

test('what can be pressed, and what failed, stays beside what comes after it, the newest last', () => {
  toast('Sent', { action: undo });
  toast('Refused', { kind: 'failed' });
  toast('Saved');
  expect(texts()).toEqual(['Sent', 'Refused', 'Saved']);
  toast('Copied');
  expect(texts()).toEqual(['Sent', 'Refused', 'Copied']);
});

test('so does what is given more time than a word that only tells', () => {
  toast('Moved; it cannot be taken back', { durationMs: 12_000 });
  toast('Saved');
  expect(texts()).toEqual(['Moved; it cannot be taken back', 'Saved']);
});

test('of more than three goes first what can be done by other ways, too', () => {
  toast('Sent', { action: undo });
  for (const text of ['Archived 1', 'Archived 2', 'Archived 3']) toast(text, { action: undo, givesWay: true });
  expect(texts()).toEqual(['Sent', 'Archived 2', 'Archived 3']);
  toast('Discarded', { action: undo });
  toast('Plain now', { action: undo });
  expect(texts()).toEqual(['Sent', 'Discarded', 'Plain now']);
  toast('Refused', { kind: 'failed' });
  expect(texts()).toEqual(['Discarded', 'Plain now', 'Refused']);
});
