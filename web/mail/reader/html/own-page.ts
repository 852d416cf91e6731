/** Whether a frame holds our page. Without a network it holds the browser's own word about that, which nobody may look into. */
export function holdsOwnPage(frame: HTMLIFrameElement | null): boolean {
  try {
    return frame?.contentWindow?.document.body != null;
  } catch {
    return false;
  }
}
