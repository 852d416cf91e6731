/** Roles as special uses (RFC 6154 §2, IANA "IMAP Mailbox Name Attributes"). */
const SPECIAL_USES: Readonly<Record<string, string>> = {
  drafts: '\\Drafts',
  sent: '\\Sent',
  trash: '\\Trash',
  junk: '\\Junk',
  archive: '\\Archive',
  all: '\\All',
  flagged: '\\Flagged',
  important: '\\Important',
  scheduled: '\\Scheduled',
  snoozed: '\\Snoozed',
  memos: '\\Memos',
};

/** As XLIST called them before the RFC: Outlook's and Apple's older versions look for these. */
const XLIST_NAMES: Readonly<Record<string, string>> = { inbox: '\\Inbox', junk: '\\Spam', flagged: '\\Starred', drafts: '\\Drafts', sent: '\\Sent', trash: '\\Trash' };

/** The special use of a role; undefined for the inbox and for ordinary folders. */
export function specialUse(role: string | null): string | undefined {
  return role !== null && Object.hasOwn(SPECIAL_USES, role) ? SPECIAL_USES[role] : undefined;
}

export function xlistName(role: string | null): string | undefined {
  return role !== null && Object.hasOwn(XLIST_NAMES, role) ? XLIST_NAMES[role] : undefined;
}

/** The role behind a special use, without its backslash and in lower case. */
export function roleOfSpecialUse(use: string): string | undefined {
  return Object.hasOwn(SPECIAL_USES, use) ? use : undefined;
}
