import type { Page } from 'playwright-core';

/** Code that comes late does not come until the function that is returned is called. @param code the address of its file */
export async function holdBack(page: Page, code: RegExp): Promise<() => void> {
  let letGo = (): void => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(code, async (route) => {
    await until;
    await route.continue();
  });
  return () => letGo();
}
