/** The base subject, and whether anything that marks a reply or a forward was taken off (RFC 5256 §2.1, §3 "isReply"). */
export interface BaseSubject {
  base: string;
  isReplyOrForward: boolean;
}

/**
 * Takes reply and forward marks off a decoded subject (RFC 5256 §2.1). Works on positions in one string, so that the
 * time is linear in its length.
 */
export function baseSubject(subject: string): BaseSubject {
  const text = subject.replace(/\s+/g, ' '); // step 1
  let start = 0;
  let end = text.length;
  let isReplyOrForward = false;
  for (;;) {
    // step 2
    for (;;) {
      if (end > start && text.charCodeAt(end - 1) === 32) end--;
      else if (end - start >= 5 && equalsIgnoringCase(text, end - 5, '(fwd)')) {
        end -= 5;
        isReplyOrForward = true;
      } else break;
    }
    // steps 3 to 5
    for (;;) {
      while (start < end && text.charCodeAt(start) === 32) start++;
      const run = blobs(text, start, end);
      const mark = replyMarkEnd(text, run.end, end);
      if (mark > 0) {
        start = mark;
        isReplyOrForward = true;
        continue;
      }
      // no mark follows this run of blobs, wherever one starts in it: all go, but the last stays where nothing else is left
      if (run.end > start) start = run.end < end ? run.end : run.last;
      break;
    }
    // step 6
    if (end - start >= 6 && equalsIgnoringCase(text, start, '[fwd:') && text.charCodeAt(end - 1) === 93) {
      start += 5;
      end--;
      isReplyOrForward = true;
      continue;
    }
    return { base: text.substring(start, end), isReplyOrForward };
  }
}

/** A run of `[…]` and the white space behind each: where it ends and where its last one starts. */
function blobs(text: string, start: number, end: number): { end: number; last: number } {
  let cursor = start;
  let last = start;
  for (let next = blobEnd(text, cursor, end); next > 0; next = blobEnd(text, cursor, end)) {
    last = cursor;
    cursor = next;
  }
  return { end: cursor, last };
}

/** After one `[…]` without brackets inside and its white space; 0 if there is none. */
function blobEnd(text: string, start: number, end: number): number {
  if (start >= end || text.charCodeAt(start) !== 91) return 0;
  let cursor = start + 1;
  for (; cursor < end; cursor++) {
    const code = text.charCodeAt(cursor);
    if (code === 91) return 0;
    if (code === 93) break;
  }
  if (cursor >= end) return 0;
  cursor++;
  while (cursor < end && text.charCodeAt(cursor) === 32) cursor++;
  return cursor;
}

/** After `re:`, `fw:` or `fwd:`, white space and one blob allowed before the colon; 0 if there is none. */
function replyMarkEnd(text: string, start: number, end: number): number {
  let cursor = start;
  if (equalsIgnoringCase(text, cursor, 're')) cursor += 2;
  else if (equalsIgnoringCase(text, cursor, 'fwd')) cursor += 3;
  else if (equalsIgnoringCase(text, cursor, 'fw')) cursor += 2;
  else return 0;
  while (cursor < end && text.charCodeAt(cursor) === 32) cursor++;
  cursor = blobEnd(text, cursor, end) || cursor;
  return cursor < end && text.charCodeAt(cursor) === 58 ? cursor + 1 : 0;
}

function equalsIgnoringCase(text: string, start: number, word: string): boolean {
  return start + word.length <= text.length && text.substring(start, start + word.length).toLowerCase() === word;
}
