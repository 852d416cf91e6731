import { withoutForwardMarks, withoutReplyMarks } from '../../shared/subject-marks.ts';
import { baseSubject, foldText } from '../mime/index.ts';

/** More marks than these in front of each other nobody has written. */
const mostRounds = 8;

/**
 * What the subjects of one conversation have in common (RFC 8621 §3). Beyond the base subject of RFC 5256, which SORT and THREAD go by and which knows the English
 * marks only: those of other languages go as well, since an answer from a French or an Arabic Outlook belongs to what it answers.
 */
export function threadSubject(subject: string): string {
  let bare = baseSubject(subject).base;
  for (let round = 0; round < mostRounds; round++) {
    const barer = baseSubject(withoutForwardMarks(withoutReplyMarks(bare))).base;
    if (barer === bare) break;
    bare = barer;
  }
  return foldText(bare);
}
