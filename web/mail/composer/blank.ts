/** What takes the focus or a press itself, or is text that somebody may want to mark. */
const taking = 'a, button, input, textarea, select, label, summary, iframe, [contenteditable], [tabindex]:not([tabindex="-1"]), [role="option"]';

/** Whether a press there would do nothing but take the focus away from what is being written. */
export function isBlank(target: Element, head: string): boolean {
  if (target.closest(taking)) return false;
  if (target.closest(head)) return true;
  return ![...target.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
}
