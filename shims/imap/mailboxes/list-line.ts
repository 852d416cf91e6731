import type { Writer } from '../grammar/writer.ts';
import type { ListedName } from './namespaces.ts';
import { specialUse } from './special-use.ts';

export interface ListLineOptions {
  /** Say where it is subscribed. */
  readonly showsSubscribed: boolean;
  /** A mailbox below it is selected by the options and not shown for itself, or shown as well (RFC 5258 §3.5). */
  readonly hasHiddenChild: boolean;
  /** As the client calls it, where that is another name than its own (RFC 9051 §6.3.9.7). */
  readonly oldName?: string | undefined;
}

/** `* LIST (\HasNoChildren \Sent) "/" name` (RFC 9051 §7.3.1). */
export function writeListLine(writer: Writer, { path, hasChildren, mailbox }: ListedName, { showsSubscribed, hasHiddenChild, oldName }: ListLineOptions): void {
  const attributes = [hasChildren ? '\\HasChildren' : '\\HasNoChildren'];
  // Clients that do not know the first one know the second (RFC 5258 §3).
  if (!mailbox) attributes.push('\\NonExistent', '\\Noselect');
  const use = specialUse(mailbox?.role ?? null);
  if (use) attributes.push(use);
  if (mailbox?.subscribed && showsSubscribed) attributes.push('\\Subscribed');
  writer.text(`* LIST (${attributes.join(' ')}) "/" `).mailbox(path);
  if (hasHiddenChild) writer.text(' ("CHILDINFO" ("SUBSCRIBED"))');
  if (oldName !== undefined && oldName !== path) writer.text(' ("OLDNAME" (').mailbox(oldName).text('))');
  writer.text('\r\n');
}
