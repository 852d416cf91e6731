import type { ComponentType } from 'react';
import { loadLanguage } from '../text/index.ts';
import { type Beginning, openStore } from './first-store.ts';

/** Who is signed in, with all that the first screen is drawn of. */
export interface Person extends Beginning {
  /** Loaded before it is drawn: React lets 300 ms go by after a fallback before it shows anything else. */
  readonly Shell: ComponentType;
}

/** The first screen waits no longer for its list: it then says of it that it is on its way. */
const listPatienceMs = 400;
/** The page waits no longer for anybody before it shows that it is opening. */
const patienceMs = 300;

/** @throws as `openStore`; what the network does, where the shell's code does not come */
export async function openPerson(): Promise<Person> {
  // The shell's code and the words come while the session is asked for.
  const shell = import('./shell/shell.tsx');
  shell.catch(() => {}); // awaited below, where an earlier failure does not come before it
  const beginning = await openStore();
  try {
    const [{ Shell }] = await Promise.all([shell, loadLanguage(beginning.preferences.language), atMost(beginning.listIsHere, listPatienceMs)]);
    return { ...beginning, Shell };
  } catch (error) {
    beginning.store.close();
    throw error;
  }
}

interface FirstPerson {
  readonly coming: Promise<Person>;
  here: Person | undefined;
}

let first: FirstPerson | undefined;

/** Opens the page for the one who is signed in, so that it is drawn but once. @returns resolves when they are here, when they cannot be, or when it takes long */
export async function openFirst(): Promise<void> {
  const opening: FirstPerson = { coming: openPerson(), here: undefined };
  first = opening;
  const settled = opening.coming.then(
    (person) => {
      opening.here = person;
    },
    () => {}, // told by the page
  );
  await atMost(settled, patienceMs);
}

/** What {@link openFirst} has begun, until somebody has it. */
export function firstPerson(): FirstPerson | undefined {
  return first;
}

/** Whoever opens the page from here on is opened anew: somebody else may have signed in. */
export function firstPersonIsHad(): void {
  first = undefined;
}

function atMost(coming: Promise<unknown>, timeMs: number): Promise<unknown> {
  return Promise.race([coming, new Promise((resolve) => setTimeout(resolve, timeMs))]);
}
