/**
 * Capabilities beside IMAP4rev1 and the form of literals; exactly what works.
 */
export const OFFERED = [
  'IMAP4rev2', 'SASL-IR', 'ENABLE', 'ID', 'UNSELECT', 'CHILDREN', 'NAMESPACE', 'IDLE', 'UIDPLUS', 'MOVE', 'SPECIAL-USE', 'CREATE-SPECIAL-USE',
  'XLIST', 'LIST-EXTENDED', 'LIST-STATUS', 'CONDSTORE', 'QRESYNC', 'ESEARCH', 'SEARCHRES', 'WITHIN', 'SORT', 'SORT=DISPLAY', 'ESORT', 'THREAD=ORDEREDSUBJECT',
  'THREAD=REFERENCES', 'QUOTA', 'QUOTA=RES-STORAGE', 'QUOTA=RES-MESSAGE', 'QUOTA=RES-MAILBOX', 'OBJECTID', 'STATUS=SIZE', 'ACL', 'RIGHTS=texk', 'LIST-MYRIGHTS',
  'MULTIAPPEND', 'APPENDLIMIT', 'BINARY', 'UTF8=ACCEPT', 'PREVIEW', 'SAVEDATE', 'UNAUTHENTICATE',
  'JMAPACCESS', 'COMPRESS=DEFLATE', 'METADATA', 'NOTIFY',
] as const;

/** What ENABLE switches on (RFC 5161), by its name in upper case, as the answer spells it. */
export const ENABLABLE: ReadonlyMap<string, string> = new Map([['CONDSTORE', 'CONDSTORE'], ['QRESYNC', 'QRESYNC'], ['IMAP4REV2', 'IMAP4rev2'], ['UTF8=ACCEPT', 'UTF8=ACCEPT']]);

/** The capabilities that bring a command; a command that none of them brings is part of IMAP4rev1. */
const BROUGHT_BY: ReadonlyMap<string, readonly (typeof OFFERED)[number][]> = new Map([
  ['COMPRESS', ['COMPRESS=DEFLATE']], ['ENABLE', ['ENABLE']], ['GETJMAPACCESS', ['JMAPACCESS']], ['ID', ['ID']], ['IDLE', ['IDLE']], ['NAMESPACE', ['NAMESPACE']],
  ['NOTIFY', ['NOTIFY']], ['UNAUTHENTICATE', ['UNAUTHENTICATE']], ['UNSELECT', ['UNSELECT']], ['XLIST', ['XLIST']],
  ['UID EXPUNGE', ['UIDPLUS']], ['MOVE', ['MOVE']], ['UID MOVE', ['MOVE']], ['SORT', ['SORT']], ['UID SORT', ['SORT']],
  ['THREAD', ['THREAD=ORDEREDSUBJECT', 'THREAD=REFERENCES']], ['UID THREAD', ['THREAD=ORDEREDSUBJECT', 'THREAD=REFERENCES']],
  ['GETQUOTA', ['QUOTA']], ['GETQUOTAROOT', ['QUOTA']], ['GETMETADATA', ['METADATA']], ['SETMETADATA', ['METADATA']],
  ['GETACL', ['ACL']], ['SETACL', ['ACL']], ['DELETEACL', ['ACL']], ['LISTRIGHTS', ['ACL']], ['MYRIGHTS', ['ACL']],
]);

/** Whether a command is unknown because everything that brings it is switched off. @param name in upper case, with UID before it where it has that form */
export function isCommandOff(name: string, isOff: (capability: string) => boolean): boolean {
  return BROUGHT_BY.get(name)?.every(isOff) ?? false;
}

/** Which of these names, in any case, are no capability that can be switched off: IMAP4rev1, what protects sign-in, and what there is not. */
export function unknownCapabilities(names: readonly string[]): string[] {
  const known = new Set<string>(OFFERED.map((name) => name.toUpperCase()));
  return names.filter((name) => !known.has(name.toUpperCase()));
}
