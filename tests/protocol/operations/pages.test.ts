import { expect, test } from 'vitest';
import { connectPage } from '../../../api/http/connect-page.ts';
import { docsPage } from '../../../openapi/index.ts';

const base = 'http://mail.example.com';
const connect = (language: 'en' | 'fr' | 'ar'): string =>
  connectPage({ language, host: 'mail.example.com', base, listeners: [{ name: 'imaps', port: 993, tls: 'implicit', loopback: false }] });

/** Addresses that a browser would fetch or a person could follow. */
function addresses(page: string): string[] {
  return [...page.matchAll(/\b(?:href|src|srcset|action|content|poster)\s*=\s*["']([^"']+)|url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/gi)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

test.each(['en', 'fr', 'ar'] as const)('issue, Types: /connect loads and names nothing of third parties, and runs no script (%s)', (language) => {
  const page = connect(language);
  expect(addresses(page).length).toBeGreaterThan(3);
  for (const address of addresses(page)) if (/^(?:[a-z]+:)?\/\//i.test(address)) expect(address.startsWith(base)).toBe(true);
  expect(page).not.toMatch(/<script|<iframe|\son\w+=/i);
  expect(page).toContain(`lang="${language}"`);
});

test('issue, Types: /docs loads and names nothing of third parties, and runs no script', () => {
  for (const address of addresses(docsPage())) expect(address).not.toMatch(/^(?:[a-z]+:)?\/\//i);
  expect(docsPage()).not.toMatch(/<script|<iframe|\son\w+=/i);
});

test('Arabic is written from right to left, and addresses in it from left to right', () => {
  const page = connect('ar');
  expect(page).toMatch(/<html[^>]*dir="rtl"/);
  expect(page).toContain('<bdi dir="ltr">mail.example.com:993</bdi>');
});
