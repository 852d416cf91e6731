import type { ui as french } from '../fr/ui.ts';
import type { Translated } from '../types.ts';

export const ui: Translated<typeof french, 'en'> = {
  separator: ', ',
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  notUndone: 'This cannot be taken back: {done}',
  undone: 'Undone: {done}',
  retry: 'Retry',
  clear: 'Clear',
  dismiss: 'Dismiss',
  remove: 'Remove {name}',
  required: 'required',
  loading: 'Loading…',
  notifications: 'Notifications',
  noMatch: 'No results',
  unknownSender: 'Unknown',
  unnamedFile: 'unnamed',
};
