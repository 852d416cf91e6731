/** A signature written as plain text, as HTML: one paragraph a line, each in its own direction. */
export function signatureHtml(text: string): string {
  if (text.trim() === '') return '';
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `<div dir="auto">${line.trim() === '' ? '<br>' : escaped(line)}</div>`)
    .join('');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
