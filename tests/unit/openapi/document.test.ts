import { describe, expect, expectTypeOf, test } from 'vitest';
import { docsPage, jmapMethods, jmapObjects, openApiDocument } from '../../../openapi/index.ts';
import type { Email, EmailFilter, HeaderFormValue, JmapMethods, Mailbox } from '../../../openapi/index.ts';

const document = openApiDocument();

/** The methods of RFC 8620, 8621 and 9425, and our own, by the letter. */
const methods = {
  'urn:ietf:params:jmap:core': ['Core/echo', 'Blob/copy', 'PushSubscription/get', 'PushSubscription/set'],
  'urn:ietf:params:jmap:mail': [
    ...['get', 'changes', 'query', 'queryChanges', 'set'].map((verb) => `Mailbox/${verb}`),
    ...['get', 'changes'].map((verb) => `Thread/${verb}`),
    ...['get', 'changes', 'query', 'queryChanges', 'set', 'copy', 'import', 'parse'].map((verb) => `Email/${verb}`),
    'SearchSnippet/get',
  ],
  'urn:ietf:params:jmap:submission': [
    ...['get', 'changes', 'set'].map((verb) => `Identity/${verb}`),
    ...['get', 'changes', 'query', 'queryChanges', 'set'].map((verb) => `EmailSubmission/${verb}`),
  ],
  'urn:ietf:params:jmap:vacationresponse': ['VacationResponse/get', 'VacationResponse/set'],
  'urn:ietf:params:jmap:quota': ['get', 'changes', 'query', 'queryChanges'].map((verb) => `Quota/${verb}`),
  'urn:ietf:params:jmap:principals': ['Principal', 'ShareNotification'].flatMap((type) =>
    ['get', 'changes', 'set', 'query', 'queryChanges'].map((verb) => `${type}/${verb}`),
  ),
  'https://messagerie.example/jmap/legacy': [
    ...['uids', 'changesSince', 'expungedSince', 'changeFlags', 'copy', 'move', 'expunge', 'append'].map((verb) => `LegacyMailbox/${verb}`),
    'Blob/range',
  ],
};

test('every method is there under its capability, and no other', () => {
  const expected = Object.entries(methods).flatMap(([capability, names]) => names.map((name) => [name, capability]));
  const found = Object.entries(jmapMethods).map(([name, { capability }]) => [name, capability]);
  expect(found.sort()).toEqual(expected.sort());
  expect(Object.keys(document['x-jmap-methods']).sort()).toEqual(Object.keys(jmapMethods).sort());
});

test('RFC 8620 §3.6.2: arguments are closed, but for Core/echo', () => {
  for (const [name, method] of Object.entries(document['x-jmap-methods'])) {
    const schema = document.components.schemas[method.arguments.$ref.split('/').at(-1) as 'EmailGetArguments'];
    expect([name, schema.additionalProperties]).toEqual([name, name === 'Core/echo']);
  }
});

test('RFC 8621 §4.1: the properties of an Email, by the letter', () => {
  expect([...jmapObjects.Email.properties].sort()).toEqual(
    (
      'id blobId threadId mailboxIds keywords size receivedAt headers messageId inReplyTo references sender from to cc bcc replyTo subject ' +
      'sentAt bodyStructure bodyValues textBody htmlBody attachments hasAttachment preview'
    )
      .split(' ')
      .sort(),
  );
  expect(jmapObjects.Email.immutable).not.toContain('keywords');
  expect(jmapObjects.Email.immutable).not.toContain('mailboxIds');
});

test('RFC 8621 §2: the properties of a Mailbox, with shareWith of the mail sharing draft', () => {
  expect([...jmapObjects.Mailbox.serverSet]).toEqual(['id', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads', 'myRights']);
  expect(jmapObjects.Mailbox.properties).toContain('shareWith');
});

describe('operations', () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => ({ path, verb, operation: operation as { operationId: string; parameters?: { name: string; in: string }[] } })),
  );

  test('each has an operationId of its own', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.every((id) => /^[a-z][A-Za-z]+$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('each names the variables of its address', () => {
    for (const { path, operation } of operations) {
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  });

  test('the addresses of the contract', () => {
    expect(Object.keys(document.paths).sort()).toEqual(
      (
        '/.well-known/jmap /jmap/session /jmap/api /jmap/upload/{accountId} /jmap/download/{accountId}/{blobId}/{name} /jmap/events /api/v1/session /api/v1/me ' +
        '/api/v1/me/tokens /api/v1/me/tokens/{tokenId} /api/v1/accounts /api/v1/accounts/{accountId} /api/v1/domains /api/v1/domains/{domain} /api/v1/aliases ' +
        '/api/v1/aliases/{address} /api/v1/queue /api/v1/queue/{entryId} /api/v1/queue/{entryId}/retry /api/v1/queue/{entryId}/cancel /api/v1/verify /healthz /readyz ' +
        '/metrics /openapi.json /docs ' +
        '/api/v1/me/app-passwords /api/v1/me/app-passwords/{appPasswordId} /api/v1/me/sessions /api/v1/me/sessions/{sessionId} /api/v1/me/preferences /api/v1/me/recipients ' +
        '/api/v1/me/recipients/{address} /api/v1/mailboxes /api/v1/mailboxes/{mailboxId} /api/v1/messages /api/v1/messages/{messageId} /api/v1/messages/{messageId}/raw ' +
        '/api/v1/groups /api/v1/groups/{group} /api/v1/groups/{group}/add /api/v1/groups/{group}/remove /api/v1/accounts/{accountId}/rights /api/v1/accounts/{accountId}/grants' +
        ' /api/v1/server /api/v1/me/connections /api/v1/me/addresses /api/v1/images /api/v1/messages/{messageId}/attachments.zip /api/v1/messages/{messageId}/unsubscribe' +
        ' /api/v1/backups /api/v1/restores /api/v1/backup-jobs/{jobId}'
      )
        .split(' ')
        .sort(),
    );
  });

  test('lists come in pages', () => {
    const lists = operations.filter(({ operation }) => operation.operationId.startsWith('list'));
    expect(lists.length).toBeGreaterThan(8);
    for (const { operation } of lists) expect(operation.parameters?.map(({ name }) => name)).toEqual(expect.arrayContaining(['cursor', 'limit']));
  });
});

describe('the page of /docs', () => {
  const page = docsPage();

  test('asks for nothing from anywhere and runs nothing', () => {
    const found = /<(script|link|img|iframe|object|form)\b|@import|url\(|\s(src|srcset|action|on\w+)=/i.exec(page);
    expect(found?.[0]).toBeUndefined();
    const outside = [...page.matchAll(/ href="([^"]+)"/g)].map(([, target]) => target).filter((target) => !target?.startsWith('#'));
    expect(outside).toEqual(['/openapi.json']);
  });

  test('every link inside it leads somewhere, and no anchor is there twice', () => {
    const anchors = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(anchors).size).toBe(anchors.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target);
  });

  test('shows every operation and every method', () => {
    for (const name of Object.keys(jmapMethods)) expect(page).toContain(`>${name}</h3>`);
  });
});

test('types: names of properties stay a list, header forms can be indexed, filters nest', () => {
  type Known = Exclude<keyof Email, `header:${string}`>;
  expectTypeOf<Known>().toEqualTypeOf<(typeof jmapObjects)['Email']['properties'][number]>();
  expectTypeOf<Email['header:List-Id:asText']>().toEqualTypeOf<HeaderFormValue | undefined>();
  expectTypeOf<keyof Mailbox>().toEqualTypeOf<(typeof jmapObjects)['Mailbox']['properties'][number]>();
  expectTypeOf<JmapMethods['Email/query']['response']['ids']>().toEqualTypeOf<string[]>();
  const filter: EmailFilter = { operator: 'OR', conditions: [{ from: 'amel' }, { operator: 'NOT', conditions: [{ hasKeyword: '$seen' }] }] };
  expect(filter).toBeTruthy();
});
