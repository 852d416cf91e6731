/** `$answered` of an original: taken off with the answer that set it, and with no other. */
import { expect, test } from 'vitest';
import type { Store } from '../../../web/store/index.ts';
import { markOriginal, unmarkOriginal } from '../../../web/mail/composer/original-mark.ts';

const original = { accountId: 'a', emailId: 'm', keyword: '$answered' } as const;

function storeWith(keywords: Record<string, boolean> | undefined) {
  const row = keywords && { keywords: { ...keywords } };
  const set = row?.keywords ?? {};
  const store = {
    replica: () => ({ row: () => row }),
    markAside: async (_account: string, _ids: readonly string[], keyword: string, on: boolean) => {
      if (on) set[keyword] = true;
      else delete set[keyword];
    },
  };
  return { store: store as unknown as Store, keywords: () => Object.keys(set) };
}

test('it goes with the only answer', () => {
  const { store, keywords } = storeWith({ $seen: true });
  markOriginal(store, original, 'first');
  expect(keywords()).toEqual(['$seen', '$answered']);
  unmarkOriginal(store, 'another');
  expect(keywords()).toEqual(['$seen', '$answered']);
  unmarkOriginal(store, 'first');
  expect(keywords()).toEqual(['$seen']);
});

test('it stays while another answer is on its way or has left', () => {
  const { store, keywords } = storeWith({});
  markOriginal(store, original, 'first');
  markOriginal(store, original, 'second');
  unmarkOriginal(store, 'first');
  expect(keywords()).toEqual(['$answered']);
  unmarkOriginal(store, 'second');
  expect(keywords()).toEqual([]);
});

test.each([['that was there before', { $answered: true }], ['of a message that is not known here', undefined]] as const)('it stays on one %s', (_case, before) => {
  const { store, keywords } = storeWith(before);
  markOriginal(store, original, 'first');
  unmarkOriginal(store, 'first');
  expect(keywords()).toEqual(['$answered']);
});
