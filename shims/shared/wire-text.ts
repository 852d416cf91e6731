const MAX_TEXT = 400;

/** One line of ASCII, as SMTP and POP3 answer (RFC 5321 §4.2, RFC 1939 §3): accents are taken off, other scripts are not sent. */
export function wireText(text: string): string {
  const line = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”«»]/g, '"')
    .replace(/[\x00-\x1F\x7F-\x9F\s]+/g, ' ')
    .trim();
  return /^[\x20-\x7E]+$/.test(line) ? line.slice(0, MAX_TEXT) : 'Refused';
}
