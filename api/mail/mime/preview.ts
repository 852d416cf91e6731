import { htmlToText } from './html-text.ts';
import type { BodyLists } from './jmap-body.ts';
import { partTextStart } from './part-text.ts';
import type { Part } from './part.ts';

/** RFC 8621 §4.1.4: at most 256 characters. */
const maxPreview = 256;
/** Encoded octets looked at: enough for a preview behind a greeting and quotes; HTML of newsletters has long heads. */
const plainWindow = 4 * 1024;
const htmlWindow = 64 * 1024;

/**
 * A line that tells what a message says: the beginning of its text without quoted lines, their introduction, and
 * signature, white space collapsed; where only quotes are left, those.
 */
export function previewOf(source: Buffer, lists: BodyLists): string {
  for (const part of candidates(lists)) {
    const preview = part.subtype === 'html'
      ? cut(collapse(htmlToText(partTextStart(source, part, htmlWindow), 4 * maxPreview)))
      : plainPreview(partTextStart(source, part, plainWindow));
    if (preview !== '') return preview;
  }
  return '';
}

function* candidates(lists: BodyLists): Generator<Part> {
  const shown = lists.text.length > 0 ? lists.text : lists.html;
  for (const part of shown.slice(0, 5)) if (part.type === 'text') yield part;
  if (shown !== lists.html) for (const part of lists.html.slice(0, 5)) if (part.subtype === 'html') yield part;
}

function plainPreview(text: string): string {
  let own = '';
  for (let start = 0; start < text.length && own.length < 2 * maxPreview; ) {
    const lineFeed = text.indexOf('\n', start);
    const end = lineFeed < 0 ? text.length : lineFeed;
    if (text.charCodeAt(start) !== 62) {
      const line = text.substring(start, end).trimEnd();
      if (line === '--') break;
      own += ` ${line}`;
    }
    start = end + 1;
  }
  return cut(collapse(own)) || cut(collapse(text.slice(0, 4 * maxPreview)));
}

/** Characters that show nothing; newsletters pad their preheaders with them. */
const invisible = /\u034f|[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

function collapse(text: string): string {
  const visible = /[^\t-\r\u0020-\u007e]/.test(text) ? text.replace(invisible, '') : text;
  return visible.replace(/\s{2,}|[^\S ]/g, ' ').trim();
}

function cut(text: string): string {
  if (text.length <= maxPreview) return text;
  const last = text.charCodeAt(maxPreview - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? maxPreview - 1 : maxPreview);
}
