const around = /<!--[\s\S]*?-->|<\/?(?:html|head|body|meta)\b[^>]*>/gi;

/**
 * Whether what a page has put on the clipboard is one of its pictures and nothing else, as "Copy image" does: its address would lead whoever receives it to where it
 * lies, which may be for the sender alone; the picture itself is beside it.
 */
export function isPictureAlone(html: string): boolean {
  return /^<img\b[^>]*>$/i.test(html.replace(around, '').trim());
}
