/** Addresses of the contract beside JMAP: pages, status, what is not there. */
import express from 'express';
import { expect, test } from 'vitest';
import { catalogues } from '../../../api/shared/text.ts';
import { runOnSqlite as start } from './harness.ts';

test('RFC 8620 §2.2: /.well-known/jmap leads to the session, / to the page that says how to connect', async () => {
  const server = await start();
  const wellKnown = await server.call('/.well-known/jmap', { as: null });
  expect([wellKnown.status, wellKnown.headers.get('location')]).toEqual([307, '/jmap/session']);
  const root = await server.call('/', { as: null });
  expect([root.status, root.headers.get('location')]).toEqual([302, '/connect']);
});

test('/connect says what runs here, in the browser’s language, from right to left where that is due', async () => {
  const server = await start();
  const page = async (language: string, path = '/connect') => (await server.call(path, { as: null, headers: { 'accept-language': language } })).text();
  const english = await page('de, en;q=0.5');
  expect(english).toMatch(/^<!doctype html>\s*<html lang="en" dir="ltr">/);
  expect(english).toContain('8993');
  expect(english).toContain(`${server.base}/.well-known/jmap`);
  // No submission listener here.
  expect(english).toContain('does not run here');
  expect(await page('fr-CH, en;q=0.9')).toContain('<html lang="fr" dir="ltr">');
  // No line ends between a quotation mark and the word that it belongs to.
  expect(await page('fr')).toMatch(/«\u202f\S[^»]*\S\u202f»/);
  const arabic = await page('ar');
  expect(arabic).toContain('<html lang="ar" dir="rtl">');
  expect(arabic).toContain('<bdi dir="ltr">8993</bdi>');
  expect(await page('ar', '/connect?lang=fr')).toContain('<html lang="fr"');
});

test('pages load nothing from elsewhere, run nothing, and their policy says so', async () => {
  const server = await start();
  for (const path of ['/connect', '/docs']) {
    const response = await server.call(path, { as: null });
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(page).not.toMatch(/<script|<link[^>]+href="(?!data:)|<img|@import|url\(|\sstyle=|\son\w+=/i);
  }
});

test('every text is there in every language, with the same places to fill in', () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
  for (const [key, english] of Object.entries(catalogues.en)) {
    for (const language of ['fr', 'ar'] as const) {
      const translated = catalogues[language][key as keyof typeof catalogues.en];
      expect(translated?.trim(), `${language} ${key}`).toBeTruthy();
      expect(places(translated), `${language} ${key}`).toEqual(places(english));
    }
  }
  for (const language of ['fr', 'ar'] as const) expect(Object.keys(catalogues[language])).toHaveLength(Object.keys(catalogues.en).length);
});

test('what is not there is 404, another method 405 with Allow: a problem for programs, a page for people', async () => {
  const server = await start();
  const missing = await server.call('/nothing');
  expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  const page = await server.call('//evil.example/nothing', { headers: { accept: 'text/html,*/*', 'accept-language': 'ar' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('dir="rtl"');
  const wrong = await server.call('/jmap/session', { method: 'DELETE', headers: { accept: 'text/html' } });
  expect([wrong.status, wrong.headers.get('allow'), wrong.headers.get('content-type')]).toEqual([405, 'GET, HEAD', 'application/problem+json']);
  expect((await server.call('/jmap/download/a/b/%E0%A4%A')).status).toBe(400);
});

test('health and readiness', async () => {
  const server = await start();
  const health = await server.call('/healthz', { as: null });
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok', checks: {} }]);
  const ready = await server.call('/readyz', { as: null });
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', checks: { database: 'ok' } }]);
  const stopping = await start({ app: { status: () => 'stopping' } });
  const answer = await stopping.call('/readyz', { as: null });
  expect([answer.status, await answer.json()]).toMatchObject([503, { status: 'stopping' }]);
});

test('figures: on loopback as they are; through a proxy only with an administrator’s token', async () => {
  const server = await start();
  expect(await (await server.call('/metrics', { as: null })).text()).toContain('messagerie_event_streams 0');
  const forwarded = { 'x-forwarded-for': '192.0.2.1' };
  expect((await server.call('/metrics', { as: null, headers: forwarded })).status).toBe(401);
  expect((await server.call('/metrics', { headers: forwarded })).status).toBe(403);
  expect((await server.call('/metrics', { as: null, headers: { ...forwarded, authorization: 'Bearer admin' } })).status).toBe(200);
});

test('/openapi.json is the document', async () => {
  const server = await start();
  expect(await (await server.call('/openapi.json', { as: null })).json()).toMatchObject({ openapi: '3.1.0' });
});

test('a fault in a REST route tells its incident and nothing internal; the stack stays here', async () => {
  const restRouter = express.Router();
  restRouter.get('/broken', async () => {
    throw new Error('secret: /srv/data');
  });
  const server = await start({ app: { restRouter } });
  const response = await server.call('/api/v1/broken', { headers: { accept: 'text/html' } });
  const body = await response.text();
  expect([response.status, response.headers.get('content-type')]).toEqual([500, 'application/problem+json']);
  expect(body).not.toMatch(/secret|srv|at .*\.ts/);
  const incident = /incident (\w+)/.exec(body)?.[1];
  expect(server.log.find((line) => line['incident'] === incident)).toMatchObject({ err: { message: 'secret: /srv/data' } });
  expect((await server.call('/api/v1/nothing')).status).toBe(404);
});
