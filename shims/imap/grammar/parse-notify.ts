import type { FetchItem } from './fetch-item.ts';
import { fetchItems } from './parse-fetch.ts';
import type { Parser } from './parser.ts';
import { code, no, Refusal } from './status-response.ts';
import { CommandSyntaxError } from './syntax-error.ts';

/** The events that there are here (RFC 5465 §5), as BADEVENT names them. */
export const NOTIFY_EVENTS = ['MessageNew', 'MessageExpunge', 'FlagChange', 'MailboxName', 'SubscriptionChange', 'MailboxMetadataChange', 'ServerMetadataChange'] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

const MESSAGE_EVENTS: ReadonlySet<NotifyEvent> = new Set(['MessageNew', 'MessageExpunge', 'FlagChange']);
const FILTERS = ['SELECTED', 'SELECTED-DELAYED', 'INBOXES', 'PERSONAL', 'SUBSCRIBED', 'SUBTREE', 'MAILBOXES'] as const;
const EVENT_OF = new Map<string, NotifyEvent>(NOTIFY_EVENTS.map((event) => [event.toUpperCase(), event]));
const GROUPS = 100;
const NAMES = 1000;

/** Mailboxes and what to tell of them (RFC 5465 §6). */
export interface NotifyGroup {
  readonly filter: Exclude<(typeof FILTERS)[number], 'SELECTED' | 'SELECTED-DELAYED'>;
  /** Of SUBTREE and MAILBOXES. */
  readonly names: readonly string[];
  readonly events: ReadonlySet<NotifyEvent>;
}

/** What is told of the mailbox that is selected (RFC 5465 §6.1). */
export interface SelectedGroup {
  /** EXPUNGE waits for a command that allows it. */
  readonly isDelayed: boolean;
  readonly events: ReadonlySet<NotifyEvent>;
  /** What FETCH tells of new messages; empty: nothing. */
  readonly fetch: readonly FetchItem[];
}

/** NOTIFY behind its name; `groups` undefined: NOTIFY NONE. */
export interface NotifyArguments {
  readonly status: boolean;
  readonly selected: SelectedGroup | undefined;
  readonly groups: readonly NotifyGroup[] | undefined;
}

/** RFC 5465 §8. @throws Refusal (NO [BADEVENT]) for events that there are not */
export function notifyArguments(parser: Parser): NotifyArguments {
  if (parser.sp().oneOf(['SET', 'NONE'], 'word behind NOTIFY') === 'NONE') return { status: false, selected: undefined, groups: undefined };
  parser.sp();
  const status = !parser.next('(');
  if (status) parser.oneOf(['STATUS'], 'word behind SET');
  let selected: SelectedGroup | undefined;
  const groups: NotifyGroup[] = [];
  const unknown: string[] = [];
  const read = (p: Parser): true => {
    p.character('(');
    const filter = p.oneOf(FILTERS, 'mailbox specifier');
    const isSelected = filter === 'SELECTED' || filter === 'SELECTED-DELAYED';
    const names = filter === 'SUBTREE' || filter === 'MAILBOXES' ? mailboxNames(p.sp()) : [];
    const { events, fetch } = eventList(p.sp(), isSelected, unknown);
    p.character(')');
    if (isSelected && selected) throw new CommandSyntaxError('SELECTED or SELECTED-DELAYED is given once');
    if (isSelected) selected = { isDelayed: filter === 'SELECTED-DELAYED', events, fetch };
    else groups.push({ filter, names, events });
    if (groups.length > GROUPS) throw new Refusal(no(`NOTIFY may have ${GROUPS} groups`, code('NOTIFICATIONOVERFLOW')));
    return true;
  };
  if (status) parser.sp();
  read(parser);
  while (parser.optional(read));
  if (unknown.length > 0) throw new Refusal(no('Some of these events there are not', code('BADEVENT', `(${NOTIFY_EVENTS.join(' ')})`)));
  return { status, selected, groups };
}

function mailboxNames(parser: Parser): string[] {
  const names = parser.next('(') ? parser.list((p) => p.mailbox()) : [parser.mailbox()];
  if (names.length === 0 || names.length > NAMES) throw new CommandSyntaxError(`A group names 1 to ${NAMES} mailboxes`);
  return names.map((name) => name.normalize('NFC'));
}

function eventList(parser: Parser, isSelected: boolean, unknown: string[]): { events: Set<NotifyEvent>; fetch: readonly FetchItem[] } {
  const events = new Set<NotifyEvent>();
  let fetch: readonly FetchItem[] = [];
  if (!parser.next('(')) {
    parser.oneOf(['NONE'], 'word for events');
    return { events, fetch };
  }
  parser.list((p) => {
    const word = p.keyword('an event');
    const event = EVENT_OF.get(word);
    if (event) events.add(event);
    else unknown.push(word);
    if (event === 'MessageNew' && p.followedBy(' (')) {
      if (!isSelected) throw new CommandSyntaxError('What FETCH tells of new messages is asked for with SELECTED alone');
      fetch = fetchItems(p.sp());
    }
  });
  if (events.size === 0 && unknown.length === 0) throw new CommandSyntaxError('A group without events is written NONE');
  check(events, isSelected);
  return { events, fetch };
}

/** Which events go together (RFC 5465 §5). */
function check(events: ReadonlySet<NotifyEvent>, isSelected: boolean): void {
  if (events.has('MessageNew') !== events.has('MessageExpunge')) throw new CommandSyntaxError('MessageNew and MessageExpunge go together');
  if (events.has('FlagChange') && !events.has('MessageNew')) throw new CommandSyntaxError('FlagChange goes with MessageNew and MessageExpunge');
  if (isSelected && [...events].some((event) => !MESSAGE_EVENTS.has(event))) throw new CommandSyntaxError('Only messages are told of with SELECTED');
}
