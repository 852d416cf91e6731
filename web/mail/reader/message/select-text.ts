/** Selects what a message says, and nothing around it. @param pressed where the key was pressed: of a message with several frames, maybe one of them */
export function selectText(article: Element, pressed: Element): boolean {
  const text = article.querySelector('[data-print-body]');
  if (!text) return false;
  const frame = pressed instanceof HTMLIFrameElement ? pressed : text.querySelector('iframe');
  const inFrame = frame?.contentDocument;
  if (inFrame) {
    frame.contentWindow?.focus();
    inFrame.getSelection()?.selectAllChildren(inFrame.body);
  } else {
    getSelection()?.selectAllChildren(text);
  }
  return true;
}
