import type { errors as french } from '../fr/errors.ts';
import type { Translated } from '../types.ts';

export const errors: Translated<typeof french, 'en'> = {
  title: 'Something went wrong',
  unexpected: 'The server could not answer. Try again; if it happens again, tell your administrator.',
  reference: 'Reference for your administrator: {code}',
  offline: 'No connection to the server. Check your network; we keep trying.',
  slow: 'The server is slow to answer. You can wait or try again.',
  unavailable: 'The server is unavailable for the moment. Try again shortly.',
  signedOut: 'Your session has ended. Sign in again to continue.',
  forbidden: 'You are not allowed to do this here. Ask the owner for access.',
  forbiddenBy: 'You are not allowed to do this here. Ask {owner} for access.',
  notFound: 'This no longer exists. It may have been deleted elsewhere.',
  overQuota: 'Your mailbox is full. Delete some messages or empty the bin, then try again.',
  tooLarge: 'This is too large. The limit is {limit}.',
  tooMany: 'Too many requests at once. Wait a moment, then try again.',
  tooManyRecipients: { one: 'Too many recipients: the limit is {count}.', other: 'Too many recipients: the limit is {count}.' },
  conflict: 'This was changed elsewhere in the meantime. You see the current version.',
  invalid: 'The server refused this value: {reason}',
  undone: 'This could not be done and was taken back: {reason}',
  storage: 'This browser does not allow data to be stored: nothing will be available offline.',
  part: 'This part of the page could not be loaded.',
};
