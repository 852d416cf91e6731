/**
 * Rules broken on purpose: each must be found (`npm run equality -- --mutants`). They are made in a copy of the sources, never in what is shipped;
 * `mutants.test.ts` sees to it that each still finds its place.
 *
 * @typedef {object} Mutant
 * @property {string} name
 * @property {string} rule what it breaks
 * @property {string} file
 * @property {string} search stands there exactly once
 * @property {string} replacement
 */

/** @type {readonly Mutant[]} */
export const mutants = [
  {
    name: 'sharee-seen-is-the-owners',
    rule: "design §5: a sharee's $seen is theirs alone",
    file: 'api/jmap/methods/email-set.ts',
    search: 'const bits = reach.isOwner ? keywords.bits : (keywords.bits & ~SEEN) | (row.keyword_bits & SEEN);',
    replacement: 'const { bits } = keywords;',
  },
  {
    name: 'revoked-session-goes-on',
    rule: 'design §4: revoking a right takes effect at once in sessions already selected',
    file: 'shims/imap/view/mailbox-view.ts',
    search: 'GONE.has(error.kind)) return this.#tellGone();',
    replacement: 'GONE.has(error.kind)) return;',
  },
  {
    name: 'expunge-is-forgotten',
    rule: 'RFC 7162 §3.2.5: QRESYNC tells what has vanished',
    file: 'db/repositories/expunges.ts',
    search: 'WHERE mailbox_id = ${mailboxId} AND uid ${among(uids)}`);\n  await tx.run(sql`DELETE',
    replacement: 'WHERE mailbox_id = ${mailboxId} AND uid ${among(uids)} AND 1 = 0`);\n  await tx.run(sql`DELETE',
  },
  {
    name: 'expunged-still-counts',
    rule: 'design §5: counters are exact, of what is marked \\Deleted too',
    file: 'api/mail/store/expunge-emails.ts',
    search: '  await unit.countExpunged(mailboxId, { messages: left.length, bytes, unseen });\n',
    replacement: '',
  },
  {
    name: 'moved-still-counts',
    rule: 'design §5: counters are exact, where messages left by MOVE too',
    file: 'api/mail/store/copy-plain.ts',
    search: '  if (move) await unit.countVisible(fromMailboxId, messages, -1);\n',
    replacement: '',
  },
  {
    name: 'keyword-stamps-one-mailbox',
    rule: 'design §4: a keyword change stamps all memberships of the Email and all their mailboxes',
    file: 'api/mail/store/change-flags.ts',
    search: 'changed.every((row) => row.visible === 1 && !row.deleted)',
    replacement: 'changed.every((row) => !row.deleted)',
  },
  {
    name: 'deleted-is-no-change',
    rule: 'design §5: \\Deleted on the last visible membership is *destroyed* in JMAP',
    file: 'api/mail/store/email-changes.ts',
    search: 'this.#seen(email, deleted ? -1 : 1);',
    replacement: 'if (!deleted) this.#seen(email, 1);',
  },
  {
    name: 'uid-comes-again',
    rule: 'RFC 9051 §2.3.1.1: a UID is never given twice',
    file: 'db/repositories/mailboxes.ts',
    search: 'uid_next = ${uidNext}, highest_modseq',
    replacement: 'uid_next = (SELECT COALESCE(MAX(uid), 0) + 1 FROM membership WHERE mailbox_id = ${id}), highest_modseq',
  },
  {
    name: 'quota-is-not-given-back',
    rule: 'design §5: an Email counts once, for as long as it is there',
    file: 'api/mail/store/email-changes.ts',
    search: '        account.usedBytes -= row.size_bytes;\n',
    replacement: '',
  },
  {
    name: 'pop3-deletes-for-good',
    rule: 'what POP3 deletes goes to Trash',
    file: 'api/legacy/pop3-deletions.ts',
    search: "if (deletions === 'trash' && trash",
    replacement: "if (deletions !== 'trash' && trash",
  },
  {
    name: 'thread-by-subject-alone',
    rule: 'RFC 8621 §3: a thread needs a Message-ID in common as well',
    file: 'api/mail/store/description.ts',
    search: 'return relatedIds(headers).map((id) => shortHash(`${id}\\0${subject}`));',
    replacement: 'return relatedIds(headers).map(() => shortHash(subject));',
  },
  {
    name: 'changes-without-destroyed',
    rule: 'RFC 8620 §5.2: /changes tells what was destroyed',
    file: 'api/mail/store/email-changes.ts',
    search: "    await bury(tx, account.id, 'Email', destroyed, modseq, now);\n",
    replacement: '',
  },
  {
    name: 'replacement-empties-private-folders',
    rule: "design §5: a sharee's full replacement of mailboxIds touches visible memberships only",
    file: 'api/jmap/methods/email-set.ts',
    search: '  for (const id of removed) await changes.remove(email, id);\n',
    replacement: '  for (const id of target ? [...email.memberships.keys()].filter((each) => !target.has(each)) : []) await changes.remove(email, id);\n',
  },
  {
    name: 'anybody-may-put-there',
    rule: 'RFC 4314 §4: COPY and MOVE need `i` in the destination, also in another account',
    file: 'api/mail/store/copy-between-accounts.ts',
    search: "  needRights(to, toMailboxId, 'You may not put messages into that folder.', 'i');\n",
    replacement: '',
  },
  {
    name: 'moved-is-unread',
    rule: 'design §5: what readers have seen comes along with MOVE between accounts',
    file: 'api/mail/store/copy-between-accounts.ts',
    search: '  if (carried) await carrySeen(tx, to, toMailboxId, carried, there);\n',
    replacement: '',
  },
  {
    name: 'sub-folder-is-not-shared',
    rule: 'design §7: a new sub-folder is shared as its parent is',
    file: 'api/mail/mailboxes/create.ts',
    search: '  await inheritGrants(tx, accountId, mailbox.parentId, id, now);\n',
    replacement: '',
  },
  {
    name: 'mark-outlives-the-copy',
    rule: 'design §5: a COPY onto what is marked \\Deleted gets a new UID and the mark cleared',
    file: 'api/mail/store/copy-emails.ts',
    search: 'if (there && !there.deleted && fromMailboxId !== toMailboxId) return there.uid;',
    replacement: 'if (there && fromMailboxId !== toMailboxId) return there.uid;',
  },
];
