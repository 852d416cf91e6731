/** Format=flowed (RFC 3676): paragraphs that a reader wraps to the width of its window. */

const width = 72;

/** Soft line ends carry a space; quoted lines and the signature's mark stay as they are. */
export function flowed(text: string): string {
  return text
    .split(/\r?\n/)
    .flatMap((line) => flowedLine(line))
    .join('\r\n');
}

function flowedLine(line: string): string[] {
  if (line === '-- ') return [line];
  const quote = /^>+/.exec(line)?.[0] ?? '';
  const words = (quote === '' ? line : line.slice(quote.length).replace(/^ /, '')).trimEnd();
  const prefix = quote === '' ? '' : `${quote} `;
  const lines: string[] = [];
  let rest = words;
  while (prefix.length + rest.length > width) {
    const before = rest.lastIndexOf(' ', width - prefix.length - 1);
    const at = before > 0 ? before : rest.indexOf(' ', width - prefix.length - 1);
    // One word alone, however long, is not parted.
    if (at < 0) break;
    lines.push(rest.slice(0, at + 1));
    rest = rest.slice(at + 1);
  }
  lines.push(rest);
  return lines.map((part) => prefix + (quote === '' ? stuffed(part) : part));
}

/** §4.4: a line must not begin like a quote, or with a space that would be taken off. */
const stuffed = (line: string): string => (/^(?: |>|From )/.test(line) ? ` ${line}` : line);
