import type { signin as french } from '../fr/signin.ts';
import type { Translated } from '../types.ts';

export const signin: Translated<typeof french, 'en'> = {
  title: 'Sign in',
  lead: 'Sign in with your email address.',
  address: 'Email address',
  password: 'Password',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  submit: 'Sign in',
  submitting: 'Signing in…',
  addressMissing: 'Enter your email address.',
  passwordMissing: 'Enter your password.',
  wrong: 'The address or the password is wrong. Check both, and the Caps Lock key.',
  tooMany: {
    one: 'Too many attempts. Try again in {count} minute.',
    other: 'Too many attempts. Try again in {count} minutes.',
  },
  disabled: 'This account is disabled. Please contact your administrator.',
  expired: 'Your session has ended. Sign in to continue; nothing you were writing is lost.',
  expiredUnsaved: 'Your session has ended. Sign in in a new tab; what you have written here stays.',
  signedOut: 'You are signed out.',
  replaced: 'Somebody else has signed in with this browser: {name}. Your page is closed; what you were writing waits for you here.',
  demonstration: 'This is a demonstration. Choose an account, then type its password.',
  demonstrationPassword: 'Their passwords are in the file {path} on the server.',
  enterAs: 'Enter as {name}',
  programs: 'Set up another mail program',
  forgotten: 'Forgot your password? Your administrator can give you a new one.',
};
