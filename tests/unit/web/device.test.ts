/** By which people recognise their devices among the sessions. */
import { expect, test } from 'vitest';
import { deviceOf } from '../../../web/settings/device.ts';

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0', { browser: 'Edge', system: 'Windows', isPhone: false }],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', { browser: 'Firefox', system: 'Linux', isPhone: false }],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15', { browser: 'Safari', system: 'macOS', isPhone: false }],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1', { browser: 'Chrome', system: 'iPhone', isPhone: true }],
  ['Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36', { browser: 'Samsung Internet', system: 'Android', isPhone: true }],
  ['curl/8.7.1', { browser: 'curl', system: undefined, isPhone: false }],
  ['Thunder', undefined],
  ['', undefined],
  [null, undefined],
])('%s', (userAgent, device) => {
  expect(deviceOf(userAgent)).toEqual(device);
});
