/** The words of an HTML text too long to be drawn: its tags left out in one pass over the characters. Pure. */

const breaking = /^\/?(?:p|div|br|tr|li|h[1-6]|table|blockquote|ul|ol|pre|hr|section|article|header|footer)\b/i;
const unread = /^(?:style|script|title|head)\b/i;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '’', nbsp: ' ', laquo: '«', raquo: '»', eacute: 'é', egrave: 'è', agrave: 'à', ccedil: 'ç', hellip: '…', ndash: '–', mdash: '—', rsquo: '’', lsquo: '‘', euro: '€', copy: '©' };

export function asText(html: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      pieces.push(html.slice(at));
      break;
    }
    pieces.push(html.slice(at, open).replace(/\s+/g, ' '));
    if (html.startsWith('<!--', open)) {
      at = after(html, '-->', open);
      continue;
    }
    const close = html.indexOf('>', open);
    if (close < 0) break;
    const tag = html.slice(open + 1, Math.min(close, open + 40));
    const skipped = unread.exec(tag)?.[0];
    if (skipped) {
      at = after(html, `</${skipped.toLowerCase()}`, close, true);
      continue;
    }
    if (breaking.test(tag)) pieces.push('\n');
    at = close + 1;
  }
  return pieces.join('').replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, entity).replace(/[ \t]*\n[ \t]*/g, '\n').replace(/\n{3,}/g, '\n\n').trim();
}

function after(html: string, end: string, from: number, isTag = false): number {
  const lower = isTag ? new RegExp(end, 'gi') : undefined;
  if (lower) lower.lastIndex = from;
  const found = lower ? (lower.exec(html)?.index ?? -1) : html.indexOf(end, from);
  if (found < 0) return html.length;
  const close = isTag ? html.indexOf('>', found) : found + end.length - 1;
  return close < 0 ? html.length : close + 1;
}

function entity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return named[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
