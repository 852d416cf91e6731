/** JMAP calls of the web client (RFC 8620 §3): gathered, split, answered one by one. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { JmapClient } from '../../../web/jmap/client.ts';
import { MethodFailed, RequestRefused, SignedOut, Unreachable } from '../../../web/jmap/errors.ts';

type MethodCall = [name: string, args: Record<string, unknown>, id: string];
type Answer = (calls: MethodCall[]) => Response | Promise<Response>;

let requests: { using: string[]; methodCalls: MethodCall[] }[] = [];
let answer: Answer;
let states: string[] = [];

const json = (body: object, status = 200, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
const echo: Answer = (calls) => json({ methodResponses: calls, sessionState: 's1' });
const problem = (status: number, type: string, headers?: Record<string, string>) => json({ type: `urn:ietf:params:jmap:error:${type}`, detail: 'Why.' }, status, headers);
const clientOf = (maxCallsInRequest = 16) => new JmapClient({ apiUrl: '/jmap/api', using: ['urn:ietf:params:jmap:core'], maxCallsInRequest, onSessionState: (state) => states.push(state) });
const get = (client: JmapClient, id: string) => client.call('Email/get', { accountId: 'a', ids: [id] });

beforeEach(() => {
  requests = [];
  states = [];
  answer = echo;
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    const request = JSON.parse(body) as (typeof requests)[number];
    requests.push(request);
    return answer(request.methodCalls);
  });
});
afterEach(() => void vi.unstubAllGlobals());

describe('calls of one turn', () => {
  test('go out as one request, each with its own answer', async () => {
    const client = clientOf();
    const [one, two] = await Promise.all([get(client, '1'), get(client, '2')]);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.using).toEqual(['urn:ietf:params:jmap:core']);
    expect([one, two]).toMatchObject([{ ids: ['1'] }, { ids: ['2'] }]);
    await get(client, '3');
    expect(requests).toHaveLength(2);
    expect(states).toEqual(['s1', 's1']);
  });

  test('may refer to each other, and are not parted then', async () => {
    const client = clientOf(2);
    const first = get(client, '1');
    const query = client.call('Email/query', { accountId: 'a' });
    const emails = client.call('Email/get', { accountId: 'a', '#ids': query.ref('/ids') });
    const threads = client.call('Thread/get', { accountId: 'a', '#ids': emails.ref('/list/*/threadId') });
    await Promise.all([first, query, emails, threads]);
    expect(requests.map(({ methodCalls }) => methodCalls.map(([name]) => name))).toEqual([['Email/get'], ['Email/query', 'Email/get', 'Thread/get']]);
    const [[, , queryId], [, args]] = requests[1]?.methodCalls as [MethodCall, MethodCall];
    expect(args['#ids']).toEqual({ resultOf: queryId, name: 'Email/query', path: '/ids' });
  });

  test('go out in parts of as many as the server takes, four requests at a time', async () => {
    let running = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    answer = async (calls) => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => waiting.push(resolve));
      running -= 1;
      return echo(calls);
    };
    const client = clientOf(3);
    const all = Promise.all(Array.from({ length: 17 }, (_, id) => get(client, String(id))));
    for (let answered = 0; answered < 6; answered += 1) {
      await expect.poll(() => waiting.length).toBeGreaterThan(0);
      waiting.shift()?.();
    }
    expect(await all).toHaveLength(17);
    expect(requests.map(({ methodCalls }) => methodCalls.length)).toEqual([3, 3, 3, 3, 3, 2]);
    expect(most).toBe(4);
  });
});

describe('what goes wrong', () => {
  test('a method that failed fails alone', async () => {
    answer = (calls) => json({ methodResponses: [['error', { type: 'invalidArguments', description: 'Which?' }, calls[0]?.[2]], calls[1]], sessionState: 's' });
    const client = clientOf();
    const [one, two] = await Promise.allSettled([get(client, '1'), get(client, '2')]);
    expect(one).toMatchObject({ status: 'rejected', reason: new MethodFailed('Email/get', 'invalidArguments', 'Which?') });
    expect(two.status).toBe('fulfilled');
  });

  test('a call that the server left out is told as failed', async () => {
    answer = () => json({ methodResponses: [], sessionState: 's' });
    await expect(get(clientOf(), '1')).rejects.toMatchObject({ name: 'MethodFailed', type: 'serverFail' });
  });

  test('the first answer of a call is its own: those of implicit calls come behind it under the same id', async () => {
    answer = ([call]) => json({ methodResponses: [['EmailSubmission/set', { created: { s: { id: 'x' } } }, call?.[2]], ['Email/set', { updated: {} }, call?.[2]]], sessionState: 's' });
    await expect(clientOf().call('EmailSubmission/set', { accountId: 'a' })).resolves.toMatchObject({ created: { s: { id: 'x' } } });
  });

  test.each([
    ['no network', () => Promise.reject(new TypeError('Failed to fetch')), Unreachable, {}],
    ['a proxy before a server that is away', () => new Response('<h1>Bad gateway</h1>', { status: 502 }), Unreachable, {}],
    ['the session has ended', () => problem(401, 'signInNeeded'), SignedOut, {}],
    ['too much at once', () => problem(429, 'rateLimit', { 'Retry-After': '3' }), RequestRefused, { type: 'rateLimit', retryAfterMs: 3_000, message: 'Why.' }],
    ['a refusal of the REST interface', () => json({ type: 'about:blank', code: 'accountDisabled', detail: 'Why.' }, 403), RequestRefused, { status: 403, type: 'accountDisabled' }],
    ['a refusal', () => problem(400, 'notRequest'), RequestRefused, { status: 400, type: 'notRequest', retryAfterMs: undefined }],
  ] as const)('%s: told to each call of the request', async (_name, answered, kind, like) => {
    answer = answered;
    const client = clientOf();
    const results = await Promise.allSettled([get(client, '1'), get(client, '2')]);
    for (const result of results) {
      const { reason } = result as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(kind);
      expect(reason).toMatchObject(like);
    }
  });

  test('one request that fails leaves the next alone', async () => {
    answer = () => problem(400, 'limit');
    const client = clientOf();
    await expect(get(client, '1')).rejects.toBeInstanceOf(RequestRefused);
    answer = echo;
    await expect(get(client, '2')).resolves.toMatchObject({ ids: ['2'] });
  });
});
