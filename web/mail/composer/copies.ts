/** Emails that are versions of one draft: they have its Message-ID. Those that this composer saved say of which draft they are, and of which of its revisions. */
import type { JmapClient } from '../../jmap/client.ts';
import type { Draft } from './draft.ts';

/** Not in what is sent. */
export const markHeader = 'header:X-Messagerie-Draft:asText';

export const markOf = ({ id, revision }: Pick<Draft, 'id' | 'revision'>): string => `${id}/${revision}`;

export interface Copies {
  /** Saved from here, the latest first. */
  readonly own: readonly { readonly emailId: string; readonly revision: number }[];
  /** Written by other programs, or sent. */
  readonly others: readonly { readonly emailId: string; readonly isDraft: boolean }[];
}

/** @throws what the client throws */
export async function copiesOf(client: JmapClient, { accountId, id, messageId }: Pick<Draft, 'accountId' | 'id' | 'messageId'>): Promise<Copies> {
  const query = client.call('Email/query', { accountId, filter: { header: ['Message-ID', messageId] } });
  const get = client.call('Email/get', { accountId, '#ids': query.ref('/ids'), properties: ['id', 'keywords', markHeader] });
  query.catch(() => {});
  const found = (await get).list.flatMap(({ id: emailId, keywords, [markHeader]: mark }) => {
    const [draftId, revision] = String(mark ?? '').trim().split('/');
    const isDraft = keywords !== undefined && '$draft' in keywords;
    return emailId === undefined ? [] : [{ emailId, isDraft, isOwn: isDraft && draftId === id, revision: Number(revision) }];
  });
  return {
    own: found.filter(({ isOwn }) => isOwn).sort((a, b) => b.revision - a.revision),
    others: found.filter(({ isOwn }) => !isOwn),
  };
}
