import { mailPath } from '../../app/paths.ts';
import { sharedAccounts } from '../../jmap/session.ts';
import type { Store } from '../../store/index.ts';

/** Where an Email is read that an address of the composer names, though it lies in the account of somebody else: undefined where it does not, or cannot be asked for. */
export async function readElsewhere({ client, session }: Store, emailId: string): Promise<string | undefined> {
  const paths = await Promise.all(
    sharedAccounts(session).map(async ({ id: accountId }) => {
      const { list } = await client.call('Email/get', { accountId, ids: [emailId], properties: ['threadId', 'mailboxIds'] });
      const [mailboxId] = Object.keys(list[0]?.mailboxIds ?? {});
      return mailboxId === undefined ? undefined : mailPath({ accountId, mailboxId, threadId: list[0]?.threadId });
    }),
  ).catch(() => []);
  return paths.find((path) => path !== undefined);
}
