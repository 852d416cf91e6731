/** The JMAP session (RFC 8620 §2): who is signed in, and which accounts they may use. */
import type { Session, SessionAccount } from '../../openapi/generated/jmap.ts';
import { send } from './http.ts';

export type { Session };

export const capability = {
  core: 'urn:ietf:params:jmap:core',
  mail: 'urn:ietf:params:jmap:mail',
  share: 'urn:ietf:params:jmap:mail:share',
  submission: 'urn:ietf:params:jmap:submission',
  vacation: 'urn:ietf:params:jmap:vacationresponse',
  quota: 'urn:ietf:params:jmap:quota',
  principals: 'urn:ietf:params:jmap:principals',
  owner: 'urn:ietf:params:jmap:principals:owner',
} as const;

/** @throws SignedOut where nobody is signed in; what `send` throws */
export async function fetchSession(): Promise<Session> {
  return (await (await send('/jmap/session')).json()) as Session;
}

/** The account of the person signed in. */
export function ownAccountId(session: Session): string {
  return session.primaryAccounts[capability.mail] ?? Object.keys(session.accounts)[0] ?? '';
}

/** Accounts of others with something shared with this person, by name. */
export function sharedAccounts(session: Session): (SessionAccount & { readonly id: string })[] {
  return Object.entries(session.accounts)
    .filter(([, account]) => !account.isPersonal && capability.mail in account.accountCapabilities)
    .map(([id, account]) => ({ ...account, id }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** A number among the limits of the server, such as `maxSizeUpload` (bytes). */
export function coreLimit(session: Session, name: string, otherwise: number): number {
  const value = session.capabilities[capability.core]?.[name];
  return typeof value === 'number' ? value : otherwise;
}
