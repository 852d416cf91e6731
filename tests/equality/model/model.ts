/** The mail of a few people in its simplest form: sets, and every number counted anew (design §5, §7). */
import type { Account, Content, Email, Mailbox, Membership, Thread, Who } from './parts.ts';

export const ALL_RIGHTS = 'lrswipkxtea';

export class Model {
  readonly accounts: Account[] = [];
  /** Who is in the group. */
  readonly team = new Set<Who>();
  #threads = 0;

  addAccount(): Account {
    const account: Account = { owner: this.accounts.length, mailboxes: new Set(), emails: new Set(), threadKeys: new Map(), quotaBytes: null, born: 0 };
    this.accounts.push(account);
    return account;
  }

  account(owner: Who): Account {
    const account = this.accounts[owner];
    if (!account) throw new Error(`the model has no account ${owner}`);
    return account;
  }

  // Folders

  get mailboxes(): Mailbox[] {
    return this.accounts.flatMap((account) => [...account.mailboxes]);
  }

  addMailbox(owner: Who, id: string, name: string, parent: Mailbox | undefined, role: string | null = null): Mailbox {
    // A sub-folder is shared as its parent is (design §7).
    const mailbox: Mailbox = {
      owner, id, name, parent, role, messages: [], grants: new Map(parent?.grants), subscribed: new Set([owner]), lastUid: 0, uidValidity: undefined,
    };
    this.account(owner).mailboxes.add(mailbox);
    return mailbox;
  }

  withRole(owner: Who, role: string): Mailbox | undefined {
    return [...this.account(owner).mailboxes].find((mailbox) => mailbox.role === role);
  }

  children(mailbox: Mailbox): Mailbox[] {
    return [...this.account(mailbox.owner).mailboxes].filter((each) => each.parent === mailbox);
  }

  isInside(mailbox: Mailbox | undefined, above: Mailbox): boolean {
    return mailbox !== undefined && (mailbox === above || this.isInside(mailbox.parent, above));
  }

  removeMailbox(mailbox: Mailbox): void {
    for (const { email } of [...mailbox.messages]) this.take(email, mailbox);
    this.account(mailbox.owner).mailboxes.delete(mailbox);
  }

  // Rights

  /** Letters; empty where the mailbox may not be seen, which takes `l` and `r`. */
  rights(who: Who, mailbox: Mailbox): string {
    if (!this.account(mailbox.owner).mailboxes.has(mailbox)) return '';
    if (who === mailbox.owner) return ALL_RIGHTS;
    const given = [...mailbox.grants].filter(([to]) => to === who || to === 'anyone' || (to === 'team' && this.team.has(who))).map(([, letters]) => letters).join('');
    return given.includes('l') && given.includes('r') ? [...ALL_RIGHTS].filter((letter) => given.includes(letter)).join('') : '';
  }

  may(who: Who, mailbox: Mailbox, letters: string): boolean {
    const has = this.rights(who, mailbox);
    return [...letters].every((letter) => has.includes(letter));
  }

  mayInAll(who: Who, mailboxes: readonly Mailbox[], letters: string): boolean {
    return mailboxes.every((mailbox) => this.may(who, mailbox, letters));
  }

  readable(who: Who, owner: Who): Mailbox[] {
    return [...this.account(owner).mailboxes].filter((mailbox) => this.rights(who, mailbox) !== '');
  }

  /** Accounts of which somebody may use something, their own first. */
  accountsOf(who: Who): Who[] {
    return [who, ...this.accounts.map(({ owner }) => owner).filter((owner) => owner !== who && this.readable(who, owner).length > 0)];
  }

  /** Whether JMAP refuses every change of mail in this account (RFC 8620 §3.6.2). */
  isReadOnly(who: Who, owner: Who): boolean {
    return who !== owner && this.readable(who, owner).every((mailbox) => this.rights(who, mailbox).replace(/[lr]/g, '') === '');
  }

  // Messages

  membership(email: Email, mailbox: Mailbox): Membership | undefined {
    return mailbox.messages.find((each) => each.email === email);
  }

  /** The mailboxes that hold an Email, marked `\Deleted` there or not. */
  places(email: Email): Mailbox[] {
    return [...this.account(email.owner).mailboxes].filter((mailbox) => this.membership(email, mailbox));
  }

  /** Where somebody sees it by JMAP: not where it is marked `\Deleted`. */
  visiblePlaces(who: Who, email: Email): Mailbox[] {
    return this.places(email).filter((mailbox) => this.rights(who, mailbox) !== '' && !this.membership(email, mailbox)?.deleted);
  }

  visibleEmails(who: Who, owner: Who): Email[] {
    return [...this.account(owner).emails].filter((email) => this.visiblePlaces(who, email).length > 0);
  }

  hasSeen(who: Who, email: Email): boolean {
    return who === email.owner ? email.keywords.has('$seen') : email.seenBy.has(who);
  }

  setSeen(who: Who, email: Email, seen: boolean): void {
    if (who === email.owner) email.keywords[seen ? 'add' : 'delete']('$seen');
    else email.seenBy[seen ? 'add' : 'delete'](who);
  }

  /** Keywords as somebody sees them: `$seen` is everybody's own. */
  keywords(who: Who, email: Email): string[] {
    const others = [...email.keywords].filter((keyword) => keyword !== '$seen');
    return (this.hasSeen(who, email) ? [...others, '$seen'] : others).sort();
  }

  /** A message that comes into an account, without a mailbox yet. @param thread the one that it joins */
  begin(owner: Who, content: Content, keywords: Iterable<string>, thread: Thread | undefined, keeps?: Email): Email {
    const account = this.account(owner);
    const email: Email = {
      owner, content, keywords: new Set(keywords), seenBy: new Set(), thread: thread ?? { age: ++this.#threads, emails: 0 },
      born: keeps?.born ?? [owner, ++account.born], id: keeps?.id, receivedAt: keeps?.receivedAt,
    };
    email.thread.emails += 1;
    account.emails.add(email);
    for (const key of threadKeys(content)) if (!account.threadKeys.has(key)) account.threadKeys.set(key, email.thread);
    return email;
  }

  put(email: Email, mailbox: Mailbox, deleted = false): Membership {
    const membership: Membership = { email, uid: undefined, deleted };
    mailbox.messages.push(membership);
    return membership;
  }

  /** Out of a mailbox; out of the last one, it is gone, and with the last of its thread what led to it. */
  take(email: Email, mailbox: Mailbox): void {
    mailbox.messages = mailbox.messages.filter((each) => each.email !== email);
    if (this.places(email).length > 0) return;
    const account = this.account(email.owner);
    account.emails.delete(email);
    email.thread.emails -= 1;
    if (email.thread.emails > 0) return;
    for (const [key, thread] of account.threadKeys) if (thread === email.thread) account.threadKeys.delete(key);
  }

  // Quota

  /** Each Email once, hidden ones included; sizes that are not known yet lie between what was sent and that with the lines of a delivery. */
  usedBytes(owner: Who): { least: number; most: number } {
    const used = { least: 0, most: 0 };
    for (const { content } of this.account(owner).emails) {
      const { least, most } = sizeOf(content);
      used.least += least;
      used.most += most;
    }
    return used;
  }

  /** Whether a message fits; undefined where that hangs on sizes that are not known yet. */
  fits(owner: Who, contents: readonly Content[]): boolean | undefined {
    const { quotaBytes } = this.account(owner);
    if (quotaBytes === null) return true;
    const used = this.usedBytes(owner);
    const sizes = contents.map(sizeOf);
    if (used.most + sizes.reduce((sum, { most }) => sum + most, 0) <= quotaBytes) return true;
    return used.least + sizes.reduce((sum, { least }) => sum + least, 0) > quotaBytes ? false : undefined;
  }
}

/** What delivery puts in front of a message, at most. */
const DELIVERY_BYTES = 1000;

function sizeOf({ sizeBytes, sent, isExact }: Content): { least: number; most: number } {
  if (sizeBytes !== undefined) return { least: sizeBytes, most: sizeBytes };
  const bytes = sent?.length ?? 0;
  return { least: bytes, most: isExact && sent ? bytes : bytes + DELIVERY_BYTES };
}

export const threadKeys = ({ named, subject }: Content): string[] => named.map((id) => `${id} ${subject.replace(/^(Re: )+/, '').toLowerCase()}`);
