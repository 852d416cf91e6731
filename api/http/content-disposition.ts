/** `attachment` with a name that survives in every browser (RFC 6266, RFC 8187). */
export function attachment(name: string): string {
  const visible = name.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}/\\]/gu, '_').trim();
  // By characters, so that none is cut in half.
  const clean = [...visible].slice(0, 200).join('') || 'download';
  const ascii = clean.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\x20-\x7e]/g, '_').replace(/["%]/g, '_');
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return ascii === clean ? `attachment; filename="${ascii}"` : `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
