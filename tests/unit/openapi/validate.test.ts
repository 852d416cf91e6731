import { describe, expect, test } from 'vitest';
import { invalidProperties, openApiDocument, propertyValidator, validator } from '../../../openapi/index.ts';
import type { EmailCreate, EmailSetArguments, SchemaName } from '../../../openapi/index.ts';

const schemas = Object.keys(openApiDocument().components.schemas) as SchemaName[];

test.each(schemas)('the schema %s compiles in strict mode', (name) => {
  expect(() => validator(name)(null)).not.toThrow();
});

test('a schema that does not exist is an error of the program', () => {
  expect(() => validator('Emial' as SchemaName)).toThrow('no schema Emial');
});

describe('values that are accepted', () => {
  const accepted: [SchemaName, unknown][] = [
    ['Id', 'Mb7-x_2'],
    ['UnsignedInt', Number.MAX_SAFE_INTEGER],
    ['UTCDate', '2026-02-28T23:59:59Z'],
    ['UTCDate', '2026-02-28T23:59:59.125Z'],
    ['Date', '2026-02-28T23:59:59+05:30'],
    ['Request', { using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', { hello: true }, 'c1']] }],
    ['ResultReference', { resultOf: 'c1', name: 'Email/query', path: '/ids' }],
    ['CoreEchoArguments', { anything: [1, { goes: null }] }],
    ['MailboxGetArguments', { accountId: 'a1' }],
    ['MailboxGetArguments', { accountId: 'a1', ids: null, properties: ['name', 'role'] }],
    ['MailboxQueryArguments', { accountId: 'a1', filter: { role: 'inbox' }, sort: [{ property: 'name' }], sortAsTree: true }],
    ['MailboxSetArguments', { accountId: 'a1', create: { k1: { name: 'Factures', parentId: '#k0' } }, onDestroyRemoveEmails: true }],
    ['EmailGetArguments', { accountId: 'a1', ids: ['e1'], properties: ['header:List-Id:asText'], fetchHTMLBodyValues: true, maxBodyValueBytes: 65536 }],
    [
      'EmailQueryArguments',
      {
        accountId: 'a1',
        filter: { operator: 'AND', conditions: [{ inMailbox: 'm1' }, { operator: 'NOT', conditions: [{ header: ['X-Spam', 'yes'] }] }] },
        sort: [{ property: 'hasKeyword', keyword: '$flagged', isAscending: false }, { property: 'receivedAt' }],
        collapseThreads: true,
        position: -20,
        limit: 50,
      },
    ],
    ['EmailSetArguments', { accountId: 'a1', update: { e1: { 'keywords/$seen': true }, '#k1': { mailboxIds: { m1: true } } }, destroy: ['e2', '#k1'] }],
    ['EmailCopyArguments', { fromAccountId: 'a1', accountId: 'a2', create: { k1: { id: 'e1', mailboxIds: { m9: true } } }, onSuccessDestroyOriginal: true }],
    ['EmailImportArguments', { accountId: 'a1', emails: { k1: { blobId: 'b1', mailboxIds: { m1: true } } } }],
    ['EmailParseArguments', { accountId: 'a1', blobIds: ['b1'], properties: ['subject'] }],
    ['EmailSubmissionSetArguments', { accountId: 'a1', create: { s1: { emailId: '#k1', identityId: 'i1' } }, onSuccessUpdateEmail: { '#s1': { 'keywords/$draft': null } } }],
    ['EmailSubmissionQueryArguments', { accountId: 'a1', filter: { undoStatus: 'pending' }, sort: [{ property: 'sentAt' }] }],
    ['SearchSnippetGetArguments', { accountId: 'a1', filter: { text: 'réunion' }, emailIds: ['e1'] }],
    ['PushSubscriptionSetArguments', { create: { p1: { deviceClientId: 'phone', url: 'https://push.example.org/x' } } }],
    ['LegacyMailboxChangeFlagsArguments', { accountId: 'a1', mailboxId: 'm1', uids: '1:50,73,90:*', op: 'add', keywords: ['$seen', 'projet-x'], deleted: true }],
    ['LegacyMailboxCopyArguments', { accountId: 'a1', mailboxId: 'm1', uids: [1, 2, 4294967295], toMailboxId: 'm2' }],
    ['MeUpdate', { currentPassword: 'autumn leaves', newPassword: 'winter snow' }],
    ['MeUpdate', { language: 'ar' }],
    ['TokenCreate', { name: 'backup', scopes: ['mail:read'], expiresAt: null }],
    ['AccountCreate', { address: 'zoé@exemple.org', name: 'Zoé' }],
  ];
  test.each(accepted)('%s %j', (name, value) => {
    expect(validator(name)(value)).toBeNull();
  });
});

describe('values that are refused, with the place', () => {
  const refused: [SchemaName, unknown, string][] = [
    ['Id', '', ''],
    ['Id', 'a b', ''],
    ['Id', 'x'.repeat(256), ''],
    ['UnsignedInt', -1, ''],
    ['UnsignedInt', 2 ** 53, ''],
    ['UnsignedInt', 1.5, ''],
    ['UTCDate', '2026-02-30T00:00:00Z', ''],
    ['UTCDate', '2026-02-28T00:00:00+01:00', ''],
    ['UTCDate', '2026-02-28t00:00:00z', ''],
    ['Request', { using: [], methodCalls: [['Core/echo', {}]] }, 'methodCalls/0'],
    ['Request', { using: [], methodCalls: [['Core/echo', {}, 'c1', 'more']] }, 'methodCalls/0'],
    ['Request', { methodCalls: [] }, 'using'],
    ['MailboxGetArguments', {}, 'accountId'],
    ['MailboxGetArguments', { accountId: 'a1', ids: 'm1' }, 'ids'],
    ['MailboxGetArguments', { accountId: 'a1', propertise: [] }, 'propertise'],
    ['EmailChangesArguments', { accountId: 'a1', sinceState: '1', maxChanges: 0 }, 'maxChanges'],
    ['EmailQueryArguments', { accountId: 'a1', filter: { operator: 'XOR', conditions: [] } }, 'filter/operator'],
    ['EmailQueryArguments', { accountId: 'a1', filter: { operator: 'AND', conditions: [{ from: 5 }] } }, 'filter/conditions/0/from'],
    ['EmailQueryArguments', { accountId: 'a1', filter: { header: [] } }, 'filter/header'],
    ['EmailQueryArguments', { accountId: 'a1', filter: { after: 'yesterday' } }, 'filter/after'],
    ['EmailQueryArguments', { accountId: 'a1', sort: [{ property: 'size', ascending: true }] }, 'sort/0/ascending'],
    ['EmailSetArguments', { accountId: 'a1', update: { 'e 1': {} } }, 'update/e 1'],
    ['EmailSetArguments', { accountId: 'a1', update: { e1: null } }, 'update/e1'],
    ['EmailSetArguments', { accountId: 'a1', create: { '#k1': {} } }, 'create/#k1'],
    ['EmailSetArguments', { accountId: 'a1', onDestroyRemoveEmails: true }, 'onDestroyRemoveEmails'],
    ['LegacyMailboxExpungeArguments', { accountId: 'a1', mailboxId: 'm1', uids: [0] }, 'uids/0'],
    ['LegacyMailboxChangeFlagsArguments', { accountId: 'a1', mailboxId: 'm1', uids: [1], op: 'toggle', keywords: [] }, 'op'],
    ['LegacyMailboxChangeFlagsArguments', { accountId: 'a1', mailboxId: 'm1', uids: [1], op: 'add', keywords: ['a(b'] }, 'keywords/0'],
    ['MeUpdate', { newPassword: 'winter snow' }, ''],
    ['MeUpdate', {}, ''],
    ['TokenCreate', { name: 'x', scopes: ['everything'] }, 'scopes/0'],
    ['AccountCreate', { address: 'no at sign', name: 'X' }, 'address'],
    ['AccountUpdate', { address: 'new@example.org' }, 'address'],
    ['DomainUpdate', {}, 'catchAll'],
    ['AliasCreate', { address: 'all@example.org', targets: [] }, 'targets'],
  ];
  test.each(refused)('%s %j at "%s"', (name, value, path) => {
    const issues = validator(name)(value);
    expect(issues?.[0]?.path).toBe(path);
    expect(issues?.[0]?.message).toMatch(/\S/);
  });
});

describe('RFC 8620 §5.3: wrong properties are all named', () => {
  test('unknown, missing, wrong and server-set ones, one issue each', () => {
    const issues = invalidProperties('MailboxCreate', { parentId: 7, colour: 'red', totalEmails: 3, sortOrder: -1 });
    expect(issues.map(({ path }) => path).sort()).toEqual(['colour', 'name', 'parentId', 'sortOrder', 'totalEmails']);
  });

  test('a place inside a property', () => {
    expect(invalidProperties('EmailCreate', { mailboxIds: { m1: false } }).map(({ path }) => path)).toEqual(['mailboxIds/m1']);
  });

  test('a good Email, with references and header forms', () => {
    const email: EmailCreate = {
      mailboxIds: { '#drafts': true },
      keywords: { $draft: true },
      from: [{ name: 'Amel', email: 'amel@example.org' }],
      'header:X-Project:asText': 'Atlas',
      'header:Resent-To:asAddresses:all': [[{ name: null, email: 'b@example.org' }]],
      bodyStructure: { type: 'multipart/mixed', subParts: [{ partId: 'p', type: 'text/plain' }, { blobId: '#up', type: 'image/png' }] },
      bodyValues: { p: { value: 'Bonjour' } },
    };
    expect(invalidProperties('EmailCreate', email)).toEqual([]);
  });

  test('RFC 8621 §4.1.3: a header property must have the type of its form', () => {
    expect(invalidProperties('EmailCreate', { mailboxIds: { m1: true }, 'header:X-A:asAddresses': 'a@example.org' })).toHaveLength(1);
    expect(invalidProperties('EmailCreate', { mailboxIds: { m1: true }, 'header:X-A:asNothing': 'a' }).map(({ path }) => path)).toEqual(['header:X-A:asNothing']);
    expect(propertyValidator('Email', 'header:Date:asDate')?.('2026-01-01T00:00:00+01:00')).toBeNull();
    expect(propertyValidator('Email', 'header:Da:te')).toBeNull();
  });

  test('a single property of a patch; inherited names are no properties', () => {
    expect(propertyValidator('Mailbox', 'isSubscribed')?.(true)).toBeNull();
    expect(propertyValidator('Mailbox', 'isSubscribed')?.('yes')).toHaveLength(1);
    expect(propertyValidator('Mailbox', 'constructor')).toBeNull();
    expect(invalidProperties('MailboxCreate', { name: 'A', __proto__x: 1, toString: 2 }).map(({ path }) => path).sort()).toEqual(['__proto__x', 'toString']);
  });
});

test('every type of the public face has a validator: the Create forms name nothing that only the server sets', () => {
  for (const name of schemas.filter((each) => each.endsWith('Create') && schemas.includes(each.slice(0, -6) as SchemaName))) {
    const properties = openApiDocument().components.schemas[name].properties ?? {};
    expect(Object.values(properties).filter((schema) => schema['x-server-set'])).toEqual([]);
  }
});

test('Email/set with 500 updates validates in under a millisecond', () => {
  const update = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`e${n}`, { 'keywords/$seen': true, 'mailboxIds/m2': null }]));
  const args: EmailSetArguments = { accountId: 'a1', update };
  const validate = validator('EmailSetArguments');
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now();
    expect(validate(args)).toBeNull();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  expect(times[100]).toBeLessThan(1);
});

test('a hostile value costs one issue, not one per item', () => {
  const start = performance.now();
  expect(validator('EmailGetArguments')({ accountId: 'a1', ids: new Array(1_000_000).fill(1) })).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(500);
});

test('filters nested 1 000 deep are checked without exhausting the stack', () => {
  let filter: unknown = { from: 5 };
  for (let depth = 0; depth < 1000; depth += 1) filter = { operator: 'AND', conditions: [filter] };
  expect(validator('EmailFilter')(filter)?.[0]?.path).toMatch(/conditions\/0\/from$/);
});
