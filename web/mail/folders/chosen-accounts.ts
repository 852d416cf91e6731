import type { Preferences } from '../../app/preferences.tsx';

/** Accounts of others of which this person chose what is shown. Preferences that this browser kept under an earlier release do not have it. */
export const chosenAmong = ({ chosenAccounts }: Partial<Pick<Preferences, 'chosenAccounts'>>): string[] => chosenAccounts ?? [];
