/** What people are asked about before a message goes out. */
import type { Draft } from './draft.ts';
import { recipientsOf } from './draft.ts';
import type { DocNode } from './doc.ts';
import { textOfDoc } from './doc-text.ts';
import { listedFiles } from './lost-files.ts';
import type { Conflict } from './open-draft.ts';

export type Hint = 'noSubject' | 'forgottenAttachment' | 'manyRecipients' | 'changedElsewhere' | 'sentElsewhere';

const manyRecipients = 25;

/** Words that promise a file, in the languages that are written here. */
const promises = [
  /\b(?:ci[- ]joints?|ci[- ]jointes?|pi[eè]ces?[- ]jointes?|en pi[eè]ce jointe|joins? (?:le|la|les|un|une|des|mon|ma|mes)|veuillez trouver|trouverez (?:ci|en)|(?:fichiers?|documents?|dossiers?) joints?|en annexe|\bPJ\b)/iu,
  /\b(?:attached(?! to (?:him|her|it|you|me|them|us|this|that)\b)|attach(?:ment|ments|ing)|enclosed|please find)\b/iu,
  /(?:مرفق|المرفق|مرفقات|المرفقات|أرفقت|أرفق لكم|ارفقت|رفقته|تجدون رفقته|رفقة هذه)/u,
];

/** What is known of another version than the one that is about to go. */
export function hintsOfConflict(conflict: Conflict | undefined): Hint[] {
  return conflict?.kind === 'changed' ? ['changedElsewhere'] : conflict?.kind === 'sent' ? ['sentElsewhere'] : [];
}

export function hintsOf(draft: Draft): Hint[] {
  const own = draft.format === 'html' ? textOfDoc(withoutOthersWords(draft.doc)) : ownLines(draft.text);
  // The subject of an answer is that of the original.
  const subject = /^(?:re|fwd)\s*:/i.test(draft.subject) ? '' : draft.subject;
  const found: Hint[] = [];
  if (draft.subject.trim() === '') found.push('noSubject');
  if (listedFiles(draft).length === 0 && promises.some((promise) => promise.test(`${subject}\n${own}`.normalize('NFC')))) found.push('forgottenAttachment');
  if (recipientsOf({ ...draft, bcc: [] }).length > manyRecipients) found.push('manyRecipients');
  return found;
}

/** What is quoted promises nothing, nor does the signature, above answers as it may stand. */
function withoutOthersWords(node: DocNode): DocNode {
  if (!node.content) return node;
  return { ...node, content: node.content.filter(({ type }) => type !== 'blockquote' && type !== 'signature').map(withoutOthersWords) };
}

/** The same of text without formatting. A signature goes on until something is quoted. */
function ownLines(text: string): string {
  let isSignature = false;
  return text
    .split('\n')
    .filter((line) => {
      const isQuoted = line.startsWith('>');
      isSignature = !isQuoted && (isSignature || /^-- ?$/.test(line));
      return !isQuoted && !isSignature;
    })
    .join('\n');
}
