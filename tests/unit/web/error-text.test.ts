import { expect, test } from 'vitest';
import { errorText } from '../../../web/app/error-text.ts';
import { refusalOf } from '../../../web/jmap/http.ts';
import { fr } from '../../../web/text/fr/index.ts';
import { translator } from '../../../web/text/translate.ts';

const said = async (response: Response) => errorText(translator('fr', fr), await refusalOf(response));
const problem = (status: number, type: string, detail: string) => new Response(JSON.stringify({ type, status, detail }), { status, headers: { 'Content-Type': 'application/problem+json' } });

test('what a proxy answers in the place of a server is never shown as it stands', async () => {
  for (const status of [500, 502, 503, 413, 418]) {
    const text = JSON.stringify(await said(new Response('<h1>nginx</h1>', { status, statusText: 'Internal Server Error', headers: { 'Content-Type': 'text/html' } })));
    expect(text, String(status)).not.toMatch(/Internal|nginx|\d{3}/);
  }
});

test('the sentence of the server is, in the language of the person', async () => {
  expect(await said(problem(400, 'urn:ietf:params:jmap:error:limit', 'Au plus 16 appels à la fois.'))).toMatchObject({ what: fr.errors.tooMany, why: 'Au plus 16 appels à la fois.' });
  expect(await said(problem(422, 'urn:x:tooShort', 'Au moins 8 signes.'))).toMatchObject({ what: 'Au moins 8 signes.', why: undefined });
});
