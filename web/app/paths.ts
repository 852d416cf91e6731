/** Addresses inside the client: a link for every state. */

export type ListFilter = 'unread' | 'flagged' | 'attachments';
export type ListSort = 'newest' | 'oldest' | 'sender' | 'subject' | 'size';

export interface MailPlace {
  readonly accountId: string;
  readonly mailboxId: string;
  readonly threadId?: string | undefined;
  /** Where lists show single messages: the one of the thread that is open. */
  readonly emailId?: string | undefined;
  readonly filter?: ListFilter | undefined;
  readonly sort?: ListSort | undefined;
}

export interface SearchPlace {
  /** As typed, operators and all. */
  readonly q: string;
  /** The folder that it is limited to, else all of the account's; the account is one's own where it is not named. */
  readonly accountId?: string | undefined;
  readonly mailboxId?: string | undefined;
  /** The folder of somebody else that was open when the search began: it stays at hand. */
  readonly from?: FolderPlace | undefined;
  readonly threadId?: string | undefined;
  readonly emailId?: string | undefined;
}

export interface FolderPlace {
  readonly accountId: string;
  readonly mailboxId: string;
}

const filters: readonly ListFilter[] = ['unread', 'flagged', 'attachments'];
const sorts: readonly ListSort[] = ['newest', 'oldest', 'sender', 'subject', 'size'];

/** The list that one's own Inbox is shown in, before its id is known. */
export const homePath = '/mail';

export function mailPath({ accountId, mailboxId, threadId, emailId, filter, sort }: MailPlace): string {
  return joined(['mail', accountId, mailboxId, ...(threadId === undefined ? [] : [threadId])], { filter, sort: sort === 'newest' ? undefined : sort, email: emailId });
}

export function searchPath({ q, accountId, mailboxId, from, threadId, emailId }: SearchPlace): string {
  return joined(['search', ...(threadId === undefined ? [] : [threadId])], { q, account: accountId, in: mailboxId, from: from && `${from.accountId}/${from.mailboxId}`, email: emailId });
}

export function settingsPath(section?: string): string {
  return joined(['settings', ...(section === undefined ? [] : [section])], {});
}

export function composePath(draft: string): string {
  return joined(['compose', draft], {});
}

export interface MailSearch {
  readonly filter: ListFilter | undefined;
  readonly sort: ListSort;
}

/** The part of a mail address behind the question mark; what is not known counts as absent. */
export function parseMailSearch(search: string): MailSearch {
  const params = new URLSearchParams(search);
  return { filter: filters.find((filter) => filter === params.get('filter')), sort: sorts.find((sort) => sort === params.get('sort')) ?? 'newest' };
}

export function parseSearchSearch(search: string): Pick<SearchPlace, 'q' | 'accountId' | 'mailboxId' | 'from'> {
  const params = new URLSearchParams(search);
  const [accountId = '', mailboxId = ''] = (params.get('from') ?? '').split('/');
  const from = accountId !== '' && mailboxId !== '' ? { accountId, mailboxId } : undefined;
  return { q: params.get('q') ?? '', accountId: params.get('account') ?? undefined, mailboxId: params.get('in') ?? undefined, from };
}

/** See {@link MailPlace.emailId}. */
export const emailIn = (search: string): string | undefined => new URLSearchParams(search).get('email') ?? undefined;

function joined(parts: readonly string[], params: Readonly<Record<string, string | undefined>>): string {
  const path = `/${parts.map(encodeURIComponent).join('/')}`;
  const search = new URLSearchParams(Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined)).toString();
  return search === '' ? path : `${path}?${search}`;
}
