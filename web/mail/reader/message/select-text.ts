/** Selects what a message says, and nothing around it. @param pressed where the key was pressed: of a message with several frames, maybe one of them */
export function selectText(article: Element, pressed: Element): boolean {
  const text = article.querySelector('[data-print-body]');
  if (!text) return false;
  // Of several parts the one that was clicked into: a selection does not go from one to the next.
  const part = [...text.querySelectorAll<HTMLElement>('[data-plain]')].find((plain) => plain.contains(getSelection()?.anchorNode ?? null));
  const frame = pressed instanceof HTMLIFrameElement ? pressed : part ? null : text.querySelector('iframe');
  const inFrame = frame?.contentDocument;
  if (inFrame) {
    frame.contentWindow?.focus();
    inFrame.getSelection()?.selectAllChildren(inFrame.body);
  } else {
    getSelection()?.selectAllChildren(part ?? text);
  }
  return true;
}
