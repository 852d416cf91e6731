import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Nothing stands out of the page sideways (WCAG 2.2, 1.4.10 Reflow); what does is named. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const outside = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -0.5 || right > clientWidth + 0.5);
    });
    return [`${scrollWidth} pixels on ${clientWidth}`, ...wide.slice(-5).map((element) => element.outerHTML.slice(0, 200))];
  });
  expect(outside).toEqual([]);
}
