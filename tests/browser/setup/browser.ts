import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';
import { askAt } from '../../setup/door.ts';

let connected: Promise<Browser> | undefined;

/** The run's Chromium. Each test opens contexts of its own in it, and closes them. */
export function browser(): Promise<Browser> {
  connected ??= askAt(inject('chromiumDoor')).then((address) => chromium.connect(address));
  return connected;
}
