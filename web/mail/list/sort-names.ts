import type { ListSort } from '../../app/paths.ts';

/** What each order is called, among the list's words. */
export const sortNames = { newest: 'sortNewest', oldest: 'sortOldest', sender: 'sortSender', subject: 'sortSubject', size: 'sortSize' } as const satisfies Record<ListSort, string>;
