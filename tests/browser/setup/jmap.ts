import type { BrowserContext } from 'playwright-core';
import type { Email, EmailFilter, EmailSubmission, JmapMethodName, JmapMethods, Mailbox } from '../../../openapi/generated/jmap.ts';

/** What a window's person has on the server, asked with the window's own cookie: what the page shows and what is true may be compared. */
export interface JmapOfVisit {
  /** Of mail. */
  accountId(): Promise<string>;
  call<M extends JmapMethodName>(method: M, args: object): Promise<JmapMethods[M]['response']>;
  /** Whole Emails, newest first, with their bodies. */
  emails(filter?: EmailFilter): Promise<Email[]>;
  submissions(): Promise<EmailSubmission[]>;
  /** Roles of the mailboxes that an Email is in. */
  rolesOf(email: Email | undefined): Promise<(string | null)[]>;
  /** Puts a message into a mailbox, as if it had come. */
  put(email: object, role?: string): Promise<string>;
}

export function jmapOf(context: BrowserContext): JmapOfVisit {
  const headers = { 'sec-fetch-site': 'same-origin' };
  let account: Promise<string> | undefined;
  const accountId = (): Promise<string> => {
    account ??= context.request.get('/jmap/session', { headers }).then(async (answer) => ((await answer.json()) as { primaryAccounts: Record<string, string> }).primaryAccounts['urn:ietf:params:jmap:mail'] ?? '');
    return account;
  };
  const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:submission', 'urn:ietf:params:jmap:principals', 'urn:ietf:params:jmap:mail:share'];
  const call: JmapOfVisit['call'] = async (method, args) => {
    const answer = await context.request.post('/jmap/api', { headers, data: { using, methodCalls: [[method, { accountId: await accountId(), ...args }, 'c']] } });
    const { methodResponses } = (await answer.json()) as { methodResponses: [string, never, string][] };
    const [name, result] = methodResponses[0] ?? ['none', undefined as never];
    if (name !== method) throw new Error(`${method}: ${JSON.stringify(result)}`);
    return result;
  };
  const mailboxes = async (): Promise<Mailbox[]> => (await call('Mailbox/get', { ids: null })).list;
  return {
    accountId,
    call,
    async emails(filter) {
      const { ids } = await call('Email/query', { filter: filter ?? null, sort: [{ property: 'receivedAt', isAscending: false }] });
      const { list } = await call('Email/get', { ids, fetchAllBodyValues: true, bodyProperties: ['partId', 'blobId', 'type', 'name', 'disposition', 'cid', 'size', 'subParts', 'header:Content-Type'],
        properties: ['id', 'keywords', 'mailboxIds', 'from', 'to', 'cc', 'bcc', 'subject', 'messageId', 'inReplyTo', 'references', 'bodyStructure', 'bodyValues', 'textBody', 'htmlBody', 'attachments', 'header:X-Priority:asText'] });
      return list;
    },
    async submissions() {
      const { ids } = await call('EmailSubmission/query', {});
      return (await call('EmailSubmission/get', { ids })).list;
    },
    async rolesOf(email) {
      const all = await mailboxes();
      return Object.keys(email?.mailboxIds ?? {}).map((id) => all.find((mailbox) => mailbox.id === id)?.role ?? null);
    },
    async put(email, role = 'inbox') {
      const mailbox = (await mailboxes()).find((one) => one.role === role);
      const { created, notCreated } = await call('Email/set', { create: { e: { mailboxIds: { [mailbox?.id ?? '']: true }, ...email } } });
      if (!created?.['e']?.id) throw new Error(JSON.stringify(notCreated));
      return created['e'].id;
    },
  };
}
