/** What a row says of a message or of a conversation. Pure. */
import type { EmailAddress } from '../../../openapi/generated/jmap.ts';
import { type EmailRow, isUnread } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { nameOf, withoutBidiControls } from '../../ui/name-parts.ts';
import { type Label, labelsAmong } from '../actions/index.ts';

export interface RowSummary {
  /** Who wrote, or to whom it goes: short, for one line. */
  readonly people: string;
  /** The same in pieces: names, and between every two what joins them. */
  readonly names: readonly string[];
  /** Before those whom it goes to; '' before those who wrote. */
  readonly to: string;
  /** The person whose mark stands at the start. */
  readonly face: string;
  readonly hasDraft: boolean;
  /** Messages of the conversation. */
  readonly count: number;
  readonly isUnread: boolean;
  readonly isFlagged: boolean;
  readonly hasAttachment: boolean;
  readonly isAnswered: boolean;
  readonly isForwarded: boolean;
  readonly subject: string;
  readonly preview: string;
  readonly labels: readonly Label[];
  /** The folders that the message lies in, where the list is of many; '' in the list of one. */
  readonly places: string;
  readonly emailIds: readonly string[];
}

export interface Sight {
  readonly t: Translate;
  readonly isMe: (address: string) => boolean;
  /** Between names. */
  readonly separator: string;
  readonly showsRecipients: boolean;
  readonly byConversations: boolean;
  /** Folders whose mail is no part of a conversation seen from elsewhere: Trash and Junk, with what lies in them. */
  readonly apart: ReadonlySet<string>;
  /** Names of folders by id, in a list of messages from many. */
  readonly folderNames?: ReadonlyMap<string, string> | undefined;
}

/** @param thread all that is known of the conversation, oldest first */
export function summaryOf(row: EmailRow, thread: readonly EmailRow[], sight: Sight): RowSummary {
  const { t, byConversations } = sight;
  const rows = byConversations ? partsOf(row, thread, sight.apart) : [row];
  const addresses = sight.showsRecipients ? (row.to ?? []) : rows.flatMap(({ from }) => from ?? []);
  const face = sight.showsRecipients ? addresses[0] : (row.from?.[0] ?? addresses[0]);
  const names = namesOf(addresses, sight);
  return {
    people: names.join(''),
    names,
    to: sight.showsRecipients && addresses.length > 0 ? t('list.to') : '',
    face: face ? nameOf(face) : '',
    hasDraft: rows.some(({ keywords }) => '$draft' in keywords),
    count: rows.length,
    isUnread: rows.some(isUnread),
    isFlagged: rows.some(({ keywords }) => '$flagged' in keywords),
    hasAttachment: rows.some(({ hasAttachment }) => hasAttachment),
    isAnswered: '$answered' in row.keywords,
    isForwarded: '$forwarded' in row.keywords,
    subject: withoutBidiControls(row.subject ?? '').trim() || t('list.noSubject'),
    preview: withoutBidiControls(row.preview).trim(),
    labels: labelsAmong(t, Object.assign({}, ...rows.map(({ keywords }) => keywords)) as Record<string, true>),
    places: sight.folderNames ? Object.keys(row.mailboxIds).flatMap((id) => sight.folderNames?.get(id) ?? []).join(sight.separator) : '',
    emailIds: rows.map(({ id }) => id),
  };
}

/** The messages of a conversation as seen from a folder. */
function partsOf(row: EmailRow, thread: readonly EmailRow[], apart: ReadonlySet<string>): readonly EmailRow[] {
  const isApart = ({ mailboxIds }: EmailRow) => Object.keys(mailboxIds).every((id) => apart.has(id));
  const parts = thread.filter((mate) => mate.id === row.id || !isApart(mate));
  return parts.some(({ id }) => id === row.id) ? parts : [row];
}

function namesOf(addresses: readonly EmailAddress[], { t, isMe, showsRecipients, separator }: Sight): readonly string[] {
  const seen = new Map<string, EmailAddress>();
  for (const address of addresses) if (!seen.has(address.email.toLowerCase())) seen.set(address.email.toLowerCase(), address);
  if (seen.size === 0) return [showsRecipients ? t('list.noRecipient') : t('ui.unknownSender')];
  const all = [...seen.values()];
  const names = all.map((address) => (isMe(address.email) ? t('list.me') : all.length > 1 ? shortName(address) : nameOf(address)));
  const isShort = names.length > 4;
  const shown = isShort ? [...names.slice(0, 1), ...names.slice(-2)] : names;
  return shown.flatMap((name, place) => (place === 0 ? [name] : [isShort && place === 1 ? ' … ' : separator, name]));
}

/** Enough to know somebody by among others: the first name, where it can be told. */
function shortName(address: EmailAddress): string {
  const name = nameOf(address);
  if (name.includes('@')) return name.slice(0, name.indexOf('@'));
  const [last, given] = name.split(',').map((part) => part.trim());
  if (given) return given.split(/\s+/)[0] ?? given;
  const words = (last ?? name).split(/\s+/);
  // "BENALI Amina": family names in capitals stand in front in many places.
  const first = words.find((word) => word !== word.toLocaleUpperCase() || word === word.toLocaleLowerCase());
  return first ?? name;
}
