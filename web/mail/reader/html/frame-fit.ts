/** The frame is as high as its message. A message that is wider than the frame becomes smaller, where that makes it fit; else it stays readable, and is scrolled inside of it. */

/** The usual newsletter, 600 pixels wide, on a phone of 390: smaller than that nobody reads. */
const smallestWhole = 0.59;
/** What must be scrolled anyway gains little by being small. */
const smallestScrolled = 0.8;
/** Higher than any message that somebody reads; more is scrolled inside. */
const tallest = 150_000;

/** Fits now and whenever sizes change, until the function that is returned is called. */
export function keepFitted(frame: HTMLIFrameElement, root: HTMLElement, body: HTMLElement): () => void {
  let fittedWidth = 0;
  let zoom = 1;
  const adjust = () => {
    const width = frame.clientWidth;
    if (width === 0) return;
    if (width !== fittedWidth || zoom === 1) {
      fittedWidth = width;
      body.style.setProperty('zoom', '1');
      const overflow = root.scrollWidth;
      // What stands out has the padding of one side only.
      const wanted = overflow > width + 1 ? overflow + Number.parseFloat(getComputedStyle(body).paddingInlineEnd) : overflow;
      const fitting = width / wanted;
      zoom = wanted <= width + 1 ? 1 : fitting >= smallestWhole ? fitting : smallestScrolled;
      body.style.setProperty('zoom', String(zoom));
    }
    const content = Math.max(body.getBoundingClientRect().height, body.scrollHeight * zoom);
    const scrollsAcross = root.scrollWidth > width + 1;
    const height = Math.ceil(content) + (scrollsAcross ? 16 : 0);
    root.toggleAttribute('data-tall', height > tallest);
    const wanted = `${Math.min(height, tallest)}px`;
    if (frame.style.height !== wanted) frame.style.height = wanted;
  };
  const observer = new ResizeObserver(adjust);
  observer.observe(body);
  observer.observe(frame);
  // Pictures that are laid over, or float out of the body, do not change its size.
  const loaded = () => adjust();
  body.addEventListener('load', loaded, true);
  body.addEventListener('toggle', loaded, true);
  adjust();
  return () => {
    observer.disconnect();
    body.removeEventListener('load', loaded, true);
    body.removeEventListener('toggle', loaded, true);
  };
}
