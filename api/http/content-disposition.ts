/** `attachment` with a name that survives in every browser (RFC 6266, RFC 8187). */
export const attachment = (name: string): string => disposition('attachment', name);

/** `inline`: shown where the browser can, and saved under this name. */
export const inline = (name: string): string => disposition('inline', name);

function disposition(kind: 'attachment' | 'inline', name: string): string {
  const visible = name.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}/\\]/gu, '_').trim();
  // By characters, so that none is cut in half.
  const clean = [...visible].slice(0, 200).join('') || 'download';
  const ascii = clean.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\x20-\x7e]/g, '_').replace(/["%]/g, '_');
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return ascii === clean ? `${kind}; filename="${ascii}"` : `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
