import type { errors as french } from '../fr/errors.ts';
import type { Translated } from '../types.ts';

export const errors: Translated<typeof french, 'en'> = {
  title: 'Something went wrong',
  unexpected: 'The server could not answer. Try again; if it happens again, tell your administrator.',
  offline: 'No connection to the server. Check your network, then try again.',
  unavailable: 'The server is unavailable for the moment. Try again shortly.',
  signedOut: 'Your session has ended. Sign in again to continue.',
  forbidden: 'You are not allowed to do this here. Ask the owner for access.',
  notFound: 'This no longer exists. It may have been deleted elsewhere.',
  overQuota: 'Your mailbox is full. Delete some messages or empty Trash, then try again.',
  tooMany: 'Too many requests at once. Wait a moment, then try again.',
  conflict: 'This was changed elsewhere in the meantime. You see the current version.',
  undone: 'This could not be done: {reason}',
  part: 'This part of the page could not be loaded.',
  composer: 'The composer could not be loaded. Check your connection and try again.',
  tooLate: 'Too late: the message is already on its way.',
};
