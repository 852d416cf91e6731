import type { Page } from 'playwright-core';

export interface Gate {
  /** Resolves once {@link letGo} has been called. */
  readonly isOpen: Promise<void>;
  readonly letGo: () => void;
}

export function gate(): Gate {
  let letGo = (): void => {};
  const isOpen = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { isOpen, letGo: () => letGo() };
}

/** Code that comes late does not come until the function that is returned is called. @param code the address of its file */
export async function holdBack(page: Page, code: RegExp): Promise<() => void> {
  const { isOpen, letGo } = gate();
  await page.route(code, async (route) => {
    await isOpen;
    await route.continue();
  });
  return letGo;
}
